import type { Evidence } from "./cause.ts";
import type { Telling } from "./pattern.ts";
import { byCommand, shellWord } from "./remedy.ts";
import { baseName, folderOf } from "./text.ts";

const IMPORT = /^(?:import|from)[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)/gm;

/** Modules that a source imports at its outermost level, where nothing can catch their absence. */
export function importedModules(source: string): string[] {
  return [...source.matchAll(IMPORT)].flatMap(([, names = ""]) =>
    names.split(",").map((name) => name.trim().split(".")[0] ?? "")
  );
}

/** What a traceback says of a module that lacks something: the name of it. */
export const NAMED =
  /module '(\w+)'(?: from '[^'\n]*')? has no attribute|cannot import name '\w+' from (?:partially initialized module )?'(\w+)'/g;

/** Modules of which a traceback says that they lack something. */
export function namedModules(stderr: string): string[] {
  return [...stderr.matchAll(NAMED)].flatMap(([, one, other]) =>
    one ?? other ?? []
  );
}

/** What is said of a file that hides a module of Python's own: it has the same name, and lies beside the script. */
export function hiddenModule(
  [, one, other]: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  const name = one ?? other ?? "";
  if (!evidence.ownModules.includes(name)) return null;
  const file = `${folderOf(evidence.script)}/${name}.py`;
  const own = baseName(file) === baseName(evidence.script)
    ? "the script itself"
    : `\`${file}\``;
  return {
    sentence:
      `Python takes \`${name}.py\` beside the script for its own module \`${name}\`.`,
    evidence: [`${own} has the name of a module, and is found before it`],
    remedy: byCommand(
      evidence,
      "Give that file another name, and mend what refers to it.",
      `mv ${shellWord(file)} ${
        shellWord(`${folderOf(evidence.script)}/my_${name}.py`)
      }`,
    ),
  };
}
