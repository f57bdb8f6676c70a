import { HttpError } from "../http/error.ts";
import { parseShebang, programName } from "./interpreter.ts";
import { findProgram, readHead } from "./start.ts";

/**
 * The program that a script's `#!` line asks for and that is not there, be it the interpreter itself or what
 * `env` is to find along `path`; `null` where none is missing or the script cannot be read.
 */
export function missingProgram(file: string, path: string): string | null {
  const head = readHead(file);
  if (head === null) return null;
  const line = new TextDecoder().decode(head).split("\n", 1)[0] ?? "";
  if (!line.startsWith("#!") || line.endsWith("\r")) return null;
  const [program = ""] = line.slice(2).trim().split(/\s+/);
  if (program.startsWith("/") && findProgram(program, path) === null) {
    return programName(program);
  }
  const [wanted = ""] = parseShebang(head) ?? [];
  const missing = wanted !== "" && !wanted.includes("=") &&
    findProgram(wanted, path) === null;
  return missing ? programName(wanted) : null;
}

/** Says on the page what is missing: whoever sees it can do something about it, or tell somebody who can. */
export function programMissing(program: string, cause: unknown): HttpError {
  return new HttpError(
    500,
    `This script needs the program ${program}, which is not installed on this server.`,
    { cause, remedy: `Once ${program} is installed, the script will work.` },
  );
}
