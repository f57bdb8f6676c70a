import type { AccessRecord, Details, Level } from "../http/exchange.ts";

/** What was counted; plain values, so that a serving thread can hand them over. */
export interface Counts {
  /** Answers, by method and status code with a space between. */
  readonly requests: Record<string, number>;
  /** Bytes of content. */
  bytes: number;
  /** Durations, by the first bound that they do not exceed; those beyond the last bound come last. */
  readonly durations: number[];
  /** The sum of all durations, in milliseconds. */
  duration: number;
  /** Requests that a script was to answer. */
  scripts: number;
  /** Messages in the log, by level. */
  readonly messages: Record<string, number>;
}

/** The bounds of the classes of durations, in milliseconds. */
export const BOUNDS: readonly number[] = [
  1,
  2.5,
  5,
  10,
  25,
  50,
  100,
  250,
  500,
  1_000,
  2_500,
  5_000,
  10_000,
  60_000,
];

/** Security: a client that makes methods up must not fill the memory with them. */
const METHODS = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);

/** Nothing counted yet. */
export function noCounts(): Counts {
  return {
    requests: {},
    bytes: 0,
    durations: new Array(BOUNDS.length + 1).fill(0),
    duration: 0,
    scripts: 0,
    messages: {},
  };
}

/** Counts an answer. */
export function countAccess(
  counts: Counts,
  { exchange, status, bytes, duration }: AccessRecord,
): void {
  const method = METHODS.has(exchange.method) ? exchange.method : "other";
  add(counts.requests, `${method} ${status}`, 1);
  counts.bytes += bytes;
  counts.duration += duration;
  let place = 0;
  while (duration > (BOUNDS[place] ?? Infinity)) place++;
  counts.durations[place] = (counts.durations[place] ?? 0) + 1;
}

/** Counts a message; one for debugging is not in the log, and tells that a script is to run. */
export function countNote(
  counts: Counts,
  level: Level,
  { script }: Details,
): void {
  if (level !== "debug") add(counts.messages, level, 1);
  else if (script !== undefined) counts.scripts++;
}

/** Adds what was counted elsewhere. */
export function addCounts(counts: Counts, more: Counts | null): void {
  if (more === null) return;
  for (const [key, count] of Object.entries(more.requests)) {
    add(counts.requests, key, count);
  }
  for (const [key, count] of Object.entries(more.messages)) {
    add(counts.messages, key, count);
  }
  more.durations.forEach((count, place) => {
    counts.durations[place] = (counts.durations[place] ?? 0) + count;
  });
  counts.bytes += more.bytes;
  counts.duration += more.duration;
  counts.scripts += more.scripts;
}

function add(counts: Record<string, number>, key: string, more: number): void {
  counts[key] = (counts[key] ?? 0) + more;
}
