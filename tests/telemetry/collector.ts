import { until } from "../support/until.ts";

type Value = string | number | boolean;

/** A span as it was sent, with what matters of it here. */
export interface Span {
  readonly scope: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, Value>>;
  /** 2 is an error. */
  readonly status: number;
  readonly events: readonly string[];
}

/** An endpoint of OTLP over HTTP that keeps what arrives. */
export interface Collector extends AsyncDisposable {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** Media types of what arrived, by path. */
  readonly types: ReadonlyMap<string, string>;
  spans(): Span[];
  /** Names of metrics. */
  metrics(): Set<string>;
  /** Bodies of log records. */
  logs(): string[];
  /** Waits for spans that are as wished for. */
  waitFor(wish: (spans: Span[]) => boolean, what: string): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, Value>>;
}

/** OTLP in JSON, as far as it is read here. */
interface Sent {
  readonly resourceSpans?: readonly {
    readonly scopeSpans: readonly {
      readonly scope?: { readonly name: string };
      readonly spans: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly attributes: readonly Attribute[];
        readonly status?: { readonly code?: number };
        readonly events?: readonly { readonly name: string }[];
      }[];
    }[];
  }[];
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly { readonly name: string }[];
    }[];
  }[];
  readonly resourceLogs?: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly body: { readonly stringValue?: string };
      }[];
    }[];
  }[];
}

/** Starts one on a free port. */
export function startCollector(): Collector {
  const sent: Sent[] = [];
  const types = new Map<string, string>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const type = request.headers.get("content-type") ?? "";
      types.set(new URL(request.url).pathname, type);
      const bytes = await request.bytes();
      if (type !== "application/json") return new Response();
      sent.push(JSON.parse(new TextDecoder().decode(bytes)));
      return Response.json({});
    },
  );
  const spans = () => sent.flatMap(spansOf);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    types,
    spans,
    metrics: () =>
      new Set(
        sent.flatMap(({ resourceMetrics = [] }) => resourceMetrics)
          .flatMap(({ scopeMetrics }) => scopeMetrics)
          .flatMap(({ metrics }) => metrics.map(({ name }) => name)),
      ),
    logs: () =>
      sent.flatMap(({ resourceLogs = [] }) => resourceLogs)
        .flatMap(({ scopeLogs }) => scopeLogs)
        .flatMap(({ logRecords }) => logRecords)
        .map(({ body }) => body.stringValue ?? ""),
    waitFor: (wish, what) => until(() => wish(spans()), what),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };
}

function spansOf({ resourceSpans = [] }: Sent): Span[] {
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ scope, spans }) =>
      spans.map((span) => ({
        scope: scope?.name ?? "",
        name: span.name,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? "",
        attributes: Object.fromEntries(
          span.attributes.flatMap(({ key, value }) =>
            Object.values(value).map((one) => [key, one] as const)
          ),
        ),
        status: span.status?.code ?? 0,
        events: (span.events ?? []).map(({ name }) => name),
      }))
    );
}
