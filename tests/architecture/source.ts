/** A file of the tree, by its path from the root of the repository. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** What a module takes from another. */
export interface Import {
  readonly specifier: string;
  /** Gone once types are stripped. */
  readonly typeOnly: boolean;
  /** Named as `new URL("./x.ts", …)`, to run as a thread or a process; not loaded. */
  readonly named?: true;
}

/** A module without comments; each string is `"N"`, its place in `strings`. */
interface Stripped {
  readonly code: string;
  readonly strings: readonly string[];
}

const QUOTES = "\"'";
const REGEX_AFTER =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|=>|\b(?:return|typeof|case))$/;

/** Takes comments, templates and regular expressions out, so that what is left can be searched for words. */
export function strip(text: string): Stripped {
  const strings: string[] = [];
  let code = "";
  let place = 0;
  const templates: number[] = [];
  let depth = 0;
  while (place < text.length) {
    const here = text[place] ?? "";
    const end = skip(text, place, code);
    if (end > place) {
      if (QUOTES.includes(here)) {
        code += `"${strings.push(text.slice(place + 1, end - 1)) - 1}"`;
      } else code += " ";
      place = end;
      continue;
    }
    if (here === "{") depth++;
    if (here === "}" && templates.at(-1) === depth) {
      templates.pop();
      place = template(text, place + 1);
    } else if (here === "`") place = template(text, place + 1);
    else {
      if (here === "}") depth--;
      code += here;
      place++;
      continue;
    }
    if (text.slice(place - 2, place) === "${") templates.push(depth);
    code += " ";
  }
  return { code, strings };
}

/** Where a comment, string or regular expression that begins here ends; `place` where none begins. */
function skip(text: string, place: number, before: string): number {
  const here = text[place] ?? "";
  if (QUOTES.includes(here)) return closing(text, place, here);
  if (here !== "/") return place;
  const next = text[place + 1];
  if (next === "/") return orEnd(text.indexOf("\n", place), text);
  if (next === "*") return orEnd(text.indexOf("*/", place), text, 2);
  return REGEX_AFTER.test(before.trimEnd()) ? closing(text, place, "/") : place;
}

function orEnd(found: number, text: string, length = 0): number {
  return found < 0 ? text.length : found + length;
}

function closing(text: string, start: number, mark: string): number {
  let inClass = false;
  for (let place = start + 1; place < text.length; place++) {
    const here = text[place];
    if (here === "\\") place++;
    else if (mark === "/" && here === "[") inClass = true;
    else if (mark === "/" && here === "]") inClass = false;
    else if (here === mark && !inClass) return place + 1;
  }
  return text.length;
}

/** Just past the end of a template, or past the `${` that interrupts it. */
function template(text: string, start: number): number {
  for (let place = start; place < text.length; place++) {
    if (text[place] === "\\") place++;
    else if (text[place] === "`") return place + 1;
    else if (text.startsWith("${", place)) return place + 2;
  }
  return text.length;
}

const STATIC = /\b(import|export)\b(\s+type\b)?([^;"()]*?\bfrom\b)?\s*"(\d+)"/g;
const DYNAMIC = /\b(import|builtin|new\s+URL)\s*\(\s*"(\d+)"/g;

/**
 * What a module imports or re-exports, at its head or later, by `lib/platform/node.ts` too; and the modules it names
 * as `new URL("./x.ts", …)`.
 */
export function importsOf(text: string): Import[] {
  const { code, strings } = strip(text);
  const found: Import[] = [];
  for (const [, word, type, from, place] of code.matchAll(STATIC)) {
    if (word === "export" && from === undefined) continue;
    const specifier = strings[Number(place)] ?? "";
    found.push({ specifier, typeOnly: type !== undefined || onlyTypes(from) });
  }
  for (const [, word, place] of code.matchAll(DYNAMIC)) {
    const specifier = strings[Number(place)] ?? "";
    if (word === "import" || word === "builtin") {
      found.push({ specifier, typeOnly: false });
    } else if (/^\.{1,2}\/.*\.[jt]s$/.test(specifier)) {
      found.push({ specifier, typeOnly: false, named: true });
    }
  }
  return found;
}

/** Whether each name in `{ … }` has its own `type`. */
function onlyTypes(clause: string | undefined): boolean {
  const names = /^\s*\{([^}]*)\}/.exec(clause ?? "")?.[1];
  if (names === undefined) return false;
  return names.split(",").map((name) => name.trim())
    .filter((name) => name !== "").every((name) => name.startsWith("type "));
}

/** The path that a relative specifier means, seen from the module that has it; `undefined` for any other specifier. */
export function resolve(from: string, specifier: string): string | undefined {
  if (!/^\.{1,2}\//.test(specifier)) return undefined;
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}
