/** Calls what takes part at every beat, as long as anything does. */
export interface Pulse {
  /** Has it called with the time of `performance.now()`, in milliseconds. */
  add(beat: (now: number) => void): void;
  /** Leaves it out from now on. */
  remove(beat: (now: number) => void): void;
}

/**
 * One timer for many who wait. Each script has four limits to be watched, and a timer for each cost a twentieth of
 * a request that starts a small program.
 */
export function createPulse(interval: number): Pulse {
  const beats = new Set<(now: number) => void>();
  let timer: ReturnType<typeof setInterval> | undefined;

  function all(): void {
    const now = performance.now();
    for (const beat of beats) beat(now);
  }

  return {
    add(beat) {
      beats.add(beat);
      timer ??= setInterval(all, interval);
    },
    remove(beat) {
      if (!beats.delete(beat) || beats.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
