import { HttpError } from "../http/error.ts";
import { builtin } from "../platform/node.ts";

/** What tells one state of one file from any other. */
export interface Identity {
  readonly device: number;
  readonly inode: number | null;
  /** Bytes. */
  readonly size: number;
  /** When the content last changed, in milliseconds since the epoch. */
  readonly modified: number;
  /** When anything of the file last changed, in milliseconds since the epoch; 0 where the system does not say. */
  readonly changed: number;
}

/** The identity that a look at a file gives. */
export function identityOf(info: Deno.FileInfo): Identity {
  return {
    device: info.dev,
    inode: info.ino,
    size: info.size,
    modified: info.mtime?.getTime() ?? 0,
    changed: info.ctime?.getTime() ?? 0,
  };
}

/** Whether a look at a file shows what was seen before. */
export function isSame(identity: Identity, info: Deno.FileInfo): boolean {
  return info.size === identity.size && info.ino === identity.inode &&
    (info.mtime?.getTime() ?? 0) === identity.modified &&
    (info.ctime?.getTime() ?? 0) === identity.changed &&
    info.dev === identity.device;
}

/** So many looks that find nothing cost as much as to load what finds nothing at a tenth of the price. */
const LOOKS = 3000;
let looks = 0;

/** Whether anything is at `path`. */
export function isThere(path: string): boolean {
  if (looks >= LOOKS) return builtin("node:fs").existsSync(path);
  try {
    Deno.statSync(path);
    return true;
  } catch {
    looks++;
    return false;
  }
}

/** Looks at what is at `path`, links followed; `null` where nothing is. Throws `HttpError` 403 or 503. */
export function look(path: string): Deno.FileInfo | null {
  return orNull(() => Deno.statSync(path));
}

/** The canonical path of what is at `path`, or `null`. Throws `HttpError` 403 or 503. */
export function realPath(path: string): string | null {
  return orNull(() => Deno.realPathSync(path));
}

/** Whether the file at `path` is still what was seen before; never throws. */
export function isUnchanged(path: string, identity: Identity): boolean {
  try {
    return isSame(identity, Deno.statSync(path));
  } catch {
    return false;
  }
}

/**
 * Opens the file at `path`, or gives `null` where it is no longer the one that was seen.
 * Security: what is compared is the file that is open, so that nobody can put another in its place in between.
 * Throws `HttpError` 403 or 503.
 */
export function openSame(path: string, identity: Identity): Deno.FsFile | null {
  const file = open(path);
  if (file === null) return null;
  try {
    if (isSame(identity, lookAtOpen(file, path))) return file;
  } catch {
    // The same as another file: it is looked for anew.
  }
  file.close();
  return null;
}

function open(path: string): Deno.FsFile | null {
  return orNull(() => Deno.openSync(path));
}

/** Looks at an open file. Those inside a compiled executable cannot be looked at so; nor can they change. */
export function lookAtOpen(file: Deno.FsFile, path: string): Deno.FileInfo {
  try {
    return file.statSync();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotSupported)) throw error;
    return Deno.statSync(path);
  }
}

/** Whether an open file is what was seen before. */
export function isStill(
  file: Deno.FsFile,
  path: string,
  identity: Identity,
): boolean {
  return isSame(identity, lookAtOpen(file, path));
}

/** Whether the file at `path` can be opened and is what was seen before. Throws `HttpError` 403 or 503. */
export function opens(path: string, identity: Identity): boolean {
  const file = openSame(path, identity);
  file?.close();
  return file !== null;
}

/** What `attempt` gives, or `null` where it is refused with 403. */
export function unlessForbidden<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof HttpError && error.status === 403) return null;
    throw error;
  }
}

/**
 * Reads the whole of a small file, or gives `null` where it is not, or no longer, the one that was seen. It is looked at
 * once, after it was read: to look at an open file takes the platform six calls of the system.
 * Security: as with `openSame`. Throws `HttpError` 403 or 503.
 */
export function readSame(
  path: string,
  identity: Identity,
): Uint8Array<ArrayBuffer> | null {
  const file = open(path);
  if (file === null) return null;
  try {
    const content = orNull(() => readOn(file, identity.size));
    return content && isStill(file, path, identity) ? content : null;
  } finally {
    file.close();
  }
}

/** Reads `length` bytes from `start`, or gives `null` where the file ends before. */
export function readPart(
  file: Deno.FsFile,
  start: number,
  length: number,
): Uint8Array<ArrayBuffer> | null {
  file.seekSync(start, Deno.SeekMode.Start);
  return readOn(file, length);
}

/** The same from where the file stands. */
function readOn(
  file: Deno.FsFile,
  length: number,
): Uint8Array<ArrayBuffer> | null {
  const content = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = file.readSync(content.subarray(filled));
    if (count === null) return null;
    filled += count;
  }
  return content;
}

/** The field of a 503: when it may be asked again, in seconds. */
export const RETRY = [["retry-after", "5"]] as const;

function orNull<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal) throw refusal;
    return null;
  }
}

/** What a failed file call means for the client: a refusal, or `null` for "not there". */
export function asRefusal(error: unknown): unknown {
  if (error instanceof Deno.errors.NotFound) return null;
  if (
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable
  ) return forbidden(error);
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string") return error;
  if (ABSENT.has(code)) return null;
  if (!EXHAUSTED.has(code)) return error;
  return new HttpError(503, "The server has too many files open.", {
    cause: error,
    fields: RETRY,
  });
}

const ABSENT = new Set([
  "ENOENT",
  "ENOTDIR",
  "EISDIR",
  "ELOOP",
  "ENAMETOOLONG",
  "EINVAL",
  "ENXIO",
  "EILSEQ",
]);
const EXHAUSTED = new Set(["EMFILE", "ENFILE", "ENOMEM"]);

/** The refusal of what may not be read. */
export function forbidden(cause?: unknown): HttpError {
  return new HttpError(403, "The server may not read this.", { cause });
}
