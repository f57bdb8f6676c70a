import { parseIp } from "../http/network.ts";
import { clientKey, type Connection, type Connections } from "./connections.ts";
import { type ClientLimits, createJudge, type Overdue } from "./overdue.ts";
import type { Client } from "./thread.ts";
import type { Timers } from "./timers.ts";

/** A serving thread, as far as its clients matter. */
export interface Host {
  readonly isListening: boolean;
  order(order: { readonly kind: "clients" }): void;
}

/** What the watch is lent. */
export interface WatchTools<Thread extends Host> {
  readonly connections: Connections;
  readonly timers: Timers;
  /** All serving threads that there are now. */
  threads(): Iterable<Thread>;
  limits(): ClientLimits;
  /** Descriptors in use and how many there may be, or `null` where nobody knows. */
  descriptors(): { readonly used: number; readonly most: number } | null;
  /** Told how many connections were ended, and why, where it were many in a while. */
  note(counts: Readonly<Partial<Record<Overdue, number>>>): void;
}

/** Ends connections of clients that do too little or have too many. */
export interface ConnectionWatch<Thread extends Host> {
  /** Takes what a thread says: who its clients are that have a request under way. */
  told(thread: Thread, clients: readonly Client[]): void;
  /** Ends the connections of these clients, who were told so. */
  close(clients: readonly Client[]): void;
  /** How many were ended so far, by reason. */
  readonly ended: Readonly<Record<Overdue, number>>;
}

/** How often connections are looked at, in milliseconds, where it costs little. */
const PAUSE = 500;
/** So much longer than a look takes is the time to the next. */
const REST = 10;
/** How long threads may take to say who their clients are, in milliseconds; without them nothing is done. */
const PATIENCE = 1_000;
/** So many connections are ended at a time, and so many milliseconds lie between: threads have other things to do. */
const PORTION = 250;
const BREATH = 20;
/** The log is told of so many, or of any that were too many, once in so many milliseconds. */
const WORTH_A_LINE = 100;
const QUIET = 10_000;
/** From this part of the descriptors on, room is made, until this part is in use. */
const FULL = 0.7;
const ROOMY = 0.6;

/** Begins to watch. */
export function watchConnections<Thread extends Host>(
  tools: WatchTools<Thread>,
): ConnectionWatch<Thread> {
  const { connections, timers, threads, limits } = tools;
  const judge = createJudge();
  const ended = { idle: 0, stalled: 0, many: 0, room: 0 };
  const roll = createRoll();
  const tell = createTeller(tools.note);

  async function look(): Promise<void> {
    const busy = await roll.call(threads());
    const time = performance.now();
    if (busy === null) return timers.later(PAUSE, look);
    const list = connections.list();
    const surplus = surplusOf(tools.descriptors());
    const moment = { time, connections: list, busy, surplus };
    const due = [...judge(moment, limits())];
    const pause = Math.max(PAUSE, (performance.now() - time) * REST);
    const next = () => timers.later(pause, look);
    if (due.length === 0) return next();
    tell(due.map(([, reason]) => reason), time);
    end(due, next);
  }

  function end(due: readonly [Connection, Overdue][], next: () => void): void {
    const portion = due.slice(0, PORTION);
    const gone = new Set(connections.end(portion.map(([one]) => one)));
    for (const [one, reason] of portion) if (gone.has(one)) ended[reason]++;
    if (due.length === portion.length) return next();
    timers.later(BREATH, () => end(due.slice(PORTION), next));
  }

  function close(clients: readonly Client[]): void {
    if (clients.length === 0) return;
    const keys = keysOf(clients);
    connections.end(connections.list().filter(({ key }) => keys.has(key)));
  }

  timers.later(PAUSE, look);
  return { told: roll.told, close, ended };
}

function surplusOf(
  descriptors: { readonly used: number; readonly most: number } | null,
): number {
  if (descriptors === null) return 0;
  const { used, most } = descriptors;
  return used > most * FULL ? Math.ceil(used - most * ROOMY) : 0;
}

/** Asks threads who their clients are. */
interface Roll {
  /** The keys of all clients with a request under way, or `null` where a thread does not answer. */
  call(threads: Iterable<Host>): Promise<ReadonlySet<string> | null>;
  told(thread: Host, clients: readonly Client[]): void;
}

function createRoll(): Roll {
  let missing = new Set<Host>();
  let keys = new Set<string>();
  let done: (all: boolean) => void = () => {};
  return {
    async call(threads) {
      const asked = [...threads].filter(({ isListening }) => isListening);
      missing = new Set(asked);
      keys = new Set();
      const all = new Promise<boolean>((resolve) => done = resolve);
      const timer = setTimeout(() => done(false), PATIENCE);
      for (const thread of asked) thread.order({ kind: "clients" });
      if (missing.size === 0) done(true);
      const complete = await all;
      clearTimeout(timer);
      return complete ? keys : null;
    },
    told(thread, clients) {
      if (!missing.delete(thread)) return;
      for (const key of keysOf(clients)) keys.add(key);
      if (missing.size === 0) done(true);
    },
  };
}

function keysOf(clients: readonly Client[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const [hostname, port] of clients) {
    const address = parseIp(hostname);
    if (address !== null) keys.add(clientKey(address, port));
  }
  return keys;
}

type Counts = Partial<Record<Overdue, number>>;

function createTeller(
  note: WatchTools<Host>["note"],
): (reasons: readonly Overdue[], now: number) => void {
  let counts: Counts = {};
  let last = -Infinity;
  return (reasons, now) => {
    for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (now - last < QUIET) return;
    if (counts.many || total >= WORTH_A_LINE) {
      note(counts);
      last = now;
    }
    counts = {};
  };
}
