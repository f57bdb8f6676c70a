import type { Listeners } from "./listeners.ts";
import { after, within } from "./timers.ts";

/** A serving thread, as far as it takes connections. */
export interface Taker {
  /** Settles when it listens; rejects where it never will. */
  readonly listening: Promise<void>;
}

/** How threads begin to take connections, and end to, so that none is lost between them. */
export interface Handover<Thread extends Taker> {
  /** Has a thread begin to listen, after those before it. */
  begin(thread: Thread, start: () => void): void;
  /**
   * A thread takes no more connections, if it is known by what it waits for them; settles when those that it took have
   * been read from, as far as that can be known.
   */
  end(thread: Thread): Promise<void>;
  /** A thread is no more. */
  forget(thread: Thread): void;
}

/** How long a thread may take to listen before the next begins, in milliseconds. */
const PATIENCE = 10_000;
/** How often it is tried to silence a thread before connections are lost with it, and the milliseconds between. */
const TRIES = 20;
const PAUSE = 5;
/**
 * The time from when a connection is taken until its first request is read, in milliseconds: for TLS twice the way to
 * the client and back, and what a busy thread takes.
 */
const FIRST_READ = 300;

/**
 * Hands connections over from thread to thread. When a thread is told to finish, the platform closes all connections
 * from which nothing was read yet, and their clients get no answer: at each reload under load those of the last
 * milliseconds, and with TLS whoever has not shaken hands. So the thread is made to take no more before it is told.
 * Threads begin one after another, so that it is known who waits for connections by which descriptors. `open` gives
 * `null` where the system cannot be asked for that; then a thread has that time all the same, in which its clients go.
 */
export function createHandover<Thread extends Taker>(
  open: () => Listeners | null,
): Handover<Thread> {
  const known = new Map<Thread, readonly number[]>();
  let opened: Listeners | null = null;
  const listeners = () => opened ??= open();
  let last = Promise.resolve();

  async function begin(thread: Thread, start: () => void): Promise<void> {
    // Before the first there is none, and the server starts the sooner.
    const before = known.size > 0 ? listeners()?.pollers() : null;
    start();
    const listens = await within(PATIENCE, thread.listening)
      .then(() => true, () => false);
    if (!listens) return;
    const now = [...listeners()?.pollers() ?? []];
    const others = new Set([...known.values()].flat());
    const isNew = ([poller, text]: readonly [number, string]) =>
      !others.has(poller) && before?.get(poller) !== text;
    known.set(thread, now.filter(isNew).map(([poller]) => poller));
  }

  /** Whether it is done, or cannot be: a look takes a descriptor, and there may be none left. */
  function silence(pollers: readonly number[], lost: boolean): boolean {
    if (pollers.length === 0) return true;
    try {
      return listeners()?.silence(pollers, lost) ?? true;
    } catch {
      return true;
    }
  }

  return {
    begin(thread, start) {
      last = last.then(() => begin(thread, start));
    },
    async end(thread) {
      const pollers = known.get(thread) ?? [];
      for (let tries = 0; !silence(pollers, tries === TRIES); tries++) {
        await after(PAUSE);
      }
      await after(FIRST_READ);
    },
    forget: (thread) => void known.delete(thread),
  };
}
