import {
  type Denial,
  type Leaving,
  nameOf,
  type Places,
  type Release,
  releasing,
  type Wish,
} from "../gateway/limits.ts";
import type { PlaceAnswer, Report, Thrift } from "./thread.ts";

interface Asked {
  /** The name of its wish. */
  readonly name: string;
  readonly leaving: Leaving;
  /** Whether it is told of a departure already. */
  readonly watched: boolean;
  settle(result: Release | Denial): void;
}

/** The places of all serving threads together, as one thread sees them: it asks the supervisor for each. */
export interface AskedPlaces extends Places {
  /** Takes what the supervisor answers, and what is to become of places from now on. */
  hear(token: number, answer: PlaceAnswer, thrift: Thrift): void;
  /** Gives back what is not used, since others wait; from now on places are used as `thrift` says. */
  giveBack(thrift: Thrift): void;
}

/**
 * Makes them; `running` and `waiting` are those of this thread. To ask for each place costs a tenth of what a small
 * script costs. So where nobody waits, a place stays here when its script ends, for the next of the same wish; and
 * where all who wait have that wish, it goes to one who waits here.
 */
export function askedPlaces(post: (report: Report) => void): AskedPlaces {
  return new Asking(post);
}

class Asking implements AskedPlaces {
  running = 0;
  readonly #post: (report: Report) => void;
  /** In the order in which they came. */
  readonly #asked = new Map<number, Asked>();
  /** Places that are not used, by the name of the wish that they are for. */
  readonly #kept = new Map<string, number[]>();
  #thrift: Thrift = "none";
  #last = 0;

  constructor(post: (report: Report) => void) {
    this.#post = post;
  }

  get waiting(): number {
    return this.#asked.size;
  }

  take(wish: Wish, leaving: Leaving): Release | Promise<Release | Denial> {
    const name = nameOf(wish);
    const unused = this.#kept.get(name)?.pop();
    if (unused !== undefined) return this.#use(unused, name);
    const { promise, resolve } = Promise.withResolvers<Release | Denial>();
    const token = ++this.#last;
    // Where others wait, this one is likely to wait, too, and need not be told so.
    const quiet = this.#thrift !== "all";
    const asked = { name, leaving, settle: resolve, watched: false };
    this.#asked.set(token, asked);
    this.#post({ kind: "wish", token, wish, quiet });
    if (quiet && this.#asked.has(token)) this.#watch(token, asked);
    return promise;
  }

  hear(token: number, answer: PlaceAnswer, thrift: Thrift): void {
    this.#thrift = thrift;
    const asked = this.#asked.get(token);
    // One that has left, or got the place of another here, has said so.
    if (asked === undefined) return;
    if (answer === "queued") {
      if (!asked.watched) this.#watch(token, asked);
      return;
    }
    this.#asked.delete(token);
    asked.settle(answer === "granted" ? this.#use(token, asked.name) : answer);
  }

  giveBack(thrift: Thrift): void {
    this.#thrift = thrift;
    for (const token of [...this.#kept.values()].flat()) {
      this.#post({ kind: "over", token });
    }
    this.#kept.clear();
    this.#post({ kind: "gaveBack" });
  }

  #use(token: number, name: string): Release {
    this.running++;
    return releasing(() => {
      this.running--;
      this.#free(token, name);
    });
  }

  #free(token: number, name: string): void {
    if (this.#thrift === "all") return this.#keep(token, name);
    const next = this.#thrift === "alike" ? this.#waitingFor(name) : null;
    if (next === null) return this.#post({ kind: "over", token });
    const [to, asked] = next;
    this.#asked.delete(to);
    this.#post({ kind: "over", token, to });
    asked.settle(this.#use(to, name));
  }

  #keep(token: number, name: string): void {
    const tokens = this.#kept.get(name);
    if (tokens) tokens.push(token);
    else this.#kept.set(name, [token]);
  }

  #waitingFor(name: string): [number, Asked] | null {
    for (const entry of this.#asked) if (entry[1].name === name) return entry;
    return null;
  }

  #watch(token: number, asked: Asked): void {
    const { leaving, settle } = asked;
    const { signal } = leaving;
    const leave = () => {
      this.#asked.delete(token);
      this.#post({ kind: "over", token });
      settle("aborted");
    };
    if (signal.aborted) return leave();
    signal.addEventListener("abort", leave, { once: true });
    this.#asked.set(token, {
      ...asked,
      watched: true,
      settle(result) {
        signal.removeEventListener("abort", leave);
        settle(result);
      },
    });
  }
}
