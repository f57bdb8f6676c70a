import { withoutTail } from "../http/target.ts";

const WINDOWS = Deno.build.os === "windows";
const SEPARATOR = WINDOWS ? "\\" : "/";

/** A script that a request target names, not yet known to be runnable. */
export interface Script {
  /** Absolute path: SCRIPT_FILENAME. */
  readonly file: string;
  /** Decoded URL path that led to it: SCRIPT_NAME (RFC 3875 §4.1.13). */
  readonly name: string;
  /** What the target says after it, decoded: PATH_INFO (RFC 3875 §4.1.5); `null` where there is nothing. */
  readonly extraPath: string | null;
  /** Permission bits, or `null` where the system has none. */
  readonly mode: number | null;
  /** When the file was last changed, in milliseconds since the epoch, where that is known. */
  readonly modified?: number | undefined;
}

/** Where a walk along a target's segments ended. */
export type Walk =
  | { readonly kind: "script"; readonly script: Script }
  | { readonly kind: "folder"; readonly path: string; readonly depth: number }
  | { readonly kind: "missing" };

const MISSING: Walk = { kind: "missing" };

/**
 * Whether a segment may be looked up as a file name. Security: no slash that was sent as `%2F`, no hidden file,
 * no editor's backup of a script, and on Windows none of the other spellings of a name.
 */
export function isFileName(segment: string): boolean {
  if (segment.startsWith(".") || segment.endsWith("~")) return false;
  if (segment.includes("/") || /\.(bak|orig|swp|save)$/i.test(segment)) {
    return false;
  }
  return !WINDOWS || isWindowsFileName(segment);
}

/** Security: Windows drops dots and spaces at the end, opens streams after `:` and devices by name. */
export function isWindowsFileName(segment: string): boolean {
  // deno-lint-ignore no-control-regex
  if (/[\\:*?"<>|\x00-\x1f]/.test(segment) || /[. ]$/.test(segment)) {
    return false;
  }
  return !/^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i
    .test(segment);
}

/** Follows `segments` from `folder` to the first that is a file; `prefix` is the URL path of `folder`. */
export function walk(
  folder: string,
  segments: readonly string[],
  prefix: string,
  trailingSlash: boolean,
): Walk {
  let path = folder;
  for (let depth = 0; depth < segments.length; depth++) {
    const segment = segments[depth] ?? "";
    if (!isFileName(segment)) return MISSING;
    path = join(path, segment);
    const info = statOrNull(path);
    if (!info) return MISSING;
    if (info.isDirectory) continue;
    const name = `${prefix}/${segments.slice(0, depth + 1).join("/")}`;
    const extraPath = extraPathOf(segments.slice(depth + 1), trailingSlash);
    if (!info.isFile || extraPath === undefined) return MISSING;
    return {
      kind: "script",
      script: {
        file: path,
        name,
        extraPath,
        mode: info.mode,
        modified: info.mtime?.getTime(),
      },
    };
  }
  return { kind: "folder", path, depth: segments.length };
}

/**
 * Writes the segments after a script as PATH_INFO; `null` is none, `undefined` one that cannot be told.
 * Security: a slash that was sent as `%2F` would look like one that parts segments, so it is refused.
 */
export function extraPathOf(
  segments: readonly string[],
  trailingSlash: boolean,
): string | null | undefined {
  if (segments.some((segment) => segment.includes("/"))) return undefined;
  if (segments.length === 0) return trailingSlash ? "/" : null;
  return `/${segments.join("/")}${trailingSlash ? "/" : ""}`;
}

/** The first of `names` that is a file in `folder`, with its permission bits. */
export function firstFile(
  folder: string,
  names: readonly string[],
): { readonly name: string; readonly mode: number | null } | null {
  for (const name of names) {
    const info = statOrNull(join(folder, name));
    if (info?.isFile) return { name, mode: info.mode };
  }
  return null;
}

/**
 * Whether a name could reach a file with one of the extensions, whatever its case; on Windows also with what that
 * system drops. Looks at no file.
 */
export function looksLikeScript(
  segment: string,
  extensions: ReadonlySet<string>,
): boolean {
  if (!segment.includes(".")) return false;
  if (!WINDOWS) return extensions.has(extensionOf(segment));
  return extensions.has(extensionOf(withoutTail(segment)));
}

/** Puts a file name behind a folder's path. */
export function join(folder: string, name: string): string {
  return folder.endsWith(SEPARATOR) ? folder + name : folder + SEPARATOR + name;
}

/** The folder that a file lies in. */
export function folderOf(file: string): string {
  const end = Math.max(file.lastIndexOf("/"), file.lastIndexOf(SEPARATOR));
  return end <= 0 ? SEPARATOR : file.slice(0, end);
}

/** What the system knows of a path, links followed, or `null` where nothing is there or may be seen. */
export function statOrNull(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch {
    return null;
  }
}

/** The extension of a file name, with its dot, in lower case; empty where there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1
    ? name.slice(dot).toLowerCase()
    : "";
}
