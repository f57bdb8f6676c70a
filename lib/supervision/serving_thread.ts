import type { Order, Report } from "./thread.ts";

/** What a serving thread is made of. */
export interface ThreadOrigin {
  /** The module that it runs. */
  readonly entry: string;
  readonly permissions: Deno.PermissionOptions;
  /** Its number, never given twice in the life of a server. */
  readonly number: number;
}

/** One serving thread, from the supervisor's side. */
export class ServingThread<Plan> {
  readonly number: number;
  /** Settles when it has finished what it had to. */
  readonly stopped: Promise<void>;
  /** Settles when it listens; rejects with the reason where it never will. */
  readonly listening: Promise<void>;
  /** When it was started, on the clock of `performance.now()`. */
  readonly started: number = performance.now();
  /** Whether it said that it has finished what it had to. */
  isDone = false;
  /** Whether it has begun to serve. */
  isListening = false;
  /** When it was last heard of, on the clock of `performance.now()`. */
  heard: number = performance.now();
  /** Requests that it has under way, as it last said. */
  open = 0;
  /** Connections that carried a request lately, as it last said. */
  connections = 0;
  /** Reads of content that it has lost, each with a descriptor, as it last said. */
  lost = 0;
  /** Since when it takes no more requests, or `null`. */
  retired: number | null = null;
  /** How long it may still take for those that it has, in milliseconds. */
  grace = 0;
  readonly #worker: Worker;
  readonly #neverListens: (reason: Error) => void;

  /** Starts it. Throws where the platform cannot. */
  constructor(
    { entry, permissions, number }: ThreadOrigin,
    heed: (report: Report) => void,
  ) {
    this.number = number;
    const stopped = Promise.withResolvers<void>();
    const listening = Promise.withResolvers<void>();
    this.stopped = stopped.promise;
    this.listening = listening.promise;
    this.listening.catch(() => {});
    this.#neverListens = listening.reject;
    const hear = (report: Report) => {
      this.heard = performance.now();
      if (report.kind === "stopped") {
        this.isDone = true;
        stopped.resolve();
      } else if (report.kind === "listening") {
        this.isListening = true;
        listening.resolve();
      } else if (report.kind === "beat") {
        this.open = report.open;
        this.lost = report.lost;
        this.connections = report.connections;
      } else if (report.kind === "failed") {
        listening.reject(new Error(report.reason));
        stopped.resolve();
      }
      heed(report);
    };
    this.#worker = new Worker(entry, {
      type: "module",
      name: `serving thread ${number}`,
      deno: { permissions },
    });
    this.#worker.addEventListener(
      "message",
      (event: MessageEvent<Report>) => hear(event.data),
    );
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      hear({ kind: "failed", reason: event.message });
    });
  }

  /** For how long it has not been heard of, in milliseconds. */
  get silent(): number {
    return performance.now() - this.heard;
  }

  order(order: Order<Plan>): void {
    this.#worker.postMessage(order);
  }

  /** It takes no more requests, and finishes those that it has; `grace` is as in the field. */
  retire(grace: number): void {
    this.grace = this.retired === null ? grace : Math.min(this.grace, grace);
    this.retired ??= performance.now();
    this.order({ kind: "stop" });
  }

  /** Ends it at once, with all its connections. */
  terminate(): void {
    this.#worker.terminate();
    this.#neverListens(new Error("it was ended"));
  }
}
