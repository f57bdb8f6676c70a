import { dirname, join, resolve } from "node:path";
import { reason } from "./asked.ts";
import { isVisibleFolder } from "./folder.ts";
import { HOME } from "./home.ts";
import { type ScriptMount, type Site, SiteFault } from "./site.ts";
import { makeTemporaryFolder, temporaryFolder } from "./temporary.ts";

/**
 * Makes the folders that a site needs while it is served: somewhere for scripts to keep things, and, for scripts
 * inside an executable, which the system cannot start, a copy outside. `data` is the folder of `--data`, or `null`.
 * Throws `SiteFault`.
 */
export function makeFolders(site: Site, data: string | null): Site {
  const temporary: string[] = [];
  const kept = data === null
    ? neighbour(site.scripts) ?? makeTemporary(temporary)
    : make(data, "--data");
  const scripts = isEmbedded(site)
    ? unpack(site.scripts, temporary)
    : site.scripts;
  return { ...site, scripts, temporary, data: kept };
}

/** Makes the folder where requests that fail are kept, readable by nobody else. Throws `SiteFault`. */
export function makeRecordFolder(path: string): void {
  make(path, "--record");
}

/** A folder that nobody else can read; its real path. */
function make(path: string, option: string): string {
  try {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    return Deno.realPathSync(path);
  } catch (error) {
    const place = resolve(path);
    throw new SiteFault([`${option}: cannot make ${place}: ${reason(error)}`]);
  }
}

/** Removes the folders that were made for this run. */
export function removeFolders(site: Site): void {
  for (const folder of site.temporary) {
    try {
      Deno.removeSync(folder, { recursive: true });
    } catch {
      // A script may still hold it; the system clears such folders in its own time.
    }
  }
}

function isEmbedded(site: Site): boolean {
  return Deno.build.standalone && site.origin !== "given";
}

/** A folder named `data` beside the scripts, if somebody made one. */
function neighbour(scripts: readonly ScriptMount[]): string | null {
  for (const { path } of scripts) {
    const data = join(dirname(path), "data");
    if (isVisibleFolder(data)) return Deno.realPathSync(data);
  }
  return null;
}

/** A folder that nobody else can read, or `null` where the server may not write at all. */
function makeTemporary(temporary: string[]): string | null {
  try {
    const folder = makeTemporaryFolder();
    temporary.push(folder);
    return folder;
  } catch {
    return null;
  }
}

/** Scripts that are given by an option lie outside the executable and stay where they are. */
function unpack(
  scripts: readonly ScriptMount[],
  temporary: string[],
): ScriptMount[] {
  return scripts.map(({ mount, path }) => {
    if (!path.startsWith(HOME)) return { mount, path };
    try {
      const folder = makeTemporaryFolder();
      temporary.push(folder);
      copyScripts(path, folder);
      return { mount, path: Deno.realPathSync(folder) };
    } catch (error) {
      throw new SiteFault([notUnpacked(error)]);
    }
  });
}

function notUnpacked(error: unknown): string {
  const place = temporaryFolder();
  return `the scripts inside have nowhere to run from: ${place} cannot be written (${
    reason(error)
  }). Set TMPDIR to a folder that can, or use --no-cgi`;
}

/** Copies a folder out of the executable, which keeps no executable bits: every file may be one. */
function copyScripts(from: string, to: string): void {
  for (const entry of Deno.readDirSync(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory) {
      Deno.mkdirSync(target, { mode: 0o700 });
      copyScripts(source, target);
    } else if (entry.isFile) {
      Deno.writeFileSync(target, Deno.readFileSync(source), { mode: 0o755 });
    }
  }
}
