/** A long computation in short steps, so that it can make way for others; in the end, whether the password is right. */
export type Steps = Generator<void, boolean, void>;

/** How long a computation may hold up everything else, in milliseconds. */
const SLICE = 2;

/** Runs computations one after another, a slice at a time, so that serving goes on in between. */
export interface Stepper {
  /** How many wait or run. */
  readonly waiting: number;
  run(steps: Steps): Promise<boolean>;
}

/** Makes a stepper; one at a time, so that many logins take turns and not everything. */
export function createStepper(): Stepper {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    get waiting() {
      return waiting;
    },
    run(steps) {
      waiting++;
      const done = last.then(() => inSlices(steps)).finally(() => waiting--);
      last = done.catch(() => {});
      return done;
    },
  };
}

async function inSlices(steps: Steps): Promise<boolean> {
  for (;;) {
    const end = performance.now() + SLICE;
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
