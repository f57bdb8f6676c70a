/** A read that has not ended so many milliseconds after it mattered is lost. */
const PATIENCE = 5_000;

let count = 0;

/**
 * How many reads of content were lost in this thread. Where a client leaves while content is waited for and the
 * answer is under way, Deno 2.9 never ends the read, and keeps the connection's descriptor for it: what was lost is
 * found again only when the thread ends.
 */
export function lostReads(): number {
  return count;
}

/** Counts a read that nobody waits for any more as lost, where it does not end by itself. Never rejects. */
export async function awaitAbandoned(read: Promise<unknown>): Promise<void> {
  let lost = false;
  const timer = setTimeout(() => {
    lost = true;
    count++;
  }, PATIENCE);
  try {
    await read;
  } catch {
    // The client is gone.
  }
  clearTimeout(timer);
  if (lost) count--;
}
