/** How long to wait before something that failed is tried again: longer each time, until it has held for a while. */
export interface Backoff {
  /** The next pause, in milliseconds; `lasted` is how long it held before it failed, in milliseconds. */
  next(lasted: number): number;
}

/** What has held for so long has not failed at once, in milliseconds. */
const SETTLED = 1_000;

/** Pauses from `least` to `most` milliseconds, each twice the one before. */
export function backoff(least: number, most: number): Backoff {
  let pause = least;
  return {
    next(lasted) {
      if (lasted > SETTLED) pause = least;
      const taken = pause;
      pause = Math.min(pause * 2, most);
      return taken;
    },
  };
}
