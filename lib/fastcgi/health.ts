/** What is known of an address: how often in a row it failed, and until when it is left alone. */
export interface Health {
  readonly failures: number;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly until: number;
}

/** An address that nothing speaks against. */
export const WELL: Health = { failures: 0, until: 0 };

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/** After a failure: left alone for a second, then twice as long each time, up to half a minute. */
export function afterFailure({ failures }: Health, now: number): Health {
  const pause = Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE);
  return { failures: failures + 1, until: now + pause };
}

/** While one request finds out whether an address is back, the others leave it alone for so many milliseconds. */
export function duringTrial(health: Health, now: number, time: number): Health {
  return health.failures === 0 ? health : { ...health, until: now + time };
}

/** What the order of addresses depends on. */
export interface Candidate {
  readonly health: Health;
  /** Requests that are with it now. */
  readonly busy: number;
  /** A number that grows with each use: when it was last chosen. */
  readonly chosen: number;
}

/**
 * The order in which addresses are tried: those tried before last, those left alone after those that are well,
 * then the least busy; equals in turn.
 */
export function inOrder<T extends Candidate>(
  candidates: readonly T[],
  tried: ReadonlySet<T>,
  now: number,
): T[] {
  const away = ({ health }: T) => health.until > now ? health.until : 0;
  return [...candidates].sort((a, b) =>
    Number(tried.has(a)) - Number(tried.has(b)) ||
    away(a) - away(b) || a.busy - b.busy || a.chosen - b.chosen
  );
}
