import { admittedPath } from "./admission.ts";
import { type Coding, CODINGS, SIBLING } from "./encoding.ts";
import {
  type Identity,
  identityOf,
  isThere,
  look,
  opens,
  readSame,
  unlessForbidden,
} from "./file.ts";
import type { Settings } from "./options.ts";
import { represent, type Representation, SMALL } from "./representation.ts";

/** What the ready-made siblings look like, in a word that changes when one does; empty where there are none. */
export function lookAtSiblings(path: string): string {
  let seen = "";
  for (const coding of CODINGS) {
    const info = lookAtSibling(path + SIBLING[coding]);
    if (!info) continue;
    const times = `${info.mtime?.getTime()} ${info.ctime?.getTime()}`;
    seen += `${coding} ${info.size} ${times} ${info.ino};`;
  }
  return seen;
}

/** Nothing is no coding of anything, nor is what may not even be looked at. */
function lookAtSibling(path: string): Deno.FileInfo | null {
  if (!isThere(path)) return null;
  const info = unlessForbidden(() => look(path));
  return info?.isFile && info.size > 0 ? info : null;
}

interface Base {
  readonly path: string;
  readonly identity: Identity;
  readonly type: string;
}

/** The ready-made siblings of a file that can be sent. */
export function readSiblings(
  settings: Settings,
  base: Base,
  now: number,
): Map<Coding, Representation | null> {
  const coded = new Map<Coding, Representation | null>();
  for (const coding of CODINGS) {
    const form = unlessForbidden(() =>
      readSibling(settings, base, coding, now)
    );
    if (form) coded.set(coding, form);
  }
  return coded;
}

/** A sibling that is older than the file is of a state that is gone. Throws `HttpError` 403 or 503. */
function readSibling(
  settings: Settings,
  base: Base,
  coding: Coding,
  now: number,
): Representation | null {
  const path = base.path + SIBLING[coding];
  const info = lookAtSibling(path);
  if (info === null || admittedPath(settings, path) === null) return null;
  const identity = identityOf(info);
  // Whole seconds: what compresses often copies the date without its fraction.
  const older = Math.floor(identity.modified / 1000) <
    Math.floor(base.identity.modified / 1000);
  if (older) return null;
  const small = identity.size <= SMALL;
  const content = small ? readSame(path, identity) : null;
  if (small ? content === null : !opens(path, identity)) return null;
  const described = { ...base, path, identity, content, coding, varies: true };
  return represent(described, settings, now);
}
