import { HttpError } from "../http/error.ts";
import type { Exchange, Reply } from "../http/exchange.ts";
import { admittedPath } from "./admission.ts";
import { asRefusal, realPath } from "./file.ts";
import { type Entry, listingReply } from "./listing.ts";
import { inTurn } from "./listing_turn.ts";
import { isFileName, isHidden } from "./name.ts";
import type { Site } from "./resource.ts";

/** How long entries are looked at before other requests get their turn, in milliseconds; the turn itself takes one. */
const TURN = 5;
/** How many are looked at between two looks at the clock. */
const FEW = 64;

/**
 * Answers with a listing of the folder at `path`. The platform reads all names at once; each is looked at only as it is
 * asked for, so that the first rows of a huge folder leave early. Throws `HttpError` 403, 404 or 503.
 */
export function listFolder(
  site: Site,
  exchange: Exchange,
  path: string,
): Promise<Reply> {
  return inTurn(site.settings, exchange, () => list(site, exchange, path));
}

async function list(
  site: Site,
  exchange: Exchange,
  path: string,
): Promise<Reply> {
  const { segments } = exchange.target;
  try {
    const names = readNames(path);
    const first = await names.next();
    const entries = lookAtEach(site, segments, path, first, names);
    return await listingReply(exchange, { segments, entries });
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw asRefusal(error) ?? new HttpError(404, "This folder is gone.");
  }
}

type Names = Iterator<Deno.DirEntry> | AsyncIterator<Deno.DirEntry>;

/** Folders up to this many bytes, as systems count them, hold a few thousand names at most. */
const SHORT = 64 * 1024;

/** To read the names at once takes a third of the time, but holds up other requests; so that is for short folders. */
function readNames(path: string): Names {
  const { size } = Deno.statSync(path);
  return size > 0 && size <= SHORT
    ? Deno.readDirSync(path)[Symbol.iterator]()
    : Deno.readDir(path)[Symbol.asyncIterator]();
}

async function* lookAtEach(
  { settings }: Site,
  segments: readonly string[],
  path: string,
  first: IteratorResult<Deno.DirEntry>,
  names: Names,
): AsyncGenerator<Entry> {
  const real = realPath(path) ?? path;
  const isAdmittedHere = (name: string, link: boolean) =>
    link
      ? admittedPath(settings, `${path}/${name}`) !== null
      : !settings.withhold(`${real}/${name}`);
  const isShown = (name: string) =>
    isFileName(name, WINDOWS) &&
    (settings.hidden || !isHidden([...segments, name]));
  let count = 0;
  let since = performance.now();
  for (let next = first; !next.done; next = await names.next()) {
    const { name } = next.value;
    if (!isShown(name)) continue;
    const entry = entryAt(`${path}/${name}`, name, isAdmittedHere);
    if (entry) yield entry;
    if (++count % FEW !== 0 || performance.now() - since < TURN) continue;
    await new Promise((next) => setTimeout(next, 0));
    since = performance.now();
  }
}

const WINDOWS = Deno.build.os === "windows";

/** What is there, or `null` for what cannot be served: pipes, sockets, devices, broken links, links out. */
function entryAt(
  path: string,
  name: string,
  isAdmittedHere: (name: string, link: boolean) => boolean,
): Entry | null {
  try {
    let info = Deno.lstatSync(path);
    const link = info.isSymlink;
    if (link) info = Deno.statSync(path);
    if (!info.isFile && !info.isDirectory) return null;
    if (!isAdmittedHere(name, link)) return null;
    return {
      name,
      folder: info.isDirectory,
      size: info.isDirectory ? 0 : info.size,
      modified: info.mtime?.getTime() ?? 0,
    };
  } catch {
    return null; // gone, or not to be looked at: nothing to show
  }
}
