/** Work to be done later, all of which can be called off at once. */
export interface Timers {
  /** Does it once, after so many milliseconds. */
  later(milliseconds: number, work: () => void): void;
  /** Does it again and again, with so many milliseconds between. */
  every(milliseconds: number, work: () => void): void;
  /** Nothing more is done from now on. */
  stop(): void;
}

/** Makes timers for something that will end. */
export function makeTimers(): Timers {
  const pending = new Set<ReturnType<typeof setTimeout>>();
  let stopped = false;
  const timers: Timers = {
    later(milliseconds, work) {
      if (stopped) return;
      const timer = setTimeout(() => {
        pending.delete(timer);
        work();
      }, milliseconds);
      pending.add(timer);
    },
    every(milliseconds, work) {
      timers.later(milliseconds, () => {
        work();
        timers.every(milliseconds, work);
      });
    },
    stop() {
      stopped = true;
      for (const timer of pending) clearTimeout(timer);
    },
  };
  return timers;
}

/** Settles after so many milliseconds, and keeps no process alive for it. */
export function after(milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  Deno.unrefTimer(setTimeout(resolve, milliseconds) as unknown as number);
  return promise;
}

/** Settles as the work does. Throws where it takes longer than so many milliseconds. */
export async function within<T>(
  milliseconds: number,
  work: Promise<T>,
): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => limit.reject(new Error(`it is not done after ${milliseconds} ms`)),
    milliseconds,
  );
  Deno.unrefTimer(timer as unknown as number);
  try {
    return await Promise.race([work, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
