import { dirname, join, resolve } from "node:path";
import { existing, reason } from "./asked.ts";
import { isFolder } from "./folder.ts";
import { HOME } from "./home.ts";
import { packedSite } from "./pack.ts";

/** Where ROOT is. */
export interface Place {
  /** Absolute, with links resolved. */
  readonly root: string;
  /** Where script folders are looked for, best first. */
  readonly around: readonly string[];
  /** Whether this is the site that came with the program. */
  readonly origin: "given" | "demo" | "packed";
  /** The script folder, where it is known. */
  readonly scripts?: string | null;
}

/** The folder that was asked for, or what is served where none was. Adds to `faults` what is wrong with it. */
export function findRoot(word: string | undefined, faults: string[]): Place {
  if (word !== undefined) return givenRoot(word, faults);
  const packed = packedSite();
  if (packed !== null) {
    const { root, scripts } = packed;
    return { root, around: [], origin: "packed", scripts };
  }
  const here = Deno.cwd();
  if (isFolder("www")) return givenRoot("www", faults);
  if (isEmpty(here)) {
    return { root: join(HOME, "www"), around: [HOME], origin: "demo" };
  }
  return givenRoot(".", faults);
}

/** The folder at a path; `name` is what a fault calls it. */
export function givenRoot(
  word: string,
  faults: string[],
  name = "ROOT",
): Place {
  const root = existing(word, name, faults) ?? resolve(word);
  const fault = folderFault(root);
  if (fault !== null && faults.length === 0) faults.push(fault);
  return { root, around: [root, dirname(root)], origin: "given" };
}

function folderFault(path: string): string | null {
  if (!isFolder(path)) return `ROOT is a file, not a folder: ${path}`;
  try {
    Deno.readDirSync(path)[Symbol.iterator]().next();
    return null;
  } catch (error) {
    return `ROOT: ${path} cannot be read: ${reason(error)}`;
  }
}

/** A folder that holds nothing but hidden files. */
function isEmpty(path: string): boolean {
  try {
    return [...Deno.readDirSync(path)].every(({ name }) =>
      name.startsWith(".")
    );
  } catch {
    return false;
  }
}
