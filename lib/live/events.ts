import type { Handler, Reply } from "../http/exchange.ts";
import type { Change } from "./watch.ts";

/** So many pages are told at once; the oldest is left out. */
const MOST = 64;
/** How often a page is told nothing, in milliseconds, so that one that has gone is noticed. */
const PULSE = 15_000;
/** One that does not read is left out when so many messages wait. */
const MOST_WAITING = 16;

/** Pages that are told of changes. */
export interface Listeners {
  /** Answers with a stream of server-sent events. */
  readonly handler: Handler;
  tell(change: Change): void;
  /** Ends all streams, and begins no more. */
  stop(): void;
}

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

const encode = (text: string) => new TextEncoder().encode(text);

/** Keeps the pages that listen. One that says since when it is there is told what it has missed. */
export function listeners(): Listeners {
  const open = new Set<Controller>();
  let last = Date.now();
  let stopped = false;
  let pulse: ReturnType<typeof setInterval> | undefined;

  function leave(controller: Controller): void {
    open.delete(controller);
    if (open.size > 0) return;
    clearInterval(pulse);
    pulse = undefined;
  }

  function close(controller: Controller): void {
    leave(controller);
    try {
      controller.close();
    } catch {
      // The page has gone in between.
    }
  }

  function send(text: string): void {
    for (const controller of open) {
      if ((controller.desiredSize ?? 0) < -MOST_WAITING) close(controller);
      else controller.enqueue(encode(text));
    }
  }

  function stream(since: number): ReadableStream<Uint8Array<ArrayBuffer>> {
    let own: Controller;
    return new ReadableStream({
      start(controller) {
        own = controller;
        controller.enqueue(encode("retry: 300\n\n"));
        if (stopped) return controller.close();
        if (last > since) controller.enqueue(encode(`data: page ${last}\n\n`));
        const [oldest] = open;
        if (open.size >= MOST && oldest) close(oldest);
        open.add(controller);
        pulse ??= setInterval(() => send(":\n\n"), PULSE);
      },
      cancel: () => leave(own),
    });
  }

  return {
    handler({ target, method }): Reply {
      const since = Number(
        new URLSearchParams(target.query ?? "").get("since") ?? Infinity,
      );
      return {
        status: 200,
        fields: [
          ["content-type", "text/event-stream"],
          ["cache-control", "no-store"],
          ["x-content-type-options", "nosniff"],
        ],
        content: method === "HEAD" ? null : stream(since),
      };
    },
    tell({ time, stylesOnly }) {
      last = time;
      send(`data: ${stylesOnly ? "styles" : "page"} ${time}\n\n`);
    },
    stop() {
      stopped = true;
      for (const controller of open) close(controller);
    },
  };
}
