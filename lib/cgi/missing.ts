import { HttpError } from "../http/error.ts";
import { parseShebang, programName } from "./interpreter.ts";
import { join } from "../gateway/script.ts";
import { requireGrant } from "../platform/permission.ts";
import { readHead } from "./start.ts";

/**
 * The program that a script's `#!` line asks for and that is not there, be it the interpreter itself or what
 * `env` is to find along `path`; `null` where none is missing, or that cannot be told.
 */
export function missingProgram(file: string, path: string): string | null {
  const head = readHead(file);
  if (head === null) return null;
  const line = new TextDecoder().decode(head).split("\n", 1)[0] ?? "";
  if (!line.startsWith("#!") || line.endsWith("\r")) return null;
  const [program = ""] = line.slice(2).trim().split(/\s+/);
  const [wanted = ""] = parseShebang(head) ?? [];
  const missing = [program, wanted].find((word) => isMissing(word, path));
  return missing === undefined ? null : programName(missing);
}

function isMissing(program: string, path: string): boolean {
  if (program === "" || program.includes("=")) return false;
  if (program.includes("/")) return isAbsent(program);
  return path.split(":").every((folder) =>
    folder === "" || isAbsent(join(folder, program))
  );
}

/** Surely not there: what this thread may not look at is not known to be missing. */
function isAbsent(file: string): boolean {
  try {
    requireGrant({ name: "read", path: file });
    Deno.statSync(file);
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}

/** Says on the page what is missing: whoever sees it can do something about it, or tell somebody who can. */
export function programMissing(program: string, cause: unknown): HttpError {
  return new HttpError(
    500,
    `This script needs the program ${program}, which is not installed on this server.`,
    { cause, remedy: `Once ${program} is installed, the script will work.` },
  );
}
