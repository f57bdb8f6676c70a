import { join } from "node:path";
import { type Asked, existing, said } from "./asked.ts";
import { isFolder, isVisibleFolder } from "./folder.ts";
import type { Place } from "./place.ts";

/** Scripts at a path of the server's. */
export interface ScriptMount {
  /** Begins and ends with `/`. */
  readonly mount: string;
  /** Absolute path of a folder of scripts, or of one executable. */
  readonly path: string;
}

/** Folders of scripts that are found by their name, and where they are mounted. */
const SCRIPT_FOLDERS = ["cgi-bin", "htbin", "ht-bin"];

/** The script folder: the one of `--cgi-dir`, or those beside ROOT or in it. */
export function ownScripts(asked: Asked, place: Place): ScriptMount[] {
  const { values, faults } = asked;
  if (values.cgiDir !== null) {
    const name = said("cgiDir", asked);
    const path = existing(values.cgiDir, name, faults);
    if (path !== null && !isFolder(path)) {
      faults.push(`${name}: ${path} is not a folder`);
    }
    return path === null ? [] : [{ mount: "/cgi-bin/", path }];
  }
  if (place.scripts) return [{ mount: "/cgi-bin/", path: place.scripts }];
  return SCRIPT_FOLDERS.flatMap((name) => {
    const found = place.around.map((folder) => join(folder, name)).find(
      isVisibleFolder,
    );
    if (found === undefined) return [];
    return [{ mount: `/${name}/`, path: Deno.realPathSync(found) }];
  });
}

/** What `--mount` names. */
export function mounted(asked: Asked): ScriptMount[] {
  return asked.values.mount.flatMap(({ mount, path }) => {
    const name = `${said("mount", asked)} ${mount}`;
    const real = existing(path, name, asked.faults);
    return real === null ? [] : [{ mount, path: real }];
  });
}

/**
 * Files and folders that are never content, absolute and with links resolved.
 * Security: the configuration, and what holds scripts, also where another folder of scripts was chosen over it, or
 * where no script runs at all.
 */
export function withheldFolders(
  root: string,
  scripts: readonly ScriptMount[],
  configuration: string | null,
): string[] {
  const inside = SCRIPT_FOLDERS.map((name) => join(root, name)).filter(
    isVisibleFolder,
  ).map((path) => Deno.realPathSync(path));
  return [
    ...new Set([
      join(root, "gatehouse.json"),
      ...(configuration === null ? [] : [Deno.realPathSync(configuration)]),
      ...inside,
      ...scripts.map(({ path }) => path),
    ]),
  ];
}
