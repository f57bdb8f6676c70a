import type { ServeHandler } from "./handler.ts";
import type { Address, Journal } from "./http/exchange.ts";
import { batchedJournal, type LogFormat } from "./log/mod.ts";
import type { Order, Report } from "./thread.ts";

/** What every plan tells its serving threads. */
export interface ThreadPlan {
  /** Certificate chain and private key (PEM) for HTTPS, or `null` for HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly logFormat: LogFormat;
}

/** What a serving thread lends to the handlers it composes. */
export interface ThreadTools {
  readonly journal: Journal;
  readonly address: Address;
  /** Ends a process and all that it started; the supervisor does it, since a serving thread may lack the right. */
  endTree(pid: number, token: string, grace: number): Promise<void>;
}

/** What a serving thread serves, and how it lets go. */
export interface Composition {
  readonly handler: ServeHandler;
  /** Ends whatever still runs. */
  close(): Promise<void>;
}

/** The worker's own side of the wire. */
interface Scope<Plan> {
  postMessage(report: Report): void;
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<Order<Plan>>) => void,
  ): void;
  addEventListener(
    type: "unhandledrejection",
    listener: (event: PromiseRejectionEvent) => void,
  ): void;
  close(): void;
}

/** Runs one serving thread: call it in a worker, with what turns the supervisor's plan into a handler. */
export function serveThread<Plan extends ThreadPlan>(
  compose: (plan: Plan, tools: ThreadTools) => Composition,
): void {
  const scope = globalThis as unknown as Scope<Plan>;
  const ended = new Map<string, () => void>();
  let running: Running | null = null;

  function endTree(pid: number, token: string, grace: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    ended.set(token, resolve);
    scope.postMessage({ kind: "endTree", pid, token, grace });
    return promise;
  }

  scope.addEventListener("message", ({ data: order }) => {
    if (order.kind === "start") {
      running = start(scope, order, endTree, compose);
    } else if (order.kind === "stop") running?.stop();
    else if (order.kind === "end") running?.end();
    else {
      ended.get(order.token)?.();
      ended.delete(order.token);
    }
  });
}

/** A thread that has begun to serve. */
interface Running {
  stop(): void;
  end(): void;
}

function start<Plan extends ThreadPlan>(
  scope: Scope<Plan>,
  { plan, address }: Extract<Order<Plan>, { kind: "start" }>,
  endTree: ThreadTools["endTree"],
  compose: (plan: Plan, tools: ThreadTools) => Composition,
): Running {
  const journal = batchedJournal(
    plan.logFormat,
    (batch) => scope.postMessage({ kind: "log", batch }),
  );
  // A stray rejection would end the whole process; the request it belonged to has failed by itself.
  scope.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    journal.note("error", "a stray rejection", "", {
      cause: String(event.reason?.stack ?? event.reason),
    });
  });
  const composition = compose(plan, { journal, address, endTree });
  const server = listen(plan, address, composition.handler, () => {
    scope.postMessage({ kind: "listening" });
  });
  const failed = (error: unknown) => {
    journal.flush();
    scope.postMessage({ kind: "failed", reason: String(error) });
  };
  const stopped = () => {
    journal.flush();
    scope.postMessage({ kind: "stopped" });
  };
  server.finished.catch(failed);
  return {
    stop: () => void server.shutdown().then(stopped, stopped),
    end: () => void composition.close().then(stopped, stopped),
  };
}

function listen(
  { tls }: ThreadPlan,
  address: Address,
  handler: ServeHandler,
  onListen: () => void,
): Deno.HttpServer {
  const { hostname, port } = address;
  // Threads share the port, so that one can take over from another without a gap.
  return Deno.serve(
    { hostname, port, reusePort: true, onListen, ...tls },
    handler,
  );
}
