import { dirname, join, relative, resolve } from "node:path";
import { shellWord } from "../diagnosis/remedy.ts";
import { environment } from "../platform/environment.ts";
import { GO } from "./go.ts";
import { JAVASCRIPT } from "./javascript.ts";
import { PERL } from "./perl.ts";
import { PHP } from "./php.ts";
import { PYTHON } from "./python.ts";
import { SHELL } from "./shell.ts";
import {
  LANGUAGES,
  pageFiles,
  type Starter,
  type StarterFile,
  type StarterLanguage,
} from "./starter.ts";

export { LANGUAGES, type StarterLanguage } from "./starter.ts";

const STARTERS: Readonly<Record<StarterLanguage, Starter>> = {
  js: JAVASCRIPT,
  py: PYTHON,
  pl: PERL,
  sh: SHELL,
  php: PHP,
  go: GO,
};

/** What to write, and where. */
export interface InitArgs {
  /** The folder of the site, which is made where it is not there. */
  readonly folder: string;
  /** One of `LANGUAGES`, as somebody typed it. */
  readonly language: string;
  /** How this program is called, for the words on what to do next. */
  readonly command?: string;
}

/**
 * Writes a small site with a form, a script and a test of it, and says what to do next. Never overwrites: where one
 * of the files is there already, nothing is written. The text goes to stdout, or to stderr where it did not succeed.
 */
export function init(
  { folder, language, command = "gatehouse" }: InitArgs,
): { readonly text: string; readonly exitCode: number } {
  if (!isLanguage(language)) {
    const known = LANGUAGES.join(", ");
    return fault(`--lang ${language}: there are ${known}`, 2);
  }
  const starter = STARTERS[language];
  const files = [...pageFiles(starter), ...starter.files];
  const place = resolve(folder);
  const there = files.filter(({ path }) => exists(join(place, path)));
  if (there.length > 0) {
    const names = there.map(({ path }) => path).join(", ");
    return fault(`nothing was written, since ${place} already has ${names}`, 1);
  }
  try {
    for (const file of files) write(place, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fault(`cannot write to ${place}: ${reason}`, 1);
  }
  return { text: whatNext(place, starter, files, command), exitCode: 0 };
}

function isLanguage(language: string): language is StarterLanguage {
  return (LANGUAGES as readonly string[]).includes(language);
}

function fault(
  text: string,
  exitCode: number,
): { readonly text: string; readonly exitCode: number } {
  return { text: `gatehouse: ${text}\n`, exitCode };
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function write(place: string, { path, text, executable }: StarterFile): void {
  const file = join(place, path);
  Deno.mkdirSync(dirname(file), { recursive: true });
  const mode = executable ? 0o755 : 0o644;
  Deno.writeTextFileSync(file, text, { createNew: true, mode });
}

function whatNext(
  place: string,
  starter: Starter,
  files: readonly StarterFile[],
  command: string,
): string {
  const width = Math.max(...files.map(({ path }) => path.length));
  const listed = files.map(({ path, about }) =>
    `  ${path.padEnd(width)}  ${about}`
  );
  const way = relative(Deno.cwd(), place);
  const steps = [
    ...(way === "" ? [] : [`cd ${shellWord(way)}`]),
    ...(starter.build === undefined ? [] : [starter.build]),
    command,
  ];
  return [
    `A small site in ${starter.name} is in ${place}:`,
    ...listed,
    "",
    "Next:",
    ...steps.map((step) => `  ${step}`),
    "and open http://127.0.0.1:8000/ in a browser. Its test:",
    `  ${starter.test}`,
    ...missing(starter),
    "",
  ].join("\n");
}

function missing({ needs, name }: Starter): string[] {
  const path = environment("PATH");
  if (path === undefined || Deno.build.os === "windows") return [];
  return needs.filter((program) =>
    !path.split(":").some((folder) => exists(join(folder, program)))
  ).map((program) =>
    `There is no ${program} on your PATH yet; ${name} needs it.`
  );
}
