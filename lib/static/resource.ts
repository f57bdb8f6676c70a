import { HttpError } from "../http/error.ts";
import { admittedPath } from "./admission.ts";
import { boundedCache, type Cache } from "./cache.ts";
import type { Coding } from "./encoding.ts";
import {
  type Identity,
  identityOf,
  isThere,
  isUnchanged,
  look,
  opens,
  readSame,
} from "./file.ts";
import { isCompressible, mediaType } from "./media_type.ts";
import { type Settings, type StaticOptions, withDefaults } from "./options.ts";
import {
  isYoung,
  represent,
  type Representation,
  SMALL,
} from "./representation.ts";
import { lookAtSiblings, readSiblings } from "./siblings.ts";

/** The millisecond in which something was looked at last, and how often in it. */
interface Looked {
  looked: number;
  looks: number;
}

/** A file and the forms in which it can be sent. */
export interface Resource extends Looked {
  readonly kind: "file";
  readonly path: string;
  readonly type: string;
  /** The file as it is. */
  readonly plain: Representation;
  /** Whether the form that is sent depends on Accept-Encoding. */
  readonly varies: boolean;
  /** Whether it may be compressed on the fly. */
  readonly compressible: boolean;
  /** The coded forms that there are; `null` for one that would not be smaller. */
  readonly coded: Map<Coding, Representation | null>;
  /** Coded forms that are being made. */
  readonly pending: Map<Coding, Promise<Representation | null>>;
  /** What the ready-made siblings looked like, and when that was, in milliseconds. */
  readonly siblings: string;
  checked: number;
}

/** A served folder: what it was told, and what it keeps in memory. */
export interface Site {
  readonly settings: Settings;
  readonly cache: Cache<Resource>;
  /** How often one path is looked at within a millisecond at most; see `isSeen`. */
  readonly looks: number;
  /** The path at which nothing was found last. */
  readonly absent: Looked & { path: string };
}

/** Makes a site. Touches no file yet. */
export function makeSite(options: StaticOptions): Site {
  const settings = withDefaults(options);
  return {
    settings,
    cache: boundedCache(settings.cacheSize),
    looks: LOOKS,
    absent: { path: "", looked: 0, looks: 0 },
  };
}

/** Content from this many bytes on is compressed on the fly (below, the fields weigh more than the gain). */
const LEAST_COMPRESSED = 1024;
/** The most that is compressed on the fly, in bytes: past this a ready-made sibling is the way. */
const MOST_COMPRESSED = 8 * 1024 * 1024;
/** How young a file must be, in milliseconds, for its date in whole seconds to hide another change. */
const TICK_OF_SECONDS = 2000;
/** What a representation takes in memory besides its content, in bytes, about. */
export const OVERHEAD = 2048;
/** More requests for one file than a client alone can make in a millisecond, one after the other. */
const LOOKS = 4;
/** How long ready-made siblings are taken to be as they were, in milliseconds; a stale one is still right. */
const SIBLINGS_FRESH = 1000;
/** How old the last change must be, in milliseconds, for the file's date to show the next one; see `isSettled`. */
const TICK = 20;

/**
 * What is at `path`, from memory where the file is still as it was. Throws `HttpError` 403 or 503.
 * Security: a file in memory was found inside the root when it was read; the same file cannot be elsewhere now.
 */
export function findResource(
  site: Site,
  path: string,
): Resource | "folder" | null {
  const kept = site.cache.get(path);
  if (kept !== undefined) {
    if (isCurrent(site, kept)) return kept;
    site.cache.delete(path);
  }
  const { absent } = site;
  if (absent.path === path && isSeen(site, absent, Date.now())) return null;
  const found = isThere(path) ? load(site, path) : null;
  if (found !== null) absent.path = "";
  else if (absent.path !== path) Object.assign(absent, { path, looks: 0 });
  return found;
}

