/** How much of what a process may hold is held, at one moment. */
export interface Load {
  /** In milliseconds, of any clock that only goes forward. */
  readonly time: number;
  /** Descriptors in use, and how many there may be. */
  readonly descriptors: number;
  readonly most: number;
  /** Connections of clients, and those among them that do not take what is sent to them. */
  readonly connections: number;
  readonly stalled: number;
  /** Requests under way. */
  readonly open: number;
}

/** What should be done about a load. */
export interface Relief {
  /** One sentence for the log. */
  readonly reason: string;
  /** How long running requests may still take, in milliseconds. */
  readonly grace: number;
  /** Whether there is too little left to start a new thread before the old one has gone. */
  readonly oldFirst: boolean;
}

/** This part of the descriptors may be in use before something is done. */
const FULL = 0.8;
/** A new thread needs some descriptors to start; without them the platform ends the whole process. */
const SPARE = 64;
/** What is under way may finish for so long when descriptors are short, in milliseconds… */
const SHORT_GRACE = 3_000;
/** …and so much time passes before the same is tried again. */
const PAUSE = 2_000;

/**
 * Judges loads as they come: serving threads must be replaced where descriptors run short, or where many connections
 * have for longer than `clientTimeout` milliseconds carried no request, or a response that nobody takes. The platform
 * has no time limits of its own, and a thread's end is the only way to be rid of such clients.
 */
export function createPressure(
  clientTimeout: number,
): (load: Load) => Relief | null {
  let last = -Infinity;
  let idleSince = Infinity;
  let stalledSince = Infinity;

  function relief(load: Load): Relief | null {
    const { time, descriptors, most, connections, open, stalled } = load;
    if (descriptors >= most * FULL) {
      if (time - last < PAUSE) return null;
      return {
        reason:
          `${descriptors} of ${most} descriptors are in use, for ${connections} connections and ${open} requests`,
        grace: SHORT_GRACE,
        oldFirst: most - descriptors < SPARE,
      };
    }
    if (clientTimeout === 0) return null;
    const many = manyOf(most);
    const idle = connections - open;
    idleSince = idle >= many ? Math.min(idleSince, time) : Infinity;
    stalledSince = stalled >= many ? Math.min(stalledSince, time) : Infinity;
    if (time - Math.min(idleSince, stalledSince) < clientTimeout) return null;
    return {
      reason: time - idleSince >= clientTimeout
        ? `${idle} connections have carried no request`
        : `${stalled} clients have not taken what is sent to them`,
      grace: clientTimeout,
      oldFirst: false,
    };
  }

  return (load) => {
    const found = relief(load);
    if (found === null) return null;
    last = load.time;
    idleSince = stalledSince = Infinity;
    return found;
  };
}

/** From how many on connections that do nothing are worth a new thread: one in fifty, within bounds. */
function manyOf(most: number): number {
  return Math.min(Math.max(Math.round(most / 50), 200), 1_000);
}

/** How a thread stands that takes no more requests. */
export interface Retired {
  /** For how long it has been so, and may be, in milliseconds. */
  readonly age: number;
  readonly grace: number;
  /** Requests that it still has under way. */
  readonly open: number;
  /** For how long it has not been heard of, in milliseconds. */
  readonly silent: number;
  /** Reads of content that will never end, so that it never says itself that it has finished. */
  readonly lost: number;
  /** Whether its clients may be stalled: there are some, or nobody knows. */
  readonly stalls: boolean;
  /** Whether clients that do nothing are ended in time, so that it says itself when it has finished. */
  readonly watched: boolean;
}

/** Clients may take so long to notice that a connection is closed, in milliseconds. */
const LINGER = 1_000;
/**
 * A thread that does not answer for so long finishes nothing, in milliseconds. It still has a listener, and the system
 * gives that its share of new connections, so it cannot be waited for much longer.
 */
const DEAD = 2_000;

/** Whether a thread that takes no more requests should be ended now, whatever it does. */
export function isSpent(
  { age, grace, open, silent, lost, stalls, watched }: Retired,
): boolean {
  if (age < LINGER) return false;
  if (open === 0 && (!watched || lost > 0)) return true;
  return silent > DEAD || (age > grace && stalls);
}
