import { HttpError } from "../http/error.ts";
import type { Exchange, Reply } from "../http/exchange.ts";
import { asRefusal, realPath } from "./file.ts";
import { type Entry, listingReply } from "./listing.ts";
import { isHidden } from "./name.ts";
import { admittedPath, type Site } from "./resource.ts";

/** How many entries are looked at before other requests get their turn. */
const TURN = 500;

/**
 * Answers with a listing of the folder at `path`: names are read first, then each is looked at as it is asked for, so that
 * a huge folder takes no more memory than its names. Throws `HttpError` 403, 404 or 503.
 */
export async function listFolder(
  site: Site,
  exchange: Exchange,
  path: string,
): Promise<Reply> {
  const { segments } = exchange.target;
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(path)) {
      if (site.settings.hidden || !isHidden([...segments, name])) {
        names.push(name);
      }
    }
  } catch (error) {
    throw asRefusal(error) ?? new HttpError(404, "This folder is gone.");
  }
  return listingReply(exchange, {
    segments,
    entries: lookAtEach(site, path, names),
  });
}

async function* lookAtEach(
  site: Site,
  path: string,
  names: readonly string[],
): AsyncGenerator<Entry> {
  const { withhold } = site.settings;
  const real = realPath(path) ?? path;
  const isAdmittedHere = (name: string, link: boolean) =>
    link
      ? admittedPath(site.settings, `${path}/${name}`) !== null
      : !withhold(`${real}/${name}`);
  let turn = 0;
  for (const name of names) {
    const entry = entryAt(`${path}/${name}`, name, isAdmittedHere);
    if (entry) yield entry;
    if (++turn % TURN === 0) await new Promise((next) => setTimeout(next, 0));
  }
}

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
