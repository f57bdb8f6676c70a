/** What the system asks a server to do. */
export interface Signals {
  /** The first request to stop. */
  readonly first: Promise<void>;
  /** The second, which means at once. */
  readonly second: Promise<void>;
  dispose(): void;
}

/** What to do besides stopping. */
export interface SignalWork {
  /** SIGHUP: read the configuration anew. */
  reload(): void;
  /** SIGUSR2: open the log files anew. SIGUSR1 also opens Deno's inspector, and nothing can keep it from that. */
  reopen(): void;
}

/**
 * Listens to signals. SIGHUP is read as "reload", but where standard input is a terminal: then the terminal was
 * closed, and the server ends with it.
 */
export function listenSignals({ reload, reopen }: SignalWork): Signals {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let heard = false;
  const stop = () => {
    if (heard) second.resolve();
    heard = true;
    first.resolve();
  };
  const listeners: [Deno.Signal, () => void][] = Deno.build.os === "windows"
    ? [["SIGINT", stop], ["SIGBREAK", stop]]
    : [
      ["SIGINT", stop],
      ["SIGTERM", stop],
      ["SIGHUP", Deno.stdin.isTerminal() ? stop : reload],
      ["SIGUSR2", reopen],
    ];
  for (const [name, listener] of listeners) {
    Deno.addSignalListener(name, listener);
  }
  return {
    first: first.promise,
    second: second.promise,
    dispose() {
      for (const [name, listener] of listeners) {
        Deno.removeSignalListener(name, listener);
      }
    },
  };
}
