import type { PlaceLimits } from "./gateway/limits.ts";
import type { Address } from "./http/exchange.ts";
import {
  type Admin,
  type AdminAddress,
  listenAdmin,
} from "./supervision/admin.ts";
import type { Network } from "./http/network.ts";
import type { Tls } from "./supervision/http_listener.ts";
import type { LogPlan } from "./supervision/logs.ts";
import { metrics } from "./metrics/mod.ts";
import { onceMore } from "./supervision/once_more.ts";
import { listenSignals } from "./supervision/signals.ts";
import { claimSocket, socketAddress } from "./supervision/unix_socket.ts";
import { Supervisor } from "./supervision/supervisor.ts";
import { makeTimers, type Timers } from "./supervision/timers.ts";

/** What the supervisor needs to know of what is served. */
export interface ServerPlan extends LogPlan {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What HTTPS needs, or `null` for HTTP. */
  readonly tls: Tls | null;
  /** Who may connect to a Unix socket, as the mode of its file. */
  readonly socketMode?: number;
  /** How many serving threads. */
  readonly workers: number;
  /** How many there may be while there is work for them; no more unless it is said. */
  readonly mostWorkers?: number;
  /** How long running requests may take to finish after a signal to stop, in milliseconds. */
  readonly drain: number;
  /** How long clients may do nothing, or take nothing, before their connections end, in milliseconds; 0 is for ever. */
  readonly clientTimeout: number;
  /** How many connections of one address may carry no request; 0 is any number. */
  readonly maxClientConnections?: number;
  /** How many scripts all threads together may run. */
  readonly places?: PlaceLimits;
  /** Networks of proxies that speak for their clients. */
  readonly trusted?: readonly Network[];
  /** How long to go on serving after a signal to stop, while no longer ready, in milliseconds. */
  readonly drainDelay?: number;
  /** A port for HTTP from which clients are sent to HTTPS, or `null`. */
  readonly httpsRedirect?: number | null;
  /** Where the operator asks for metrics and health, or `null`. */
  readonly admin?: AdminAddress | null;
  /** Names that the server, and that address, may be called by besides those of the loopback. */
  readonly hosts?: readonly string[];
}

/** What the supervisor is lent. */
export interface ServerTools<Plan> {
  /** The module that a serving thread runs. */
  readonly entry: string;
  /** What a serving thread may do. */
  permissions(address: Address, plan: Plan): Deno.PermissionOptions;
  /** Called once, when every thread listens. */
  onListening(address: Address, adminPort?: number): void | Promise<void>;
  /** Such as `1.0.0`. */
  readonly version?: string;
  /** Ends a process and all that it started. */
  endTree(pid: number, token: string, grace: number): Promise<void>;
  /** Makes a plan of the configuration as it is now. Throws an error that names all that is wrong with it. */
  reload?(): Plan;
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
  tools: ServerTools<Plan>,
): Promise<void> {
  const address = await claim(plan);
  if (plan.httpsRedirect) {
    claimAddress(
      { host: plan.host, port: plan.httpsRedirect },
      "--https-redirect",
    );
  }
  const supervisor = create(plan, address, tools);
  const timers = makeTimers();
  let admin: Admin | null = null;
  const read = () => checked(tools.reload?.() ?? plan, plan);
  const signals = listenSignals({
    reload: onceMore(() => supervisor.reload(read)),
    reopen: () => supervisor.reopen(),
  });
  try {
    await start(supervisor);
    admin = openAdmin(plan, tools, supervisor, timers);
    await tools.onListening(address, admin?.port);
    await signals.first;
    await supervisor.stop(signals.second);
  } finally {
    timers.stop();
    await admin?.close();
    signals.dispose();
  }
}

function openAdmin<Plan extends ServerPlan>(
  { admin, hosts = [] }: Plan,
  { version = "" }: ServerTools<Plan>,
  supervisor: Supervisor<Plan>,
  timers: Timers,
): Admin | null {
  if (!admin) return null;
  const started = Date.now();
  try {
    return listenAdmin({ ...admin, hosts }, {
      metrics: () =>
        metrics(supervisor.counts, {
          ...supervisor.standing(),
          version,
          started,
          memory: Deno.memoryUsage().rss,
        }),
      sick: () => supervisor.standing().threads > 0 ? null : "no threads",
      unready: () => supervisor.standing().ready ? null : "not ready",
    }, timers);
  } catch (error) {
    const { hostname, port } = admin;
    const fault = listenFault(error, hostname, port, "--admin");
    throw new StartError(fault, { cause: error });
  }
}

async function claim(plan: ServerPlan): Promise<Address> {
  const socket = socketAddress(plan.host);
  if (socket === null) return claimAddress(plan);
  if (plan.tls !== null || plan.workers > 1) {
    const what = plan.tls === null ? "one serving thread" : "HTTP";
    throw new StartError(`a Unix socket is for ${what} only`);
  }
  try {
    await claimSocket(socket);
    return socket;
  } catch (cause) {
    throw asStartError(cause);
  }
}

/** Another address would need another claim to it. */
function checked<Plan extends ServerPlan>(plan: Plan, first: Plan): Plan {
  const [now, then] = [plan, first].map(({ host, port, admin }) =>
    JSON.stringify([host, port, admin ?? null])
  );
  if (now === then) return plan;
  throw new Error("host, port and admin can change only by a restart");
}

function create<Plan extends ServerPlan>(
  plan: Plan,
  address: Address,
  tools: ServerTools<Plan>,
): Supervisor<Plan> {
  try {
    return new Supervisor(plan, address, tools);
  } catch (cause) {
    throw asStartError(cause);
  }
}

function asStartError(cause: unknown): StartError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StartError(reason, { cause });
}

async function start<Plan extends ServerPlan>(
  supervisor: Supervisor<Plan>,
): Promise<void> {
  try {
    await supervisor.start();
  } catch (cause) {
    throw asStartError(cause);
  }
}

/**
 * Finds out whether the address is free, and which port 0 stands for. The threads share the port, which the
 * system would let another Gatehouse do as well, so this one listener does not.
 */
function claimAddress(
  { host, port }: Pick<ServerPlan, "host" | "port">,
  option = "--port",
): Address {
  try {
    const listener = Deno.listen({ hostname: host, port });
    const { addr } = listener;
    listener.close();
    return { transport: "tcp", hostname: addr.hostname, port: addr.port };
  } catch (error) {
    throw new StartError(listenFault(error, host, port, option), {
      cause: error,
    });
  }
}

function listenFault(
  error: unknown,
  host: string,
  port: number,
  option = "--port",
): string {
  const where = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (error instanceof Deno.errors.AddrInUse) {
    const other = option === "--admin" ? `${option} ${host}:` : `${option} `;
    const free = option === "--https-redirect"
      ? ""
      : ` (${other}0 finds a free one)`;
    return `port ${port} is in use: stop what listens there, or take another with ${other}${
      port < 65535 ? port + 1 : 8000
    }${free}`;
  }
  const unknown = error instanceof Error && /lookup/.test(error.message);
  if (error instanceof Deno.errors.AddrNotAvailable || unknown) {
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