function load(site: Site, path: string): Resource | "folder" | null {
  for (let attempt = 0; attempt < 3; attempt++) {
    const real = admittedPath(site.settings, path);
    if (real === null) return null;
    // Security: the canonical path was found to be inside, and `read` takes no other file than the one that is there.
    const info = look(real);
    if (info === null) continue;
    if (info.isDirectory) return "folder";
    // Security: to open a FIFO or a device would block, or worse; nothing but a file is ever opened.
    if (!info.isFile) return null;
    const resource = read(site, path, identityOf(info));
    if (resource) return resource;
  }
  throw new HttpError(503, "This file is being changed at the moment.", {
    cause: `${path} changed each time it was read`,
    fields: [["retry-after", "1"]],
  });
}

function read(
  site: Site,
  path: string,
  identity: Identity,
): Resource | null {
  const { settings, cache } = site;
  const now = Date.now();
  const small = identity.size <= SMALL;
  const content = small ? readSame(path, identity) : null;
  if (small ? content === null : !opens(path, identity)) return null;
  const type = mediaType(path.slice(path.lastIndexOf("/") + 1), settings.mime);
  const siblings = lookAtSiblings(path);
  const compressible = settings.compress && isCompressible(type) &&
    identity.size >= LEAST_COMPRESSED && identity.size <= most(settings);
  const described = { path, identity, content, type };
  const coded = siblings === ""
    ? new Map<Coding, Representation | null>()
    : readSiblings(settings, described, now);
  const varies = compressible || coded.size > 0;
  const resource: Resource = {
    kind: "file",
    path,
    type,
    plain: represent({ ...described, coding: null, varies }, settings, now),
    varies,
    compressible,
    coded,
    pending: new Map(),
    siblings,
    checked: now,
    looked: now,
    looks: 0,
  };
  if (isSettled(identity, small, now)) {
    cache.set(path, resource, weigh(resource));
  }
  return resource;
}

/** What is large is compressed only where the result can be kept: each time anew would be too dear. */
function most({ cacheSize }: Settings): number {
  return Math.min(MOST_COMPRESSED, Math.max(SMALL, cacheSize / 4));
}

/**
 * Whether the next change of this file is sure to change what a look at it shows. File systems date a change by a
 * clock that ticks in milliseconds, some in seconds; what changed within the running tick is not kept in memory.
 */
function isSettled(identity: Identity, small: boolean, now: number): boolean {
  const age = Math.abs(now - identity.modified);
  if (identity.modified % 1000 === 0) return age >= TICK_OF_SECONDS;
  return small ? age >= TICK : !isYoung(identity, now);
}

function weigh({ plain, coded, path }: Resource): number {
  let weight = OVERHEAD + path.length + (plain.content?.length ?? 0);
  for (const form of coded.values()) {
    weight += OVERHEAD + (form?.content?.length ?? 0);
  }
  return weight;
}

/** Whether a file is as it is in memory. */
function isCurrent(site: Site, resource: Resource): boolean {
  const now = Date.now();
  return isSeen(site, resource, now) ||
    isUnchanged(resource.path, resource.plain.identity) &&
      hasSiblings(resource, now);
}

/**
 * Whether enough looks were taken at it within this millisecond; if not, one more is counted. A look takes 2 to 5 µs, a
 * quarter of all that a small file costs besides the platform's own work. So of the requests for one path within a
 * millisecond only the first few look; the others get what those got. One client alone cannot ask so fast; where many
 * do, an answer may be up to a millisecond behind.
 */
function isSeen({ looks }: Site, last: Looked, now: number): boolean {
  if (last.looked !== now) {
    last.looked = now;
    last.looks = 0;
  } else if (last.looks >= looks) return true;
  last.looks++;
  return false;
}

function hasSiblings(resource: Resource, now: number): boolean {
  if (now - resource.checked < SIBLINGS_FRESH && now >= resource.checked) {
    return true;
  }
  resource.checked = now;
  return lookAtSiblings(resource.path) === resource.siblings;
}
