import { createEvenness } from "./evenness.ts";
import { isSpent, type Retired } from "./pressure.ts";
import type { ServingThread } from "./serving_thread.ts";

/** How often threads must say that they are alive, in milliseconds… */
export const BEAT = 250;
/** …and how long they may fail to before another takes their place… */
const SILENCE = 1_000;
/** …or, before they serve at all, to begin. */
export const START = 10_000;

/** Of a thread that is to go, all connections are closed with their next answers. */
export const ALL = Infinity;

/** With so many reads lost a thread is replaced: each keeps a descriptor, of which there may be 1,024. */
const LOST = 64;

/** Threads that are not as they should be. */
export interface Pulse<Plan> {
  /** They should serve, and do not answer. */
  readonly silent: readonly ServingThread<Plan>[];
  /** They take no more requests, and should be ended whatever they do. */
  readonly spent: readonly ServingThread<Plan>[];
  /** They hold descriptors that only their end frees. */
  readonly worn: readonly ServingThread<Plan>[];
}

/**
 * Asks all threads whether they are alive, and judges what they answered before; `clients` are as in `isSpent`. Where
 * threads are `busy`, those with many connections are told to close some; those that are to go close all.
 */
export type FeelPulse<Plan> = (
  current: Iterable<ServingThread<Plan>>,
  retired: Iterable<ServingThread<Plan>>,
  clients: Pick<Retired, "stalls" | "watched"> & { readonly busy: boolean },
) => Pulse<Plan>;

/** Makes what is to be called at each beat; `clock` is that by which threads are heard. */
export function pulseFeeler<Plan>(
  clock: () => number = () => performance.now(),
): FeelPulse<Plan> {
  const even = createEvenness();
  let last = clock();
  return (current, retired, clients) => {
    const now = clock();
    const [serving, leaving] = [[...current], [...retired]];
    const all = [...serving, ...leaving];
    // Where this thread itself got no time, as in a container that was frozen, it heard nobody.
    if (now - last >= SILENCE) { for (const thread of all) thread.heard = now; }
    last = now;
    const shares = even(serving.map((one) => one.connections), clients.busy);
    for (const [index, thread] of all.entries()) {
      thread.order({ kind: "beat", close: shares[index] ?? ALL });
    }
    return judge(serving, leaving, clients, now);
  };
}

function judge<Plan>(
  serving: readonly ServingThread<Plan>[],
  leaving: readonly ServingThread<Plan>[],
  clients: Pick<Retired, "stalls" | "watched">,
  now: number,
): Pulse<Plan> {
  return {
    silent: serving.filter(({ silent, isListening }) =>
      silent >= (isListening ? SILENCE : START)
    ),
    spent: leaving.filter(({ retired, grace, open, silent, lost }) =>
      retired !== null &&
      isSpent({ age: now - retired, grace, open, silent, lost, ...clients })
    ),
    worn: serving.filter(({ lost }) => lost >= LOST),
  };
}
