import type { Exchange } from "../http/exchange.ts";
import { isLoopback } from "../http/loopback.ts";
import { networkOf, parseIp } from "../http/network.ts";
import type { Script } from "./script.ts";

/** Gives a place back; calling it again does nothing. */
export type Release = () => void;

/** Why there is no place. */
export type Denial = "full" | "aborted";

/** Tells of a departure; its signal is asked for only by those who must wait. */
export interface Leaving {
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
}

/** A part of the scripts that has a limit of its own, such as a mount. */
export interface Group {
  /** What tells it from other groups. */
  readonly name: string;
  /** How many of its scripts may run at once. */
  readonly most: number;
}

/** Who wants a place, and for what. */
export interface Wish {
  /** The script's file. */
  readonly script: string;
  /** The part of the scripts that it belongs to, if that has a limit. */
  readonly group: Group | null;
  /** The client's network; `null` for one at this machine, which may be a proxy that speaks for many. */
  readonly client: string | null;
}

/** The wish of an exchange for a script. */
export function wishOf(
  { client }: Exchange,
  script: Script,
  group: Group | null = null,
): Wish {
  return { script: script.file, group, client: clientOf(client) };
}

/** What wishes have in common that count alike. */
export function nameOf({ script, group, client }: Wish): string {
  return `${group?.name ?? ""}\n${client ?? ""}\n${script}`;
}

function clientOf({ transport, hostname }: Exchange["client"]): string | null {
  if (transport === "unix" || isLoopback(hostname)) return null;
  const address = parseIp(hostname);
  return address ? networkOf(address) : hostname;
}

/** How many places there are. */
export interface PlaceLimits {
  /** How many scripts may run at once. */
  readonly running: number;
  /** How many requests may wait. */
  readonly waiting: number;
  /** How many scripts may run for one client at once; 0 is any number, and so is one that is not said. */
  readonly client?: number;
}

/** How many scripts run and how many requests wait. */
export interface Places {
  /** How many scripts run. */
  readonly running: number;
  /** How many requests wait for a place. */
  readonly waiting: number;
  /** Takes a place, waiting in a queue where there is none; who waits may leave it by the signal. */
  take(
    wish: Wish,
    leaving: Leaving,
  ): Release | Promise<Release | Denial> | Denial;
}

/**
 * A bounded number of places and a bounded queue. No script may hold or await more than its share, and no client more
 * than its own, which leaves some for the others: one that is slow cannot keep the rest from running. Of those that
 * wait, that one is next whose client has the fewest scripts running, and of these the one who came first.
 * `limits` is asked each time.
 */
export function createPlaces(limits: () => PlaceLimits): Places {
  return new Hall(limits);
}

interface Waiting {
  readonly wish: Wish;
  readonly grant: (result: Release | Denial) => void;
}

class Hall implements Places {
  running = 0;
  readonly #limits: () => PlaceLimits;
  readonly #scripts = new Tally();
  readonly #clients = new Tally();
  readonly #groups = new Tally();
  readonly #queue: Waiting[] = [];

  constructor(limits: () => PlaceLimits) {
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  take(
    wish: Wish,
    leaving: Leaving,
  ): Release | Promise<Release | Denial> | Denial {
    if (this.#isFree(wish)) return this.#grant(wish);
    const { signal } = leaving;
    if (signal.aborted) return "aborted";
    return this.#isCrowded(wish) ? "full" : this.#wait(wish, signal);
  }

  #isFree({ script, client, group }: Wish): boolean {
    const { running: most, client: mostOfClient = 0 } = this.#limits();
    return this.running < most &&
      this.#scripts.of(script) < shareOf(most) &&
      (client === null || mostOfClient === 0 ||
        this.#clients.of(client) < mostOfClient) &&
      (group === null || this.#groups.of(group.name) < group.most);
  }

  /** Whether the queue is full, or holds the share of this script or client already. */
  #isCrowded({ script, client }: Wish): boolean {
    const { waiting: most, client: mostOfClient = 0 } = this.#limits();
    if (this.waiting >= most) return true;
    const share = shareOf(most);
    const count = (isAlike: (other: Wish) => boolean) =>
      this.#queue.filter(({ wish }) => isAlike(wish)).length;
    return count((other) => other.script === script) >= share ||
      (client !== null && mostOfClient > 0 &&
        count((other) => other.client === client) >= share);
  }

  #grant(wish: Wish): Release {
    this.#count(wish, 1);
    return releasing(() => {
      this.#count(wish, -1);
      this.#next();
    });
  }

  #count({ script, client, group }: Wish, by: 1 | -1): void {
    this.running += by;
    this.#scripts.add(script, by);
    if (client !== null) this.#clients.add(client, by);
    if (group !== null) this.#groups.add(group.name, by);
  }

  #next(): void {
    let best: Waiting | null = null;
    let fewest = Infinity;
    for (const waiting of this.#queue) {
      const { client } = waiting.wish;
      const running = client === null ? 0 : this.#clients.of(client);
      if (running >= fewest || !this.#isFree(waiting.wish)) continue;
      [best, fewest] = [waiting, running];
    }
    if (best === null) return;
    this.#queue.splice(this.#queue.indexOf(best), 1);
    best.grant(this.#grant(best.wish));
  }

  #wait(wish: Wish, signal: AbortSignal): Promise<Release | Denial> {
    const { promise, resolve } = Promise.withResolvers<Release | Denial>();
    const leave = () => {
      const index = this.#queue.indexOf(waiting);
      if (index >= 0) this.#queue.splice(index, 1);
      resolve("aborted");
    };
    const waiting: Waiting = {
      wish,
      grant(result) {
        signal.removeEventListener("abort", leave);
        resolve(result);
      },
    };
    this.#queue.push(waiting);
    signal.addEventListener("abort", leave, { once: true });
    return promise;
  }
}

/** A release that does what it is to do the first time only. */
export function releasing(free: () => void): Release {
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    free();
  };
}

/** How many there are of each; what there is none of takes no room. */
export class Tally {
  readonly #counts = new Map<string, number>();

  /** Of how many there is any. */
  get size(): number {
    return this.#counts.size;
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  add(name: string, by: number): void {
    const count = this.of(name) + by;
    if (count > 0) this.#counts.set(name, count);
    else this.#counts.delete(name);
  }
}

/** Three quarters, at least one; all of it where there is no second place to keep free. */
export function shareOf(most: number): number {
  return most <= 1 ? most : Math.max(1, Math.ceil(most * 0.75 - 0.25));
}
