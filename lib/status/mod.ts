import { isAtThisMachine } from "../explain/at_this_machine.ts";
import type { Explained } from "../explain/mod.ts";
import { HttpError } from "../http/error.ts";
import type { Exchange, Handler, Journal, Reply } from "../http/exchange.ts";
import { statusFields, statusPage } from "./page.ts";
import { scriptCounter, type Scripts, type ScriptStatus } from "./scripts.ts";
import { type Second, trafficCounter } from "./traffic.ts";

/** What is told at `/-/status`. */
export interface Snapshot {
  /** Such as `Gatehouse/1.0.0`. */
  readonly software: string;
  /** When this thread began to serve, and when this was told, in milliseconds since the epoch. */
  readonly started: number;
  readonly now: number;
  /** How many serving threads there are; what is told is of one of them. */
  readonly threads: number;
  /** Since the start; bytes of content. */
  readonly total: { readonly requests: number; readonly bytes: number };
  readonly lastMinute: Second;
  /** The last two minutes, the oldest second first. */
  readonly seconds: readonly Second[];
  readonly scripts: readonly ScriptStatus[];
}

/** Measures, and tells what it has measured. */
export interface Status {
  /** What answers under `/-/`. */
  readonly mounts: Readonly<Record<string, Handler>>;
  /** Told of processes. */
  readonly observer: Pick<Scripts, "started"> & {
    waits(script: string, name: string): () => void;
  };
  /** The same journal, whose records are counted. */
  counted(journal: Journal): Journal;
  /** Takes note of a script's failure. */
  failed(explained: Explained): void;
  /** Ends what is told without end. */
  stop(): void;
}

const SECONDS = 120;
/** How often it is told, in milliseconds, and to how many at once. */
const PAUSE = 1_000;
const MOST_WATCHERS = 16;

/** Makes the status of one serving thread. */
export function serverStatus(
  { software, threads }: Pick<Snapshot, "software" | "threads">,
): Status {
  const traffic = trafficCounter();
  const scripts = scriptCounter();
  const started = Date.now();
  const snapshot = (): Snapshot => {
    const now = Date.now();
    return {
      software,
      started,
      now,
      threads,
      total: { requests: traffic.requests, bytes: traffic.bytes },
      lastMinute: traffic.sum(60, now),
      seconds: traffic.seconds(SECONDS, now),
      scripts: scripts.list(now),
    };
  };
  const watchers = watch(() => `data: ${JSON.stringify(snapshot())}\n\n`);
  return {
    mounts: { "/-/status/": guarded(answer(snapshot, watchers.stream)) },
    observer: {
      waits: (_script, name) => scripts.waits(name),
      started: scripts.started,
    },
    counted: (journal) => ({
      access(record) {
        const { target, status, bytes, duration } = record;
        // Whoever looks at the numbers does not change them.
        if (!target.startsWith("/-/")) {
          traffic.add(status, bytes, duration, Date.now());
        }
        journal.access(record);
      },
      note: (...words) => journal.note(...words),
    }),
    failed: scripts.failed,
    stop: watchers.stop,
  };
}

/** Security: it tells who asks for what; that is for the person at this machine, or one who has logged in. */
function guarded(handler: Handler): Handler {
  return (exchange) => {
    if (isAtThisMachine(exchange) || exchange.login !== null) {
      return handler(exchange);
    }
    throw new HttpError(404, "There is nothing here.");
  };
}

type Stream = ReadableStream<Uint8Array<ArrayBuffer>>;

const SHARED = [
  ["cache-control", "no-store"],
  ["vary", "accept"],
  ["x-content-type-options", "nosniff"],
] as const;

function answer(snapshot: () => Snapshot, stream: () => Stream): Handler {
  return ({ method, fields }: Exchange): Reply => {
    if (method !== "GET" && method !== "HEAD") {
      throw new HttpError(405, "This can only be read.", {
        fields: [["allow", "GET, HEAD"]],
      });
    }
    const accept = fields.get("accept") ?? "";
    if (accept.includes("text/event-stream")) {
      return {
        status: 200,
        fields: [["content-type", "text/event-stream"], ...SHARED],
        content: method === "HEAD" ? null : stream(),
      };
    }
    const html = accept.includes("text/html");
    const text = html ? statusPage() : `${JSON.stringify(snapshot())}\n`;
    const own = html
      ? statusFields()
      : [["content-type", "application/json"] as const];
    return {
      status: 200,
      fields: [...own, ...SHARED],
      content: new TextEncoder().encode(text),
    };
  };
}

/** Streams that are told the same every second, as long as there are any. */
function watch(
  tell: () => string,
): { stream: () => Stream; stop: () => void } {
  const open = new Set<ReadableStreamDefaultController>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let stopped = false;

  function leave(controller: ReadableStreamDefaultController): void {
    open.delete(controller);
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function close(controller: ReadableStreamDefaultController): void {
    leave(controller);
    try {
      controller.close();
    } catch {
      // Its reader has gone in between.
    }
  }

  function pulse(): void {
    const text = new TextEncoder().encode(tell());
    for (const controller of open) {
      // One that does not read is left out for as long.
      if ((controller.desiredSize ?? 0) > -2) controller.enqueue(text);
    }
  }

  return {
    stream() {
      let own: ReadableStreamDefaultController;
      return new ReadableStream({
        start(controller) {
          own = controller;
          controller.enqueue(new TextEncoder().encode(tell()));
          if (stopped) return controller.close();
          const [oldest] = open;
          if (open.size >= MOST_WATCHERS && oldest) close(oldest);
          open.add(controller);
          timer ??= setInterval(pulse, PAUSE);
        },
        cancel: () => leave(own),
      });
    },
    stop() {
      stopped = true;
      for (const controller of open) close(controller);
    },
  };
}
