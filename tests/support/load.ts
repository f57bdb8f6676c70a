/** What became of requests sent one after the other. */
export interface Load {
  /** Requests that were answered so far. */
  answered(): number;
  /** Stops after the requests under way, and tells what went wrong. */
  stop(): Promise<Outcome>;
}

/** Requests that failed, and those that had to be sent again. */
export interface Outcome {
  readonly answered: number;
  readonly failures: readonly string[];
  /** Sent once more because the connection ended before an answer began (RFC 9112 §9.3.1). */
  readonly repeated: number;
}

/** Between an answer and the next request, in milliseconds. */
const PAUSE = 5;

/** Sends GET requests from several clients, each after the answer to the one before, until it is stopped. */
export function steadyLoad(
  url: string,
  clients = 2,
  init: RequestInit = {},
): Load {
  let going = true;
  let answered = 0;
  let repeated = 0;
  const failures: string[] = [];

  async function ask(): Promise<void> {
    const response = await fetch(url, init);
    await response.arrayBuffer();
    if (response.status !== 200) failures.push(String(response.status));
    answered++;
  }

  async function client(): Promise<void> {
    while (going) {
      // Steady, and not all that the machine can do.
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      try {
        await ask();
      } catch {
        repeated++;
        await ask().catch((error) => failures.push(String(error)));
      }
    }
  }

  const all = Promise.all(Array.from({ length: clients }, client));
  return {
    answered: () => answered,
    async stop() {
      going = false;
      await all;
      return { answered, failures, repeated };
    },
  };
}
