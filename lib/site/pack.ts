import { join } from "node:path";
import { isFolder } from "./folder.ts";
import { HOME } from "./home.ts";

/** A site that was put inside this executable; paths lead into its read-only file system. */
export interface PackedSite {
  readonly root: string;
  /** The folder of scripts, which the system cannot start from there, or `null`. */
  readonly scripts: string | null;
}

/** Where `.tools/pack.ts` puts things: beside `main.ts`. */
const PACKED = join(HOME, "packed");

/** The site inside this executable, or `null` where there is none. */
export function packedSite(): PackedSite | null {
  if (!Deno.build.standalone) return null;
  const root = join(PACKED, "site");
  if (!isFolder(root)) return null;
  const scripts = join(PACKED, "cgi-bin");
  return { root, scripts: isFolder(scripts) ? scripts : null };
}

/** The options that were packed with the site; those of the command line come after them. */
export function packedOptions(): readonly string[] {
  if (!Deno.build.standalone) return [];
  try {
    return JSON.parse(Deno.readTextFileSync(join(PACKED, "options.json")));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
