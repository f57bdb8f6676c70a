import type { Evidence } from "./cause.ts";
import type { Telling } from "./pattern.ts";
import { place } from "./python_traceback.ts";
import { STANDARD } from "./python_standard.ts";
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

/** Modules of Python's own, and packages that many install: what a script means by their names. */
const WELL_KNOWN = new Set(
  (STANDARD +
    " PIL bottle bs4 certifi cv2 django dotenv falcon fastapi flask httpx jinja2 jwt lxml markdown matplotlib mysql " +
    "numpy pandas peewee psycopg2 pymysql redis requests scipy sqlalchemy starlette tornado urllib3 yaml")
    .split(" "),
);

/** What is said of a file that hides a module: it has the same name, and lies beside the script. */
export function hiddenModule(
  [, one, other]: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  const name = one ?? other ?? "";
  if (!evidence.ownModules.includes(name)) return null;
  const file = `${folderOf(evidence.script)}/${name}.py`;
  const itself = baseName(file) === baseName(evidence.script);
  if (!itself && !WELL_KNOWN.has(name)) return null;
  const own = itself ? "the script itself" : `\`${file}\``;
  return {
    sentence:
      `Python takes \`${name}.py\` beside the script for the module \`${name}\`.`,
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

/** What is said of a module of the script's own that lacks what the script wants of it. */
export function lackingModule(
  match: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  const name = match[1] ?? match[2] ?? "";
  if (!evidence.ownModules.includes(name)) return null;
  const circular = match.input.includes("partially initialized");
  return {
    sentence: circular
      ? `\`${name}.py\` and what it imports import each other in a circle.`
      : `\`${name}.py\` beside the script does not have what the script wants of it.`,
    evidence: place(evidence),
    remedy: {
      text: circular
        ? "Move what both want into a third module, or import within the function that needs it."
        : "Mend the name, or define it there.",
    },
  };
}
