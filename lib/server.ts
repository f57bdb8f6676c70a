import type { Address } from "./http/exchange.ts";
import { type LogWriter, logWriter } from "./log/writer.ts";
import type { Order, Report } from "./thread.ts";

/** What the supervisor needs to know of what is served. */
export interface ServerPlan {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Certificate chain and private key for HTTPS, or `null` for HTTP. */
  readonly tls: Tls | null;
  /** How many serving threads. */
  readonly workers: number;
  /** How long running requests may take to finish after a signal to stop, in milliseconds. */
  readonly drain: number;
}

/** What HTTPS needs, in PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** What the supervisor is lent. */
export interface ServerTools {
  /** The module that a serving thread runs. */
  readonly entry: string;
  /** Called once, when every thread listens. */
  onListening(address: Address): void;
  /** Ends a process and all that it started. */
  endTree(pid: number, token: string, grace: number): Promise<void>;
}

/** A server cannot start for a reason that is not its own fault; the message says what to do. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/**
 * Supervises serving threads until a signal asks it to stop, and then until they have stopped.
 * Throws `StartError` where it cannot listen.
 */
export async function supervise<Plan extends ServerPlan>(
  plan: Plan,
  tools: ServerTools,
): Promise<void> {
  const address = claimAddress(plan);
  const signal = stopSignal();
  const supervisor = new Supervisor(plan, address, tools);
  try {
    await supervisor.start();
    tools.onListening(address);
    await signal.first;
    await supervisor.stop(signal.second);
  } finally {
    signal.dispose();
  }
}

/**
 * Finds out whether the address is free, and which port 0 stands for. The threads share the port, which the
 * system would let another Gatehouse do as well, so this one listener does not.
 */
function claimAddress({ host, port }: ServerPlan): Address {
  try {
    const listener = Deno.listen({ hostname: host, port });
    const { addr } = listener;
    listener.close();
    return { transport: "tcp", hostname: addr.hostname, port: addr.port };
  } catch (error) {
    throw new StartError(listenFault(error, host, port), { cause: error });
  }
}

function listenFault(error: unknown, host: string, port: number): string {
  const where = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (error instanceof Deno.errors.AddrInUse) {
    return `port ${port} is in use: stop what listens there, or take another with --port ${
      port < 65535 ? port + 1 : 8000
    } (--port 0 finds a free one)`;
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return `this machine has no address ${host}: try --host 127.0.0.1, or 0.0.0.0 for all`;
  }
  if (error instanceof Deno.errors.NotCapable) {
    return `Deno may not listen on ${where}: run it with --allow-net=${where}`;
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return `the system does not let you listen on ${where}: take a port above 1023, such as --port 8000`;
  }
  return `cannot listen on ${where}: ${
    error instanceof Error ? error.message : error
  }`;
}

/** The first request to stop, and the second, which means at once. */
function stopSignal(): {
  first: Promise<void>;
  second: Promise<void>;
  dispose(): void;
} {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let heard = false;
  const listener = () => {
    if (heard) second.resolve();
    heard = true;
    first.resolve();
  };
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const name of signals) Deno.addSignalListener(name, listener);
  return {
    first: first.promise,
    second: second.promise,
    dispose() {
      for (const name of signals) Deno.removeSignalListener(name, listener);
    },
  };
}

/** How long a thread that was told to end its scripts may take for it, in milliseconds. */
const END_GRACE = 5_000;
/** How long to wait before a failed thread is replaced, in milliseconds: the old one must let go of its descriptors. */
const REPLACE_PAUSE = 20;
/** The same where a thread fails at once, again and again. */
const REPLACE_PAUSE_MOST = 5_000;

class Supervisor<Plan extends ServerPlan> {
  readonly #plan: Plan;
  readonly #address: Address;
  readonly #tools: ServerTools;
  readonly #threads = new Set<Thread<Plan>>();
  readonly #access: LogWriter = logWriter(Deno.stdout);
  readonly #notes: LogWriter = logWriter(Deno.stderr);
  #started = false;
  #stopping = false;
  #pause = REPLACE_PAUSE;

  constructor(plan: Plan, address: Address, tools: ServerTools) {
    this.#plan = plan;
    this.#address = address;
    this.#tools = tools;
  }

  async start(): Promise<void> {
    const listening = Array.from(
      { length: this.#plan.workers },
      () => this.#add(),
    );
    await Promise.all(listening);
    this.#started = true;
  }

  /** Lets requests finish for the drain time or until `atOnce`, then ends what is left. */
  async stop(atOnce: Promise<void>): Promise<void> {
    this.#stopping = true;
    for (const thread of this.#threads) thread.order({ kind: "stop" });
    await Promise.race([this.#allStopped(), atOnce, after(this.#plan.drain)]);
    for (const thread of this.#threads) thread.order({ kind: "end" });
    await Promise.race([this.#allStopped(), after(END_GRACE)]);
    for (const thread of this.#threads) thread.worker.terminate();
    await Promise.race([
      Promise.all([this.#access.drained(), this.#notes.drained()]),
      after(END_GRACE),
    ]);
  }

  async #allStopped(): Promise<void> {
    await Promise.all([...this.#threads].map(({ stopped }) => stopped));
  }

  #add(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const thread = new Thread<Plan>(this.#tools.entry, (report) => {
      if (report.kind === "listening") {
        this.#pause = REPLACE_PAUSE;
        resolve();
      } else if (report.kind === "failed") {
        reject(new StartError(report.reason));
        if (this.#started) this.#replace(thread, report.reason);
      } else this.#heed(thread, report);
    });
    this.#threads.add(thread);
    thread.order({ kind: "start", plan: this.#plan, address: this.#address });
    return promise;
  }

  #heed(thread: Thread<Plan>, report: Report): void {
    if (report.kind === "log") {
      if (report.batch.access) this.#access.write(report.batch.access);
      if (report.batch.notes) this.#notes.write(report.batch.notes);
    } else if (report.kind === "endTree") {
      const { pid, token, grace } = report;
      const ended = () => thread.order({ kind: "ended", token });
      this.#tools.endTree(pid, token, grace).then(ended, ended);
    }
  }

  /** The old thread goes first: a new one could not start while it holds the last descriptors. */
  #replace(thread: Thread<Plan>, reason: string): void {
    if (this.#stopping || !this.#threads.delete(thread)) return;
    thread.worker.terminate();
    this.#notes.write(
      `${
        new Date().toISOString()
      } error a serving thread failed and is replaced: ${reason}\n`,
    );
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, REPLACE_PAUSE_MOST);
    setTimeout(() => {
      if (!this.#stopping) this.#add().catch(() => {});
    }, pause);
  }
}

/** One serving thread, from the supervisor's side. */
class Thread<Plan> {
  readonly worker: Worker;
  readonly stopped: Promise<void>;

  constructor(entry: string, heed: (report: Report) => void) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stopped = promise;
    this.worker = new Worker(entry, { type: "module" });
    this.worker.addEventListener("message", (event: MessageEvent<Report>) => {
      if (event.data.kind === "stopped") resolve();
      else heed(event.data);
    });
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      heed({ kind: "failed", reason: event.message });
    });
  }

  order(order: Order<Plan>): void {
    this.worker.postMessage(order);
  }
}

function after(milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  Deno.unrefTimer(setTimeout(resolve, milliseconds) as unknown as number);
  return promise;
}
