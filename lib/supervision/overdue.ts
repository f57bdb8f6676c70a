import { isWithin, type Network, networkOf } from "../http/network.ts";
import type { Connection } from "./connections.ts";

/** Why a connection is ended. */
export type Overdue = "idle" | "stalled" | "many" | "room";

/** What clients may do. */
export interface ClientLimits {
  /** How long one may ask for nothing, or take nothing of what is sent to it, in milliseconds; 0 is for ever. */
  readonly clientTimeout: number;
  /** How many connections of one address may carry no request; 0 is any number. */
  readonly maxConnections: number;
  /** Whether the limit by address is not for this one: many come from there. */
  isExempt(address: Uint8Array): boolean;
}

/** What of a plan is about clients. */
interface LimitedPlan {
  readonly clientTimeout: number;
  readonly maxClientConnections?: number;
  readonly trusted?: readonly Network[];
}

/** The limits that a plan sets; those that speak for others have as many connections as these need. */
export function clientLimits(
  { clientTimeout, maxClientConnections = 0, trusted = [] }: LimitedPlan,
): ClientLimits {
  return {
    clientTimeout,
    maxConnections: maxClientConnections,
    isExempt: (address) =>
      isWithin(
        { transport: "tcp", hostname: textOf(address), port: 0 },
        trusted,
      ),
  };
}

function textOf(address: Uint8Array): string {
  if (address.length === 4) return address.join(".");
  return Array.from(
    { length: 8 },
    (_, group) =>
      ((address[group * 2] ?? 0) << 8 | (address[group * 2 + 1] ?? 0))
        .toString(16),
  ).join(":");
}

/** The connections of a server at one moment. */
export interface Moment {
  /** In milliseconds, of any clock that only goes forward. */
  readonly time: number;
  readonly connections: readonly Connection[];
  /** The keys of those that carry a request. */
  readonly busy: ReadonlySet<string>;
  /** How many connections must go to leave room for others. */
  readonly surplus: number;
}

/** The connections that are to be ended, each for one reason. */
export type Verdict = ReadonlyMap<Connection, Overdue>;

/** What came a moment ago, in milliseconds, or was not read yet, may be a request that nobody has seen… */
const JUST_NOW = 1_000;
/** …but who sends something all the time, and never a whole request, has only so much longer. */
const DRIP = 5_000;
/** Whoever takes fewer bytes than this in all its time takes nothing. */
const LEAST_TAKEN = 1_024;

/** Makes a judge of connections, who remembers what he saw before. */
export function createJudge(): (
  moment: Moment,
  limits: ClientLimits,
) => Verdict {
  let takers = new Map<string, Taker>();
  return (moment, limits) => {
    const verdict = new Map<Connection, Overdue>();
    takers = watchTakers(moment, takers);
    for (const connection of moment.connections) {
      const reason = overdue(connection, moment, limits, takers);
      if (reason !== null) verdict.set(connection, reason);
    }
    const idle = moment.connections.filter((connection) =>
      !verdict.has(connection) && isIdle(connection, moment) &&
      saysNothing(connection)
    ).sort((a, b) => b.sent - a.sent);
    for (const one of tooMany(idle, limits)) verdict.set(one, "many");
    const left = idle.filter((one) => !verdict.has(one));
    const surplus = Math.max(0, moment.surplus - verdict.size);
    for (const one of left.slice(0, surplus)) verdict.set(one, "room");
    return verdict;
  };
}

/** Since when a client has taken hardly anything of what waits for it. */
interface Taker {
  readonly taken: number;
  readonly since: number;
}

function watchTakers(
  { time, connections }: Moment,
  before: ReadonlyMap<string, Taker>,
): Map<string, Taker> {
  const takers = new Map<string, Taker>();
  for (const { key, waiting, taken } of connections) {
    if (!waiting) continue;
    const known = before.get(key);
    const goesOn = known !== undefined && taken >= known.taken &&
      taken - known.taken < LEAST_TAKEN;
    takers.set(key, goesOn ? known : { taken, since: time });
  }
  return takers;
}

function overdue(
  connection: Connection,
  moment: Moment,
  { clientTimeout }: ClientLimits,
  takers: ReadonlyMap<string, Taker>,
): Overdue | null {
  if (clientTimeout === 0) return null;
  const taker = takers.get(connection.key);
  if (taker && moment.time - taker.since >= clientTimeout) return "stalled";
  if (!isIdle(connection, moment)) return null;
  const { sent } = connection;
  const late = sent >= clientTimeout + DRIP ||
    (sent >= clientTimeout && saysNothing(connection));
  return late ? "idle" : null;
}

function saysNothing({ received, unread }: Connection): boolean {
  return received >= JUST_NOW && !unread;
}

function isIdle({ key, waiting }: Connection, { busy }: Moment): boolean {
  return !waiting && !busy.has(key);
}

/** Those of each client that are more than it may have, longest idle first. */
function tooMany(
  idle: readonly Connection[],
  { maxConnections, isExempt }: ClientLimits,
): Connection[] {
  if (maxConnections === 0) return [];
  const byClient = Map.groupBy(idle, ({ address }) => networkOf(address));
  return [...byClient.values()].flatMap((connections) => {
    const [one] = connections;
    const surplus = connections.length - maxConnections;
    return surplus <= 0 || !one || isExempt(one.address)
      ? []
      : connections.slice(0, surplus);
  });
}
