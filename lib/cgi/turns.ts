/** Lets scripts be started a few at a time. */
export interface Turns {
  /** Settles when the next may be started; `null` where that is now. */
  take(): Promise<void> | null;
  /** Starts one, and notes how long that held up the thread. */
  timed<T>(start: () => T): T;
}

/**
 * To start a script holds up the thread for a quarter of a millisecond to a whole one, and sixteen clients of scripts
 * ask in the same moment again and again: with all of them started in one go, a small file beside them waited for all.
 * So a turn lasts about as long as this, in milliseconds, by what starts took lately: with one thread these are two on
 * a slow machine, and where two threads start at once, one each. With four, a file waited two to three times as long.
 */
const TURN = 1;
/** So many at the most; fewer on a fast machine would make pauses in which nothing is started. */
const MOST = 4;
/** How much of what a start takes is told by the last one. */
const NEWS = 1 / 16;
/** What a start is taken to take before the first, in milliseconds. */
const USUAL = 0.5;
/** In so many milliseconds; after that, other requests have had their turn by themselves. */
const MOMENT = 2;
/** For so many milliseconds after others came; with nobody to be let through, the pauses cost a tenth of all scripts. */
const LATELY = 100;

/** What makes turns, with its tools for the tests. */
export interface TurnOptions {
  /** How many requests that need no script there were. */
  readonly others: () => number;
  readonly clock?: () => number;
}

/** Makes turns: where there are others, after a few starts in a moment whatever else is ready goes first. */
export function createTurns(
  { others, clock = () => performance.now() }: TurnOptions,
): Turns {
  const waiting: (() => void)[] = [];
  let began = -Infinity;
  let started = 0;
  let seen = others();
  let othersCame = -Infinity;
  let duration = USUAL;

  function together(): number {
    return Math.min(MOST, Math.max(1, Math.round(TURN / duration)));
  }

  function next(): void {
    const now = waiting.splice(0, together());
    began = clock();
    started = now.length;
    for (const go of now) go();
    if (waiting.length > 0) setTimeout(next, 0);
  }

  function isAlone(now: number): boolean {
    const count = others();
    if (count !== seen) {
      seen = count;
      othersCame = now;
    }
    return now - othersCame > LATELY;
  }

  return {
    take() {
      if (waiting.length === 0) {
        const now = clock();
        if (isAlone(now)) return null;
        if (now - began >= MOMENT) {
          began = now;
          started = 0;
        }
        if (started++ < together()) return null;
        // The system is asked for news before a timer goes off, but not before a microtask.
        setTimeout(next, 0);
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    timed(start) {
      const before = clock();
      try {
        return start();
      } finally {
        duration += (clock() - before - duration) * NEWS;
      }
    },
  };
}
