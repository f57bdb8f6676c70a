/** What watchers are sent. */
export type Stream = ReadableStream<Uint8Array<ArrayBuffer>>;

/** Streams that are told the same every second, as long as there are any. */
export interface Watch {
  /** A new one; the one that is open longest ends where there are too many. */
  stream(): Stream;
  /** Ends all of them. */
  stop(): void;
}

/** How often it is told, in milliseconds, and to how many at once. */
const PAUSE = 1_000;
const MOST_WATCHERS = 16;

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

/** Has `tell` asked every second while somebody watches. */
export function watch(tell: () => Promise<string>): Watch {
  const open = new Set<Controller>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let stopped = false;

  function leave(controller: Controller): void {
    open.delete(controller);
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function close(controller: Controller): void {
    leave(controller);
    try {
      controller.close();
    } catch {
      // Its reader has gone in between.
    }
  }

  async function send(wanted: Iterable<Controller>): Promise<void> {
    const text = new TextEncoder().encode(await tell());
    for (const controller of wanted) {
      // One that does not read is left out for as long.
      if (!open.has(controller) || (controller.desiredSize ?? 0) <= -2) {
        continue;
      }
      controller.enqueue(text);
    }
  }

  return {
    stream() {
      let own: Controller;
      return new ReadableStream({
        start(controller) {
          own = controller;
          if (stopped) return controller.close();
          const [oldest] = open;
          if (open.size >= MOST_WATCHERS && oldest) close(oldest);
          open.add(controller);
          timer ??= setInterval(() => void send(open), PAUSE);
          void send([controller]);
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
