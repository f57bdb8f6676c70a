import type { Plan } from "./plan.ts";

/** Whether a name has the extension of a script. */
export function isScript(name: string, extensions: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return extensions.some((extension) => lower.endsWith(extension));
}

/** What editors leave beside a script holds its source as well. */
const BACKUP = /(?:~|\.(?:bak|orig|old|save|swp))$/i;

/**
 * Whether a canonical path holds scripts, so that it is never content: a folder of scripts and all in it,
 * or a file with a script's extension.
 */
export function withholds(
  { withheld, rootScripts, applications }: Plan,
): (path: string) => boolean {
  const extensions = [
    ...rootScripts?.extensions ?? [],
    ...applications.flatMap(({ mapping }) =>
      mapping.kind === "files" ? mapping.extensions : []
    ),
  ];
  return (path) =>
    isScript(path.replace(BACKUP, ""), extensions) ||
    withheld.some((held) =>
      path === held || path.startsWith(held + "/") ||
      path.startsWith(held + "\\")
    );
}
