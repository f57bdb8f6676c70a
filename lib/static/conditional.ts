import { parseDate } from "../http/fields.ts";

/** What tells one state of a representation from another (RFC 9110 §8.8). */
export interface Validators {
  /** The entity tag as it is sent, in quotes. */
  readonly tag: string;
  /** Last-Modified in milliseconds since the epoch, whole seconds. */
  readonly modified: number;
}

/** What the preconditions of a request come to: act on it, or answer 304 or 412. */
export type Verdict = "proceed" | "not modified" | "failed";

/** Weighs the preconditions of a GET or HEAD in their order (RFC 9110 §13.2.2, steps 1 to 4). */
export function evaluate(fields: Headers, validators: Validators): Verdict {
  const { tag, modified } = validators;
  const match = fields.get("if-match");
  if (match !== null) {
    if (!matches(match, tag, isSameStrongly)) return "failed";
  } else {
    const since = date(fields.get("if-unmodified-since"));
    if (since !== undefined && modified > since) return "failed";
  }
  const noneMatch = fields.get("if-none-match");
  if (noneMatch !== null) {
    return matches(noneMatch, tag, isSameWeakly) ? "not modified" : "proceed";
  }
  const since = date(fields.get("if-modified-since"));
  return since !== undefined && modified <= since ? "not modified" : "proceed";
}

/**
 * Whether a Range field is to be heeded (RFC 9110 §13.1.5, §13.2.2 step 5). A date counts only as a strong validator:
 * it must be the very one, and more than a second old at `now` (§8.8.2.2).
 */
export function allowsRange(
  ifRange: string | null,
  { tag, modified }: Validators,
  now: number,
): boolean {
  if (ifRange === null) return true;
  const value = ifRange.trim();
  if (/^(?:W\/)?"/.test(value)) return isSameStrongly(value, tag);
  return parseDate(value) === modified && now - modified > 1000;
}

type Comparison = (one: string, other: string) => boolean;

function matches(value: string, tag: string, compare: Comparison): boolean {
  if (value === tag && value[0] === '"') return true;
  if (value.trim() === "*") return true;
  const elements = value.match(ELEMENTS) ?? [];
  return elements.some((element) => compare(element.trim(), tag));
}

/** Elements of a list of entity tags (RFC 9110 §8.8.3): commas in quotes stay, and a backslash is a byte like others. */
const ELEMENTS = /(?:"[^"]*"?|[^,"])+/g;

/** RFC 9110 §8.8.3.2, strong comparison: a weak tag is like no other, nor like itself. */
function isSameStrongly(one: string, other: string): boolean {
  return one === other && one.startsWith('"');
}

/** RFC 9110 §8.8.3.2, weak comparison. */
function isSameWeakly(one: string, other: string): boolean {
  return opaque(one) === opaque(other);
}

function opaque(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}

function date(value: string | null): number | undefined {
  return value === null ? undefined : parseDate(value.trim());
}
