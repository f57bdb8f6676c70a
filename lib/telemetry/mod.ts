import type { Exchange, Journal } from "../http/exchange.ts";

/** A script's process, as far as a span tells of it. */
interface Start {
  readonly exchange: Exchange;
  readonly script: string;
  readonly name: string;
  readonly pid: number;
}

interface End {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** What is added to the spans that the platform itself makes of requests. */
export interface Telemetry {
  /** Makes spans of scripts: of the time that they wait for their turn, and of the time that they run. */
  readonly observer: {
    waits(script: string, name: string): () => void;
    started(start: Start): { over(end: End): void };
  };
  /** Tells a request's span which id the log and the client know it by. */
  identify(exchange: Exchange): void;
  /** The same journal, whose messages are events of the request's span, too. */
  noted(journal: Journal): Journal;
}

/** What of a span is used here; see OpenTelemetry's tracing API. */
interface Span {
  setAttribute(name: string, value: string | number): unknown;
  updateName(name: string): unknown;
  setStatus(status: { code: number; message: string }): unknown;
  addEvent(name: string, attributes: Record<string, unknown>): unknown;
  end(): void;
}

interface Tracer {
  startSpan(name: string, options: Record<string, unknown>): Span;
}

/** SpanStatusCode.ERROR. */
const FAILED = 2;

/** The key by which every version of OpenTelemetry's API finds the span that a context belongs to. */
const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");

/** Whether the platform tells by OpenTelemetry; `OTEL_DENO=true` has it do so. */
export function isTelling(): boolean {
  return tracerOf("") !== null;
}

/** What makes spans, or `null` where the platform refuses to make one, since it tells nobody. */
function tracerOf(version: string): Tracer | null {
  const tracer: Tracer = Deno.telemetry.tracerProvider
    .getTracer("gatehouse", version);
  try {
    tracer.startSpan("probe", {}); // It never ends, so it is never sent.
    return tracer;
  } catch {
    return null;
  }
}

/**
 * Adds to what the platform tells by OpenTelemetry, which makes a span of each request; `null` where it does not.
 * Nothing of what a request or a script holds goes with it but what the log has.
 */
export function telemetry(version: string): Telemetry | null {
  const tracer = tracerOf(version);
  if (tracer === null) return null;
  const begin = (name: string, attributes: Record<string, unknown>): Span =>
    tracer.startSpan(name, { attributes });
  return {
    observer: {
      waits(script, name) {
        const span = begin(`wait ${name}`, { "code.file.path": script });
        return () => span.end();
      },
      started({ exchange, script, name, pid }) {
        activeSpan()?.updateName(`${exchange.method} ${name}`);
        activeSpan()?.setAttribute("http.route", name);
        const span = begin(`script ${name}`, {
          "code.file.path": script,
          "process.pid": pid,
          [ID]: exchange.id,
        });
        return { over: (end) => finish(span, end) };
      },
    },
    identify(exchange) {
      activeSpan()?.setAttribute(ID, exchange.id);
    },
    noted: (journal) => ({
      access: (record) => journal.access(record),
      note(level, message, id, details) {
        if (level !== "debug") {
          activeSpan()?.addEvent(message, { level, ...details });
        }
        journal.note(level, message, id, details);
      },
    }),
  };
}

const ID = "gatehouse.request.id";

function activeSpan(): Span | undefined {
  return Deno.telemetry.contextManager.active()?.getValue(SPAN);
}

function finish(span: Span, { exitCode, signal }: End): void {
  if (exitCode !== null) span.setAttribute("process.exit.code", exitCode);
  if (exitCode !== 0) {
    const how = signal === null
      ? `exit code ${exitCode}`
      : `ended by ${signal}`;
    span.setStatus({ code: FAILED, message: how });
  }
  span.end();
}
