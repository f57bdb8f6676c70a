/** Names that Windows takes for devices, with any extension. */
const DEVICE =
  /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])(?=$|[. :])/i;

/**
 * Whether a decoded path segment may name a file at all. A slash or backslash in it never does; on Windows neither
 * do drive letters, alternate streams, devices, wildcards, and the dots and spaces that it drops from the end.
 */
export function isFileName(segment: string, windows: boolean): boolean {
  if (segment.includes("/") || segment.includes("\\")) return false;
  if (!windows) return true;
  // deno-lint-ignore no-control-regex
  return !/[\x00-\x1f:*?"<>|]|[. ]$/.test(segment) && !DEVICE.test(segment);
}

/** Whether one of the segments is hidden: it begins with a dot and is not `.well-known` at the top (RFC 8615 §3). */
export function isHidden(segments: readonly string[]): boolean {
  for (let index = 0; index < segments.length; index++) {
    const segment = segments[index] ?? "";
    if (segment.charCodeAt(0) !== DOT) continue;
    if (index > 0 || segment !== ".well-known") return true;
  }
  return false;
}

const DOT = 0x2e;

/** The part of `path` below `folder`, without a separator at its start; `undefined` where it is not inside. */
export function pathInside(folder: string, path: string): string | undefined {
  if (path === folder) return "";
  if (!path.startsWith(folder)) return undefined;
  if (/[\\/]$/.test(folder)) return path.slice(folder.length);
  return /^[\\/]/.test(path.slice(folder.length))
    ? path.slice(folder.length + 1)
    : undefined;
}

/** Extensions of the pages that a file system's name may do without (`--clean-urls`). */
export const PAGE_EXTENSION = ".html";

/**
 * Whether a file's name carries a hash of its content, so that it never changes: `app.3f2a9c1b.js`,
 * `index-DiwrgT4a.css`. Numbers alone are dates and words alone are words; both are not taken for one.
 */
export function carriesHash(name: string): boolean {
  const parts = name.split(/[.\-_]/);
  if (parts.length < 3) return false;
  if (parts.slice(1, -1).some(isHexHash)) return true;
  return CODE.test(name) &&
    isMixedHash(/[.\-]([^.\-]{8})\.[^.]+(?:\.map)?$/.exec(name)?.[1] ?? "");
}

const CODE = /\.(?:m?js|css|wasm|woff2?)(?:\.map)?$/;

function isHexHash(part: string): boolean {
  return /^[0-9a-f]{8,64}$/.test(part) && /[a-f]/.test(part) &&
    /[0-9]/.test(part);
}

function isMixedHash(part: string): boolean {
  return /^\w{8}$/.test(part) && /[A-Z]/.test(part) && /[0-9]/.test(part);
}
