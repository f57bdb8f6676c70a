import {
  createPlaces,
  type Denial,
  nameOf,
  type PlaceLimits,
  type Release,
  Tally,
  type Wish,
} from "../gateway/limits.ts";
import type { PlaceAnswer, Thrift } from "./thread.ts";

/** A wish of a thread, by a token that is new in this thread. */
export interface ToldWish {
  readonly token: number;
  readonly wish: Wish;
  /** Whether it need not be told that it waits. */
  readonly quiet: boolean;
}

/** Gives places for scripts to serving threads, so that a limit is one for all of them together. */
export interface PlaceKeeper<Thread> {
  /** A thread wants a place. */
  wish(thread: Thread, wish: ToldWish): void;
  /** A thread gives a place back, or waits for it no longer; or its wish `to`, which is alike, has that place now. */
  over(thread: Thread, token: number, to?: number): void;
  /** A thread has given back what it did not use. */
  gaveBack(thread: Thread): void;
  /** A thread is no more, nor are its scripts: all that it has is free. */
  bury(thread: Thread): void;
}

/** What a keeper says to a thread. */
export interface PlaceOrders<Thread> {
  /** What became of its wish. */
  answer(
    thread: Thread,
    token: number,
    answer: PlaceAnswer,
    thrift: Thrift,
  ): void;
  /** It is to give back places that it does not use. */
  ask(thread: Thread, thrift: Thrift): void;
}

/** How long a thread may take to give back what it does not use, in milliseconds. */
const PATIENCE = 100;

/** Makes one; `limits` is asked each time. */
export function createPlaceKeeper<Thread>(
  limits: () => PlaceLimits,
  orders: PlaceOrders<Thread>,
): PlaceKeeper<Thread> {
  return new Keeper(limits, orders);
}

const THRIFT: readonly Thrift[] = ["none", "alike", "all"];

class Keeper<Thread> implements PlaceKeeper<Thread> {
  readonly #places;
  readonly #orders: PlaceOrders<Thread>;
  /** How to end what each thread has, or waits for. */
  readonly #ends = new Map<Thread, Map<number, () => void>>();
  /** How many wait, by the name of their wish. */
  readonly #waiting = new Tally();
  /** What each thread was last told that it may do. */
  readonly #told = new Map<Thread, Thrift>();
  /** Those that were asked for places that they do not use, until they gave them back. */
  readonly #asked = new Map<Thread, PromiseWithResolvers<void>>();

  constructor(limits: () => PlaceLimits, orders: PlaceOrders<Thread>) {
    this.#places = createPlaces(limits);
    this.#orders = orders;
  }

  wish(thread: Thread, told: ToldWish): void {
    const leaving = new AbortController();
    const leave = () => leaving.abort();
    this.#endsOf(thread).set(told.token, leave);
    const turn = this.#places.take(told.wish, leaving);
    if (turn !== "full" || !this.#askForUnused("none")) {
      return this.#tell(thread, told, turn, leave);
    }
    // What looks full may be kept by threads that do not use it.
    this.#unused().then(() => {
      if (!this.#awaits(thread, told.token, leave)) return;
      this.#tell(thread, told, this.#places.take(told.wish, leaving), leave);
    });
  }

  over(thread: Thread, token: number, to?: number): void {
    const own = this.#ends.get(thread);
    if (own === undefined) return;
    const end = own.get(token);
    own.delete(token);
    if (to !== undefined && end !== undefined) {
      const waits = own.get(to);
      own.set(to, end);
      // It leaves the queue; or gives back what it was given meanwhile.
      return waits?.();
    }
    end?.();
  }

  gaveBack(thread: Thread): void {
    this.#asked.get(thread)?.resolve();
    this.#asked.delete(thread);
  }

  bury(thread: Thread): void {
    this.#told.delete(thread);
    this.gaveBack(thread);
    const own = [...this.#ends.get(thread)?.values() ?? []];
    this.#ends.get(thread)?.clear();
    this.#ends.delete(thread);
    for (const end of own) end();
  }

  #tell(
    thread: Thread,
    { token, wish, quiet }: ToldWish,
    turn: Release | Promise<Release | Denial> | Denial,
    leave: () => void,
  ): void {
    if (typeof turn === "string") {
      this.#endsOf(thread).delete(token);
      return this.#answer(thread, token, turn);
    }
    if (typeof turn === "function") return this.#grant(thread, token, turn);
    const name = nameOf(wish);
    this.#waiting.add(name, 1);
    this.#askForUnused(this.#thrift());
    if (!quiet) this.#answer(thread, token, "queued");
    turn.then((got) => {
      this.#waiting.add(name, -1);
      if (typeof got === "string") return;
      // Its turn can come in the moment in which it leaves.
      if (this.#awaits(thread, token, leave)) this.#grant(thread, token, got);
      else got();
    });
  }

  #grant(thread: Thread, token: number, place: Release): void {
    this.#endsOf(thread).set(token, place);
    this.#answer(thread, token, "granted");
  }

  #answer(thread: Thread, token: number, answer: PlaceAnswer): void {
    const now = this.#thrift();
    // While unused places are asked for, nobody is to keep more.
    const thrift = now === "all" && this.#asked.size > 0 ? "alike" : now;
    this.#told.set(thread, thrift);
    this.#orders.answer(thread, token, answer, thrift);
  }

  #thrift(): Thrift {
    const { size } = this.#waiting;
    return size === 0 ? "all" : size === 1 ? "alike" : "none";
  }

  #awaits(thread: Thread, token: number, leave: () => void): boolean {
    return this.#ends.get(thread)?.get(token) === leave;
  }

  /** Tells those that may do more than `thrift`; whether there are any of them, or were, that give back what they have. */
  #askForUnused(thrift: Thrift): boolean {
    for (const [thread, told] of this.#told) {
      if (THRIFT.indexOf(told) <= THRIFT.indexOf(thrift)) continue;
      this.#told.set(thread, thrift);
      this.#asked.set(thread, Promise.withResolvers());
      this.#orders.ask(thread, thrift);
    }
    return this.#asked.size > 0;
  }

  #unused(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PATIENCE);
    const all = [...this.#asked.values()].map(({ promise }) => promise);
    Promise.all(all).then(() => {
      clearTimeout(timer);
      resolve();
    });
    return promise;
  }

  #endsOf(thread: Thread): Map<number, () => void> {
    const known = this.#ends.get(thread);
    if (known) return known;
    const fresh = new Map<number, () => void>();
    this.#ends.set(thread, fresh);
    return fresh;
  }
}
