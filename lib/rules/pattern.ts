import { formatPath, parseTarget, type Target } from "../http/target.ts";

/** A path that a rule is for: one path exactly, or with `/*` at its end all paths below. */
export interface Pattern {
  readonly segments: readonly string[];
  readonly folder: boolean;
  /** Whether any further segments may follow. */
  readonly open: boolean;
}

/** What `*` stood for. */
export interface Tail {
  readonly segments: readonly string[];
  readonly folder: boolean;
}

/** Reads a pattern such as `/old` or `/old/*`. Throws `HttpError` 400 where it is no path. */
export function parsePattern(text: string): Pattern {
  const open = text.endsWith("/*");
  const { segments, folder } = parseTarget(open ? text.slice(0, -1) : text);
  return { segments, folder, open };
}

/**
 * What `*` stands for where the target fits, else `null`. Decoded segments are compared, so no spelling of a path gets
 * past a rule. `/old/*` fits `/old` as well.
 */
export function match(pattern: Pattern, target: Target): Tail | null {
  const { segments, open } = pattern;
  const tail = target.segments.slice(segments.length);
  if (!segments.every((segment, at) => segment === target.segments[at])) {
    return null;
  }
  if (open) return { segments: tail, folder: target.folder };
  const same = tail.length === 0 && pattern.folder === target.folder;
  return same ? { segments: [], folder: false } : null;
}

/**
 * Puts what `*` stood for and the query of the request into `to`.
 * Security: `*` is filled in only behind a `/`, encoded, without empty segments: a client's path can change neither the
 * host nor, as `//host` would, the meaning of a path.
 */
export function fill(to: string, tail: Tail, query: string | null): string {
  const [, path = "", own = "", fragment = ""] =
    /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(to) ?? [];
  const filled = path.endsWith("/*")
    ? path.slice(0, -2) + formatPath(tail.segments, tail.folder)
    : path;
  return visible(filled + joinQueries(own, query) + fragment);
}

function joinQueries(own: string, query: string | null): string {
  if (query === null) return own;
  return own === "" || own === "?" ? `?${query}` : `${own}&${query}`;
}

/** Escapes what a field value or request target may not hold (RFC 3986 §2.1). */
function visible(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
