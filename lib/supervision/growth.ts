import { builtin } from "../platform/node.ts";
import type { Timers } from "./timers.ts";

/** How much a server has done up to one moment. */
export interface Work {
  /** In milliseconds, of any clock that only goes forward. */
  readonly time: number;
  /** Processor time of this process, and time that its threads stood still to start scripts; in milliseconds. */
  readonly done: number;
  /** How many serving threads there are. */
  readonly threads: number;
}

/** How many serving threads there must, and may be. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Threads that are at work for this part of the time… */
const BUSY = 0.7;
/** …in so many looks, one after the other, get another beside them. */
const LOOKS = 2;
/** One goes when the others would have been at work for this part of the time… */
const CALM = 0.4;
/** …for so long, in milliseconds. */
const CALM_TIME = 60_000;

/** Judges work as it comes: whether there should be a thread more (1), or one less (-1). */
export function createGrowth(): (work: Work, bounds: Bounds) => -1 | 0 | 1 {
  let last: Work | null = null;
  let busy = 0;
  let calmSince = Infinity;

  return (work, { least, most }) => {
    const { time, done, threads } = work;
    const before = last ?? work;
    last = work;
    if (time <= before.time || threads !== before.threads) return 0;
    const share = (done - before.done) / (time - before.time);
    busy = share >= BUSY * threads ? busy + 1 : 0;
    calmSince = share <= CALM * (threads - 1)
      ? Math.min(calmSince, before.time)
      : Infinity;
    if (busy >= LOOKS && threads < most) {
      busy = 0;
      return 1;
    }
    if (time - calmSince >= CALM_TIME && threads > least) {
      calmSince = Infinity;
      return -1;
    }
    return 0;
  };
}

/** A crew of threads, as far as it can grow. */
export interface Growing {
  readonly size: number;
  grow(): void;
  shrink(): void;
}

/** Tells whether one thread or more were at work nearly all the time since this was last asked. */
export function busyTeller(stoodStill: () => number): () => boolean {
  let time = performance.now();
  let done = processorTime() + stoodStill();
  return () => {
    const before = { time, done };
    time = performance.now();
    done = processorTime() + stoodStill();
    return done - before.done >= BUSY * (time - before.time);
  };
}

/** How often work is looked at, in milliseconds. */
const LOOK = 1_000;

/** Has a crew grow with its work, and shrink again; `stoodStill` is how long threads did so up to now, in milliseconds. */
export function growWithWork(
  crew: Growing,
  bounds: () => Bounds,
  timers: Timers,
  stoodStill: () => number,
): void {
  const judge = createGrowth();
  timers.every(LOOK, () => {
    const limits = bounds();
    if (limits.most <= limits.least) return;
    const time = performance.now();
    const done = processorTime() + stoodStill();
    const change = judge({ time, done, threads: crew.size }, limits);
    if (change > 0) crew.grow();
    if (change < 0) crew.shrink();
  });
}

/** Of this process without those that it started, in milliseconds. */
function processorTime(): number {
  const { user, system } = builtin("node:process").cpuUsage();
  return (user + system) / 1000;
}
