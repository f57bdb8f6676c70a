import { HttpError } from "../http/error.ts";
import { forbidden, isThere, look, RETRY, unlessForbidden } from "./file.ts";

/**
 * Why nothing was found at `path`, a path below `root`: throws `HttpError` 503 where the root itself is gone, and 403
 * where a folder on the way cannot be searched. Returns where there is just nothing.
 */
export function explainMissing(root: string, path: string): void {
  if (path.length > root.length && isSearchable(parentOf(path), path)) return;
  if (!isThere(root)) {
    throw new HttpError(503, "The folder that is served here is not there.", {
      cause: `${root} cannot be found`,
      fields: RETRY,
    });
  }
  if (path.length <= root.length) throw forbidden();
  const missing = firstMissing(root, path);
  if (!isSearchable(parentOf(missing), missing)) throw forbidden();
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

/** From the top, since a client can name thousands of folders, and the first that is missing is enough. */
function firstMissing(root: string, path: string): string {
  let end = path.indexOf("/", root.length + 1);
  for (; end >= 0; end = path.indexOf("/", end + 1)) {
    const start = path.slice(0, end);
    if (!isThere(start)) return start;
  }
  return path;
}

/** Folders that could be searched, and what each looked like then. */
const searchable = new Map<string, string>();
const MOST_SEARCHABLE = 256;
/** The last of them, and the millisecond: where many files are missing, one look does. */
let last = { folder: "", time: 0 };

/** Whether `folder` is there and can be searched. `missing` is a name in it at which nothing was found. */
function isSearchable(folder: string, missing: string): boolean {
  const time = Date.now();
  if (folder === last.folder && time === last.time) return true;
  if (!isThere(folder)) return false;
  const state = stateOf(folder);
  // A failed look costs ten times what it costs to ask whether something is there, but only it knows why.
  if (state === "" || searchable.get(folder) !== state) {
    if (isForbidden(missing)) return false;
    if (searchable.size >= MOST_SEARCHABLE) searchable.clear();
    searchable.set(folder, state);
  }
  last = { folder, time };
  return true;
}

/** Empty where that cannot be told. */
function stateOf(folder: string): string {
  const info = unlessForbidden(() => look(folder));
  return info?.ctime ? `${info.ino} ${info.ctime.getTime()}` : "";
}

function isForbidden(path: string): boolean {
  return unlessForbidden(() => ({ found: look(path) })) === null;
}
