/** Gives a place back; calling it again does nothing. */
export type Release = () => void;

/** Why there is no place. */
export type Denial = "full" | "aborted";

/** Tells of a departure; its signal is asked for only by those who must wait. */
export interface Leaving {
  readonly signal: AbortSignal;
}

/** How many scripts run and how many requests wait. */
export interface Places {
  readonly running: number;
  readonly waiting: number;
  /** Takes a place for `key` in `group`, waiting in a queue where there is none; who waits may leave it by the signal. */
  take(
    key: string,
    group: Group | null,
    leaving: Leaving,
  ): Release | Promise<Release | Denial> | Denial;
}

/** A part of the scripts that has a limit of its own, such as a mount. */
export interface Group {
  /** How many may run at once. */
  readonly most: number;
  /** How many run now. */
  running: number;
}

interface Waiting {
  readonly key: string;
  readonly group: Group | null;
  readonly grant: (result: Release | Denial) => void;
}

/**
 * A bounded number of places and a bounded queue. No script may hold or await more than its share, which leaves
 * some for the others: one that is slow cannot keep the rest from running.
 */
export function createPlaces(most: number, mostWaiting: number): Places {
  return new Hall(most, mostWaiting);
}

class Hall implements Places {
  running = 0;
  readonly #most: number;
  readonly #mostWaiting: number;
  /** How many run, by key. */
  readonly #held = new Map<string, number>();
  readonly #queue: Waiting[] = [];

  constructor(most: number, mostWaiting: number) {
    this.#most = most;
    this.#mostWaiting = mostWaiting;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  take(
    key: string,
    group: Group | null,
    leaving: Leaving,
  ): Release | Promise<Release | Denial> | Denial {
    if (this.#isFree(key, group)) return this.#grant(key, group);
    const { signal } = leaving;
    if (signal.aborted) return "aborted";
    if (this.waiting >= this.#mostWaiting) return "full";
    const alike = this.#queue.filter((other) => other.key === key).length;
    if (alike >= shareOf(this.#mostWaiting)) return "full";
    return this.#wait(key, group, signal);
  }

  #isFree(key: string, group: Group | null): boolean {
    return this.running < this.#most &&
      (this.#held.get(key) ?? 0) < shareOf(this.#most) &&
      (group === null || group.running < group.most);
  }

  #grant(key: string, group: Group | null): Release {
    this.running++;
    this.#held.set(key, (this.#held.get(key) ?? 0) + 1);
    if (group) group.running++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#giveBack(key, group);
    };
  }

  #giveBack(key: string, group: Group | null): void {
    this.running--;
    const left = (this.#held.get(key) ?? 1) - 1;
    if (left > 0) this.#held.set(key, left);
    else this.#held.delete(key);
    if (group) group.running--;
    this.#next();
  }

  /** The longest waiting among those whose script and group have room. */
  #next(): void {
    const index = this.#queue.findIndex(({ key, group }) =>
      this.#isFree(key, group)
    );
    if (index < 0) return;
    const [waiting] = this.#queue.splice(index, 1);
    waiting?.grant(this.#grant(waiting.key, waiting.group));
  }

  #wait(
    key: string,
    group: Group | null,
    signal: AbortSignal,
  ): Promise<Release | Denial> {
    const { promise, resolve } = Promise.withResolvers<Release | Denial>();
    const leave = () => {
      const index = this.#queue.indexOf(waiting);
      if (index >= 0) this.#queue.splice(index, 1);
      resolve("aborted");
    };
    const waiting: Waiting = {
      key,
      group,
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

/** Three quarters, at least one; all of it where there is no second place to keep free. */
function shareOf(most: number): number {
  return most <= 1 ? most : Math.max(1, Math.ceil(most * 0.75 - 0.25));
}
