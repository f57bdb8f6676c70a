import { takeSpawning } from "./cgi/spawn.ts";
import type { Places } from "./gateway/limits.ts";
import { lostReads } from "./gateway/lost_reads.ts";
import {
  composeHandler,
  type ServeHandler,
  type Surroundings,
} from "./handler.ts";
import { CHALLENGES, toHttps } from "./supervision/https_redirect.ts";
import type { Address, Handler, Journal } from "./http/exchange.ts";
import { batchedJournal, type LogFormat } from "./log/mod.ts";
import type { Account, Others } from "./status/mod.ts";
import { type Asking, askSupervisor } from "./supervision/asking.ts";
import {
  type HttpListener,
  listenHttp,
  type Tls,
} from "./supervision/http_listener.ts";
import {
  type RequestCount,
  requestCount,
} from "./supervision/request_count.ts";
import type { Order, Report } from "./supervision/thread.ts";
import { watchVisitors } from "./supervision/visitors.ts";

/** What every plan tells its serving threads. */
export interface ThreadPlan {
  /** What HTTPS needs, or `null` for HTTP. */
  readonly tls: Tls | null;
  readonly logFormat: LogFormat;
  /** A port for HTTP from which clients are sent to HTTPS, or `null`. */
  readonly httpsRedirect?: number | null;
  /** How many requests one thread may have under way; 0 is no limit. */
  readonly maxRequests: number;
}

/** What a serving thread lends to the handlers it composes. */
export interface ThreadTools {
  readonly journal: Journal;
  readonly address: Address;
  /** Variables for the environment of every script, by which the supervisor finds what this thread started. */
  readonly mark: Readonly<Record<string, string>>;
  /** To be asked before all else: it refuses what is more than this thread may take on. */
  readonly admit: Handler;
  /** Ends a process and all that it started; the supervisor does it, since a serving thread lacks the right. */
  endTree(pid: number, token: string, grace: number): Promise<void>;
  /** The system's table of TCP connections to this server; read by the supervisor for the same reason. */
  connections(): Promise<string | null>;
  /** How many requests were answered so soon that no script can have been in it. */
  quickAnswers(): number;
  /** What the other serving threads have measured. */
  others(): Promise<Others>;
  /** Places for scripts that all threads share; to ask for one takes two messages. */
  readonly places: Places;
}

/** What a serving thread serves, and how it lets go. */
export interface Composition {
  readonly handler: ServeHandler;
  /** What it has measured, where it measures. */
  account?(): Account;
  /** Which hosts are this one, and who may say so; also for clients that are sent to HTTPS. */
  readonly entrance?: Pick<Surroundings, "host" | "trusted">;
  /** Called when no more requests are taken: ends answers that would go on for ever. */
  stop?(): void;
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
}

/** What turns the supervisor's plan into a handler. */
export type Compose<Plan> = (
  plan: Plan,
  tools: ThreadTools,
) => Composition | Promise<Composition>;

/** Runs one serving thread: call it in a worker, before anything there is waited for, or its first orders are lost. */
export function serveThread<Plan extends ThreadPlan>(
  compose: Compose<Plan>,
): void {
  const scope = globalThis as unknown as Scope<Plan>;
  const supervisor = askSupervisor((report) => scope.postMessage(report));
  let running: Promise<Running> | null = null;
  const soon = (heed: (running: Running) => void) =>
    void running?.then(heed, () => {});

  scope.addEventListener("message", ({ data: order }) => {
    if (order.kind === "start") {
      running = start(scope, order, supervisor, compose);
      running.catch((error) =>
        scope.postMessage({ kind: "failed", reason: String(error) })
      );
    } else if (order.kind === "stop") soon((thread) => thread.stop());
    else if (order.kind === "end") soon((thread) => thread.end());
    else if (order.kind === "beat") soon((thread) => thread.beat(order.close));
    else if (order.kind === "tell") soon(({ tell }) => tell(order.token));
    else if (order.kind === "clients") soon((thread) => thread.clients());
    else supervisor.hear(order);
  });
}

/** A thread that has begun to serve. */
interface Running {
  stop(): void;
  end(): void;
  /** Says that it is alive, and what it has counted; closes so many connections with their next answers. */
  beat(close: number): void;
  /** Says who waits for it. */
  clients(): void;
  /** Says what it has measured. */
  tell(token: number | null): void;
}

async function start<Plan extends ThreadPlan>(
  scope: Scope<Plan>,
  { plan, address, mark }: Extract<Order<Plan>, { kind: "start" }>,
  supervisor: Asking,
  compose: Compose<Plan>,
): Promise<Running> {
  const log = batchedJournal(
    plan.logFormat,
    (batch) => scope.postMessage({ kind: "log", batch }),
  );
  // A stray rejection would end the whole process; the request it belonged to has failed by itself.
  scope.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.note("error", "a stray rejection", "", {
      cause: String(event.reason?.stack ?? event.reason),
    });
  });
  const count = requestCount(log, plan.maxRequests);
  const { handler, entrance, account, stop, close } = await compose(plan, {
    journal: count.journal,
    admit: count.admit,
    quickAnswers: count.quickAnswers,
    address,
    mark,
    ...supervisor.tools,
  });
  const visitors = watchVisitors();
  const counted = visitors.watched(count.counted(handler));
  const server = listenHttp(plan.tls, address, counted, () => {
    scope.postMessage({ kind: "listening" });
  });
  const servers = [
    server,
    ...redirecting(plan, address, count, counted, entrance),
  ];
  const beat = () =>
    scope.postMessage({
      kind: "beat",
      lost: lostReads(),
      ...visitors.take(),
      stoodStill: takeSpawning(),
      ...count.take(),
    });
  const tell = (token: number | null) =>
    scope.postMessage({ kind: "told", token, account: account?.() ?? null });
  const report = (last: Report) => {
    log.flush();
    beat();
    tell(null);
    scope.postMessage(last);
  };
  const stopped = () => report({ kind: "stopped" });
  for (const { finished } of servers) {
    finished.catch((error) =>
      report({ kind: "failed", reason: String(error) })
    );
  }
  return {
    stop() {
      stop?.();
      tell(null);
      Promise.all(servers.map((server) => server.shutdown()))
        .then(stopped, stopped);
    },
    end: () => void close().then(stopped, stopped),
    beat(close) {
      visitors.send(close);
      beat();
    },
    clients: () =>
      scope.postMessage({ kind: "clients", clients: count.clients() }),
    tell,
  };
}

/** The listener for HTTP beside that for HTTPS, where one is wanted. */
function redirecting(
  { httpsRedirect }: ThreadPlan,
  address: Address,
  { journal, counted }: RequestCount,
  handler: ServeHandler,
  entrance: Composition["entrance"],
): HttpListener[] {
  if (!httpsRedirect) return [];
  const own = { ...address, port: httpsRedirect };
  const redirect = counted(
    composeHandler({ "/": toHttps(address.port) }, {
      ...entrance,
      journal,
      address: own,
    }),
  );
  const choose: ServeHandler = (request, info) =>
    request.url.split("/").slice(3, 5).join("/") === CHALLENGES
      ? handler(request, info)
      : redirect(request, info);
  return [listenHttp(null, own, choose, () => {})];
}
