import { createCrowd } from "./crowd.ts";

/** Calls what takes part at every beat, as long as anything does. */
export interface Pulse {
  /** Has it called with the time of `performance.now()`, in milliseconds; what it returns leaves it out again. */
  add(beat: (now: number) => void): () => void;
}

/**
 * One timer for many who wait. Each script has four limits to be watched, and a timer for each cost a twentieth of
 * a request that starts a small program.
 */
export function createPulse(interval: number): Pulse {
  const beats = createCrowd<(now: number) => void>();
  let timer: ReturnType<typeof setInterval> | undefined;

  function all(): void {
    const now = performance.now();
    beats.each((beat) => beat(now));
  }

  return {
    add(beat) {
      const leave = beats.enter(beat);
      timer ??= setInterval(all, interval);
      return () => {
        leave();
        if (beats.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
