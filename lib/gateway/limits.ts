/** Gives a place back; calling it again does nothing. */
export type Release = () => void;

/** Why there is no place. */
export type Denial = "full" | "aborted";

/** How many scripts run and how many requests wait. */
export interface Places {
  readonly running: number;
  readonly waiting: number;
  /** Takes a place for `key` in `group`, waiting in a queue where there is none. */
  take(
    key: string,
    group: Group | null,
    signal: AbortSignal,
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
  const share = shareOf(most);
  const waitingShare = shareOf(mostWaiting);
  const running = new Map<string, number>();
  const queue: Waiting[] = [];
  let total = 0;

  const countWaiting = (key: string) =>
    queue.reduce((sum, other) => sum + (other.key === key ? 1 : 0), 0);

  const isFree = (key: string, group: Group | null) =>
    total < most && (running.get(key) ?? 0) < share &&
    (group === null || group.running < group.most);

  function grant(key: string, group: Group | null): Release {
    total++;
    running.set(key, (running.get(key) ?? 0) + 1);
    if (group) group.running++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      total--;
      const left = (running.get(key) ?? 1) - 1;
      if (left > 0) running.set(key, left);
      else running.delete(key);
      if (group) group.running--;
      next();
    };
  }

  /** The longest waiting among those whose script and group have room. */
  function next(): void {
    const index = queue.findIndex(({ key, group }) => isFree(key, group));
    if (index < 0) return;
    const [waiting] = queue.splice(index, 1);
    waiting?.grant(grant(waiting.key, waiting.group));
  }

  function wait(
    key: string,
    group: Group | null,
    signal: AbortSignal,
  ): Promise<Release | Denial> {
    const { promise, resolve } = Promise.withResolvers<Release | Denial>();
    const leave = () => {
      const index = queue.indexOf(waiting);
      if (index >= 0) queue.splice(index, 1);
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
    queue.push(waiting);
    signal.addEventListener("abort", leave, { once: true });
    return promise;
  }

  return {
    get running() {
      return total;
    },
    get waiting() {
      return queue.length;
    },
    take(key, group, signal) {
      if (signal.aborted) return "aborted";
      if (isFree(key, group)) return grant(key, group);
      if (queue.length >= mostWaiting) return "full";
      if (countWaiting(key) >= waitingShare) return "full";
      return wait(key, group, signal);
    },
  };
}

/** Three quarters, at least one; all of it where there is no second place to keep free. */
function shareOf(most: number): number {
  return most <= 1 ? most : Math.max(1, Math.ceil(most * 0.75 - 0.25));
}
