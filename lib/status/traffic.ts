import { CLASSES, classOf, percentiles } from "./latency.ts";

/** One second of traffic. */
export interface Second {
  /** Its beginning, in milliseconds since the epoch. */
  readonly time: number;
  readonly requests: number;
  /** Bytes of content. */
  readonly bytes: number;
  /** How many answers of 1xx, 2xx, 3xx, 4xx and 5xx. */
  readonly statuses: readonly number[];
  /** In milliseconds; `null` where nothing was asked. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** All that a counter knows; plain values, so that one thread can hand them to another. */
export interface TrafficAccount {
  readonly requests: number;
  readonly bytes: number;
  /** The numbers of those of the last seconds in which something was asked, one second after the other. */
  readonly cells: Float64Array;
}

/** What came and went, by the second. */
export interface Traffic extends Omit<TrafficAccount, "cells"> {
  /** Takes note of an answer; `duration` in milliseconds. */
  add(status: number, bytes: number, duration: number, now: number): void;
  /** Adds what was counted elsewhere. */
  include(account: TrafficAccount, now: number): void;
  /** What was counted here, to be included elsewhere. */
  account(now: number): TrafficAccount;
  /** The last so many whole seconds, the oldest first. */
  seconds(count: number, now: number): Second[];
  /** The last so many whole seconds in one. */
  sum(count: number, now: number): Second;
}

/** How many seconds are kept. */
const KEPT = 128;
const STATUSES = 5;
/** Places of a second's numbers: which second, requests, bytes, answers by status, durations by class. */
const REQUESTS = 1, BYTES = 2, STATUS = 3, DURATION = STATUS + STATUSES;
const WIDTH = DURATION + CLASSES;

/** Counts by the second, in memory of a fixed size. */
export function trafficCounter(): Traffic {
  const ring = secondsRing();
  let requests = 0;
  let bytes = 0;

  function gather(from: number, count: number): Float64Array {
    const sum = new Float64Array(WIDTH);
    for (let second = from; second < from + count; second++) {
      const cell = ring.find(second);
      if (cell) addCell(sum, cell);
    }
    sum[0] = from;
    return sum;
  }

  return {
    get requests() {
      return requests;
    },
    get bytes() {
      return bytes;
    },
    add(status, size, duration, now) {
      const cell = ring.cellOf(Math.floor(now / 1000));
      const kind = Math.min(Math.max(Math.floor(status / 100), 1), STATUSES);
      for (
        const [place, amount] of [
          [REQUESTS, 1],
          [BYTES, size],
          [STATUS + kind - 1, 1],
          [DURATION + classOf(duration), 1],
        ] as const
      ) cell[place] = (cell[place] ?? 0) + amount;
      requests++;
      bytes += size;
    },
    include(account, now) {
      for (let at = 0; at < account.cells.length; at += WIDTH) {
        const more = account.cells.subarray(at, at + WIDTH);
        const second = more[0] ?? 0;
        if (isKept(second, now)) addCell(ring.cellOf(second), more);
      }
      requests += account.requests;
      bytes += account.bytes;
    },
    account: (now) => ({ requests, bytes, cells: ring.kept(now) }),
    seconds(count, now) {
      const end = Math.floor(now / 1000);
      return Array.from(
        { length: count },
        (_, index) => describe(gather(end - count + index, 1)),
      );
    },
    sum: (count, now) =>
      describe(gather(Math.floor(now / 1000) - count, count)),
  };
}

/** The numbers of the last seconds, each in a place that a later second takes over. */
interface Ring {
  /** The numbers of a second, or `null` where there are none. */
  find(second: number): Float64Array | null;
  /** The same, to be added to; what was in its place is gone. */
  cellOf(second: number): Float64Array;
  /** A copy of all that are not too old. */
  kept(now: number): Float64Array;
}

function secondsRing(): Ring {
  const cells = new Float64Array(KEPT * WIDTH);
  const placeOf = (second: number) => {
    const start = (second % KEPT) * WIDTH;
    return cells.subarray(start, start + WIDTH);
  };
  return {
    find(second) {
      const cell = placeOf(second);
      return cell[0] === second ? cell : null;
    },
    cellOf(second) {
      const cell = placeOf(second);
      if (cell[0] !== second) {
        cell.fill(0);
        cell[0] = second;
      }
      return cell;
    },
    kept(now) {
      const copy = new Float64Array(cells.length);
      let end = 0;
      for (let at = 0; at < cells.length; at += WIDTH) {
        if (!isKept(cells[at] ?? 0, now)) continue;
        copy.set(cells.subarray(at, at + WIDTH), end);
        end += WIDTH;
      }
      return copy.slice(0, end);
    },
  };
}

/** A clock that was set back leaves seconds that are yet to come. */
function isKept(second: number, now: number): boolean {
  const age = Math.floor(now / 1000) - second;
  return age >= 0 && age < KEPT;
}

function addCell(cell: Float64Array, more: Float64Array): void {
  for (let at = 1; at < WIDTH; at++) {
    cell[at] = (cell[at] ?? 0) + (more[at] ?? 0);
  }
}

function describe(cell: Float64Array): Second {
  const [p50 = null, p95 = null, p99 = null] = percentiles(
    cell.subarray(DURATION),
    [50, 95, 99],
  );
  return {
    time: (cell[0] ?? 0) * 1000,
    requests: cell[REQUESTS] ?? 0,
    bytes: cell[BYTES] ?? 0,
    statuses: [...cell.subarray(STATUS, DURATION)],
    p50,
    p95,
    p99,
  };
}
