/** Slows down those who try passwords, each by a key such as an address, and nobody else. */
export interface Throttle {
  /** How long this key has to wait before its next attempt, in milliseconds; 0 where it need not. */
  wait(key: string, now: number): number;
  /** Takes note of a wrong password. */
  failed(key: string, now: number): void;
  /** Forgets what was wrong before. */
  succeeded(key: string): void;
}

/** So many attempts are free: people mistype. */
const FREE = 5;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
/** After so long without an attempt all is forgotten. */
const MEMORY = 900_000;
const MOST_KEYS = 10_000;

interface Failures {
  count: number;
  last: number;
}

/** Makes an empty throttle. */
export function createThrottle(): Throttle {
  const failures = new Map<string, Failures>();

  function known(key: string, now: number): Failures | undefined {
    const entry = failures.get(key);
    if (entry && now - entry.last <= MEMORY) return entry;
    failures.delete(key);
    return undefined;
  }

  return {
    wait(key, now) {
      const entry = known(key, now);
      if (!entry || entry.count < FREE) return 0;
      const pause = Math.min(
        FIRST_PAUSE * 2 ** (entry.count - FREE),
        LONGEST_PAUSE,
      );
      return Math.max(0, entry.last + pause - now);
    },
    failed(key, now) {
      const count = (known(key, now)?.count ?? 0) + 1;
      // The last to fail is the last to be forgotten.
      failures.delete(key);
      failures.set(key, { count, last: now });
      const [oldest] = failures.keys();
      if (failures.size > MOST_KEYS && oldest !== undefined) {
        failures.delete(oldest);
      }
    },
    succeeded: (key) => void failures.delete(key),
  };
}
