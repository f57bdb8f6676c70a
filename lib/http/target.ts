import { HttpError } from "./error.ts";

/** A request target in origin-form (RFC 9112 §3.2.1), taken apart and decoded once. */
export interface Target {
  /** Path and query as they arrived, still encoded; never with a fragment. */
  readonly raw: string;
  /** The path alone, still encoded; begins with `/`. */
  readonly rawPath: string;
  /** What follows the first `?`, without it; `null` where there is no `?`. */
  readonly query: string | null;
  /** Decoded path segments: no empty ones, no `.`, no `..`, no NUL; one may hold `/` if it was sent as `%2F`. */
  readonly segments: readonly string[];
  /** Whether the path ends in `/` (after dot segments are removed), so that it names a folder. */
  readonly folder: boolean;
}

/** Where a request says it wants to go (RFC 9110 §7.2), checked and in lower case. */
export interface Authority {
  /** A reg-name, an IPv4 address or a bracketed IPv6 address. */
  readonly host: string;
  /** The port that was written, or `undefined`. */
  readonly port: number | undefined;
}

const HOST = /^(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/**
 * Reads a Host field value, or the authority of an absolute-form target, as RFC 9110 §7.2.
 * Throws `HttpError` 400 where it is not one.
 */
export function parseAuthority(value: string): Authority {
  if (!HOST.test(value)) {
    throw new HttpError(400, "The Host field does not name a host.");
  }
  const colon = value.endsWith("]") ? -1 : value.lastIndexOf(":");
  if (colon < 0) return { host: value.toLowerCase(), port: undefined };
  const port = Number(value.slice(colon + 1));
  if (port > 65535) {
    throw new HttpError(400, "The port in the Host field is out of range.");
  }
  return { host: value.slice(0, colon).toLowerCase(), port };
}

/** The authority and the rest of an absolute request URL, neither of them decoded. */
export interface SplitUrl {
  readonly authority: string;
  /** Path and query; begins with `/`. */
  readonly target: string;
}

/**
 * Splits the URL that `Deno.serve` made of a request. The platform pastes the Host field in front of the
 * target without a look at either, so the caller must have checked that field first.
 * Throws `HttpError` 400 where no path follows the authority.
 */
export function splitUrl(url: string): SplitUrl {
  const start = url.indexOf("://") + 3;
  let end = start;
  while (end < url.length && !isDelimiter(url.charCodeAt(end))) end++;
  if (url.charCodeAt(end) !== SLASH) {
    throw new HttpError(400, "The request target is not a path.");
  }
  return { authority: url.slice(start, end), target: url.slice(end) };
}

const SLASH = 0x2f;

function isDelimiter(code: number): boolean {
  return code === SLASH || code === 0x3f || code === 0x23; // ? and #
}

/**
 * Decodes a path and query (RFC 9112 §3.2.1, RFC 3986 §2.1, §5.2.4); the only place that decodes.
 * Throws `HttpError` 400 for a broken escape, bytes that are not UTF-8, NUL, a fragment, or a way above the root.
 */
export function parseTarget(raw: string): Target {
  if (raw.includes("#")) {
    throw new HttpError(400, "A request target has no fragment.");
  }
  const mark = raw.indexOf("?");
  const rawPath = mark < 0 ? raw : raw.slice(0, mark);
  const query = mark < 0 ? null : raw.slice(mark + 1);
  const parts = rawPath.split("/");
  const segments: string[] = [];
  let folder = true;
  for (let index = 1; index < parts.length; index++) {
    const segment = decodeSegment(parts[index] ?? "");
    folder = segment === "" || segment === "." || segment === "..";
    if (segment === "..") climb(segments);
    else if (!folder) segments.push(segment);
  }
  return { raw, rawPath, query, segments, folder };
}

function decodeSegment(part: string): string {
  const segment = part.includes("%") ? decode(part) : part;
  if (segment.includes("\0")) {
    throw new HttpError(400, "A path cannot hold a NUL byte.");
  }
  return segment;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new HttpError(
      400,
      "A percent escape in the path is broken or is not UTF-8.",
      { cause },
    );
  }
}

function climb(segments: string[]): void {
  if (segments.pop() === undefined) {
    throw new HttpError(400, "The path leads above the root.");
  }
}

/** Encodes decoded segments as an absolute path (RFC 3986 §3.3), with a `/` at the end where it names a folder. */
export function formatPath(
  segments: readonly string[],
  folder = false,
): string {
  const path = "/" + segments.map(encodeSegment).join("/");
  return folder && segments.length > 0 ? path + "/" : path;
}

/** A segment without what some systems drop from a file name: a stream's name after `:`, then dots and spaces at the end. */
export function withoutTail(segment: string): string {
  const colon = segment.indexOf(":");
  let end = colon < 0 ? segment.length : colon;
  while (end > 0 && ". ".includes(segment.charAt(end - 1))) end--;
  return segment.slice(0, end);
}

/** Encodes one path segment; what RFC 3986 §3.3 allows as it is (pchar) stays readable. */
export function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed())
    .replace(
      /%(24|26|2B|2C|3A|3B|3D|40)/g,
      (escape) => decodeURIComponent(escape),
    );
}
