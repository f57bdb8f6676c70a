/** Bytes of a representation from `start` on, `end` not included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What a Range field asks for: ranges as they are to be sent, none that exists, or nothing to go by: send the whole. */
export type Ranges = readonly Range[] | "unsatisfiable" | "whole";

/** How many ranges one request may name; more is nobody's need. */
const MOST_RANGES = 64;
/** Ranges nearer to each other than a part's own fields are sent as one (RFC 9110 §15.3.7.2), in bytes. */
const CLOSE = 128;

const SPEC = /^(?:(\d+)-(\d*)|-(\d+))$/;

/**
 * Reads a Range field for a representation of `length` bytes (RFC 9110 §14.1.2, §14.2). Other units, broken specs and
 * sets that are abusive or would not be shorter than the whole give "whole".
 */
export function parseRanges(value: string, length: number): Ranges {
  const match = /^bytes=(.*)$/i.exec(value.trim());
  if (!match) return "whole";
  const specs = (match[1] ?? "").split(",").map((spec) => spec.trim())
    .filter((spec) => spec !== "");
  if (specs.length === 0 || specs.length > MOST_RANGES) return "whole";
  // Clients that ask for parts of everything are to get nothing of nothing, not a refusal.
  if (length === 0) return "whole";
  const ranges: Range[] = [];
  for (const spec of specs) {
    const range = parseSpec(spec, length);
    if (range === "whole") return "whole";
    if (range) ranges.push(range);
  }
  if (ranges.length === 0) return "unsatisfiable";
  const merged = merge(ranges);
  return merged.length > 1 && cost(merged) >= length ? "whole" : merged;
}

/** One spec: a range, "whole" where it is broken and spoils them all, `null` where it cannot be satisfied. */
function parseSpec(spec: string, length: number): Range | "whole" | null {
  const match = SPEC.exec(spec);
  if (!match) return "whole";
  const [, first, last, suffix] = match;
  if (suffix !== undefined) {
    if (Number(suffix) === 0) return null;
    return { start: Math.max(0, length - Number(suffix)), end: length };
  }
  const start = Number(first);
  if (last && Number(last) < start) return "whole";
  if (start >= length) return null;
  return { start, end: last ? Math.min(Number(last) + 1, length) : length };
}

/** Joins ranges that overlap or nearly touch; the others keep the order they were asked for. */
function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges) {
    let joined = range;
    for (let index = merged.length - 1; index >= 0; index--) {
      const other = merged[index];
      if (!other || !touches(other, joined)) continue;
      joined = {
        start: Math.min(other.start, joined.start),
        end: Math.max(other.end, joined.end),
      };
      merged.splice(index, 1);
      index = merged.length; // what has grown may touch more
    }
    merged.push(joined);
  }
  return merged;
}

function touches(a: Range, b: Range): boolean {
  return a.start <= b.end + CLOSE && b.start <= a.end + CLOSE;
}

/** Bytes that these parts take with what stands around each, about. */
function cost(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start + CLOSE, 0);
}

/** The value of Content-Range for one range (RFC 9110 §14.4). */
export function contentRange({ start, end }: Range, length: number): string {
  return `bytes ${start}-${end - 1}/${length}`;
}
