import { join } from "node:path";

/** What kind of thing an entry of ROOT is; a link that leads nowhere is `broken`. */
export type EntryKind = "file" | "folder" | "other" | "broken";

/** A file or folder below ROOT, as far as the check cares. */
export interface Entry {
  /** Relative to ROOT, with `/`. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Permission bits, or `null` where the system has none. */
  readonly mode: number | null;
  /** Where a link leads out of ROOT to; `null` for all else. */
  readonly outside: string | null;
  readonly readable: boolean;
  /** The first bytes, where they matter. */
  readonly head: Uint8Array;
}

const HEAD = 2048;

/** Names whose first bytes matter: no extension, or one of a script or a key. */
const LOOK_INSIDE =
  /^[^.]+$|\.(?:cgi|fcgi|py|pl|pm|php|phtml|rb|sh|bash|lua|tcl|pem|key|crt|asc|txt|conf)$/i;

/**
 * Walks all below ROOT, links to folders excepted; `skipped` are absolute paths that are looked at elsewhere.
 * File access of the check.
 */
export function* walkRoot(
  root: string,
  skipped: ReadonlySet<string>,
): Generator<Entry> {
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined;) {
    for (const name of namesOf(join(root, folder))) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (skipped.has(join(root, path))) continue;
      const entry = lookAt(root, path);
      yield entry;
      const enter = entry.kind === "folder" && entry.readable &&
        entry.outside === null && name !== ".git" && !isLink(join(root, path));
      if (enter) folders.push(path);
    }
    folder = folders.pop();
  }
}

/** The names in a folder, in order; none where it cannot be read. */
export function namesOf(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch {
    return [];
  }
}

function lookAt(root: string, path: string): Entry {
  const file = join(root, path);
  const nothing = {
    path,
    outside: null,
    readable: true,
    head: new Uint8Array(),
  };
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(file);
  } catch {
    return { ...nothing, kind: "broken", mode: null, readable: false };
  }
  const outside = isLink(file) ? leadsOut(root, file) : null;
  const mode = Deno.build.os === "windows" ? null : info.mode;
  if (info.isDirectory) {
    const readable = canList(file);
    return { ...nothing, kind: "folder", mode, outside, readable };
  }
  if (!info.isFile) return { ...nothing, kind: "other", mode, outside };
  const executable = ((mode ?? 0) & 0o111) !== 0;
  const inside = executable || LOOK_INSIDE.test(path.replace(/^.*\//, ""));
  return { ...nothing, kind: "file", mode, outside, ...open(file, inside) };
}

function isLink(file: string): boolean {
  try {
    return Deno.lstatSync(file).isSymlink;
  } catch {
    return false;
  }
}

function leadsOut(root: string, file: string): string | null {
  const real = Deno.realPathSync(file);
  const folder = Deno.realPathSync(root);
  return real === folder || real.startsWith(join(folder, "/")) ? null : real;
}

/** Whether the server may reach what is in a folder. */
export function canSearch(folder: string): boolean {
  try {
    Deno.statSync(`${folder}/.`);
    return true;
  } catch {
    return false;
  }
}

function canList(folder: string): boolean {
  try {
    Deno.readDirSync(folder)[Symbol.iterator]().next();
    return true;
  } catch {
    return false;
  }
}

function open(
  path: string,
  look: boolean,
): { readonly readable: boolean; readonly head: Uint8Array } {
  try {
    using file = Deno.openSync(path);
    const head = new Uint8Array(look ? HEAD : 0);
    return {
      readable: true,
      head: look ? head.subarray(0, file.readSync(head) ?? 0) : head,
    };
  } catch {
    return { readable: false, head: new Uint8Array() };
  }
}
