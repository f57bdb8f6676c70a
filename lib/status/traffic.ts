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

/** What came and went, by the second. */
export interface Traffic {
  /** Takes note of an answer; `duration` in milliseconds. */
  add(status: number, bytes: number, duration: number, now: number): void;
  /** The last so many whole seconds, the oldest first. */
  seconds(count: number, now: number): Second[];
  /** The last so many whole seconds in one. */
  sum(count: number, now: number): Second;
  readonly requests: number;
  readonly bytes: number;
}

/** How many seconds are kept. */
const KEPT = 128;
const STATUSES = 5;
/** Places of a second's numbers: which second, requests, bytes, answers by status, durations by class. */
const REQUESTS = 1, BYTES = 2, STATUS = 3, DURATION = STATUS + STATUSES;
const WIDTH = DURATION + CLASSES;

/** Counts by the second, in memory of a fixed size. */
export function trafficCounter(): Traffic {
  const cells = new Float64Array(KEPT * WIDTH);
  let requests = 0;
  let bytes = 0;

  /** The numbers of a second, or `null` where they are of an older one. */
  function find(second: number): Float64Array | null {
    const cell = cellOf(second);
    return cell[0] === second ? cell : null;
  }

  function cellOf(second: number): Float64Array {
    const start = (second % KEPT) * WIDTH;
    return cells.subarray(start, start + WIDTH);
  }

  function gather(from: number, count: number): Float64Array {
    const sum = new Float64Array(WIDTH);
    for (let second = from; second < from + count; second++) {
      const cell = find(second);
      if (cell) {
        for (let at = 1; at < WIDTH; at++) {
          sum[at] = (sum[at] ?? 0) + (cell[at] ?? 0);
        }
      }
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
      const second = Math.floor(now / 1000);
      const cell = cellOf(second);
      if (cell[0] !== second) {
        cell.fill(0);
        cell[0] = second;
      }
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
