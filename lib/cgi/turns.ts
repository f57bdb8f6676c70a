/** Lets scripts be started a few at a time. */
export interface Turns {
  /** Settles when the next may be started; `null` where that is now. */
  take(): Promise<void> | null;
}

/**
 * To start a script holds up the thread for a third of a millisecond, and sixteen clients of scripts ask in the same
 * moment again and again: with all of them started in one go, a small file beside them waited twice as long, in the
 * median. After fewer there would be pauses in which nothing is started.
 */
const TOGETHER = 4;
/** In so many milliseconds; after that, other requests have had their turn by themselves. */
const MOMENT = 2;

/** Makes turns: after `together` starts in a moment whatever else is ready goes first. */
export function createTurns(
  together = TOGETHER,
  clock: () => number = () => performance.now(),
): Turns {
  const waiting: (() => void)[] = [];
  let began = -Infinity;
  let started = 0;

  function next(): void {
    const now = waiting.splice(0, together);
    began = clock();
    started = now.length;
    for (const go of now) go();
    if (waiting.length > 0) setTimeout(next, 0);
  }

  return {
    take() {
      if (waiting.length === 0) {
        const now = clock();
        if (now - began >= MOMENT) {
          began = now;
          started = 0;
        }
        if (started++ < together) return null;
        // The system is asked for news before a timer goes off, but not before a microtask.
        setTimeout(next, 0);
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
