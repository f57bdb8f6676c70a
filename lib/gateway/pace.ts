/** Whoever sends fewer bytes than this in all the time that a client may take sends nothing. */
const LEAST = 1_024;

/** Watches how fast content comes while it is waited for, and only then: who sends little at a time has all the time. */
export class Pace {
  readonly #limit: number;
  /** How long it was waited for since so many bytes had come, in milliseconds. */
  #waited = 0;
  #since: number | null = null;
  #got = 0;

  /** `limit` is how long next to nothing may come, in milliseconds; 0 is for ever. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** It is waited for more. */
  waits(now: number = performance.now()): void {
    this.#since ??= now;
  }

  /** So many bytes have come; until it is waited for again, time does not count. */
  got(bytes: number, now: number = performance.now()): void {
    if (this.#since !== null) this.#waited += now - this.#since;
    this.#since = null;
    this.#got += bytes;
    if (this.#got >= LEAST) this.#got = this.#waited = 0;
  }

  /** Whether next to nothing has come for too long. */
  isLate(now: number): boolean {
    if (this.#limit === 0 || this.#since === null) return false;
    return this.#waited + now - this.#since >= this.#limit;
  }
}
