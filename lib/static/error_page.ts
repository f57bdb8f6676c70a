import type { HttpError } from "../http/error.ts";
import type { Exchange, Reply } from "../http/exchange.ts";
import { keptReply } from "../http/reply.ts";
import { isFileName, isHidden } from "./name.ts";
import type { StaticOptions } from "./options.ts";
import {
  findResource,
  makeSite,
  type Resource,
  type Site,
} from "./resource.ts";
import { isThere, openSame, readPart } from "./file.ts";

/** A page of the site's own for a refusal, or `null` where it has none. */
export type ErrorPages = (
  exchange: Exchange,
  error: HttpError,
) => Reply | null;

/**
 * Finds the site's own page for a refusal: `404.html` and the like, or `50x.html` for any fault of the server, in the
 * folder that was asked for or the nearest above it. Never throws: a broken error page is no reason for another error.
 */
export function errorPages(options: StaticOptions): ErrorPages {
  const site = makeSite({ ...options, cacheSize: CACHE_SIZE });
  const find = absenceMemory((path) => findResource(site, path));
  return (exchange, error) => {
    try {
      const page = findPage(site, find, exchange, error.status);
      return page && reply(page, error);
    } catch {
      return null;
    }
  };
}

type Find = (path: string) => ReturnType<typeof findResource>;

/** How long a page that was not there is not looked for, in milliseconds, and how many such are remembered. */
const ABSENT = 1000;
const MOST_ABSENT = 1000;

/** Remembers what was not found. To look each time in each folder upwards cost as much as to look for the file. */
function absenceMemory(find: Find): Find {
  const absent = new Map<string, number>();
  return (path) => {
    const now = Date.now();
    const since = now - (absent.get(path) ?? 0);
    if (since >= 0 && since < ABSENT) return null;
    const found = find(path);
    if (found !== null) return found;
    if (absent.size >= MOST_ABSENT) absent.clear();
    absent.set(path, now);
    return null;
  };
}

function findPage(
  site: Site,
  find: Find,
  exchange: Exchange,
  status: number,
): Resource | null {
  const { root } = site.settings;
  const names = [`${status}.html`, ...(status >= 500 ? ["50x.html"] : [])];
  const { segments, folder } = exchange.target;
  const folders = mayLook(segments)
    ? folder ? segments : segments.slice(0, -1)
    : [];
  for (let depth = depthOf(root, folders); depth >= 0; depth--) {
    const path = [root, ...segments.slice(0, depth)].join("/");
    for (const name of names) {
      const found = find(`${path}/${name}`);
      if (found !== null && found !== "folder") return found;
    }
  }
  return null;
}

/** How many of these folders are there: a client can name thousands that are not, and each would be looked into. */
function depthOf(root: string, folders: readonly string[]): number {
  let path = root;
  for (const [depth, name] of folders.entries()) {
    path += "/" + name;
    if (!isThere(path)) return depth;
  }
  return folders.length;
}

/** Security: a name that is no file name, or hidden, is looked up for an error page no more than for itself. */
function mayLook(segments: readonly string[]): boolean {
  const windows = Deno.build.os === "windows";
  return !isHidden(segments) &&
    segments.every((segment) => isFileName(segment, windows));
}

/** An error has no validators of the page that tells of it, and no cache keeps it (RFC 9111 §4.2.2). */
function reply(page: Resource, error: HttpError): Reply | null {
  const kept = error.common ? common.get(page) : undefined;
  if (kept) return kept;
  const content = contentOf(page);
  if (content === null) return null;
  const made = keptReply({
    status: error.status,
    fields: [
      ...error.fields,
      ["content-type", page.type],
      ["cache-control", "no-store"],
      ["x-content-type-options", "nosniff"],
    ],
    content,
  });
  if (error.common) common.set(page, made);
  return made;
}

/** Replies for what is the same for many requests. */
const common = new WeakMap<Resource, Reply>();

/** A page that is too large to be kept is too large for an error page. */
function contentOf({ plain }: Resource): Uint8Array<ArrayBuffer> | null {
  if (plain.content) return plain.content;
  if (plain.size > MOST) return null;
  const file = openSame(plain.path, plain.identity);
  try {
    return file && readPart(file, 0, plain.size);
  } finally {
    file?.close();
  }
}

const MOST = 4 * 1024 * 1024;

/** A site has few such pages, and asks for them often; bytes. */
const CACHE_SIZE = 1024 * 1024;
