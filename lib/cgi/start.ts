import {
  INTERPRETERS,
  isJavaScript,
  parseShebang,
  programName,
} from "./interpreter.ts";
import { extensionOf, join, statOrNull } from "../gateway/script.ts";

const WINDOWS = Deno.build.os === "windows";

/** How a script is started: a program by its absolute path, and its arguments. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly variables?: Interpretation["variables"];
}

/** Why a script cannot be started, and what its owner can do about it. */
export interface Refusal {
  /** 403 for a file that is no script, 500 for one whose interpreter is not there. */
  readonly status: 403 | 500;
  readonly reason: string;
  readonly remedy: string;
  /** The interpreter that is not there. */
  readonly program?: string;
}

/** What `howToStart` needs to know of the server. */
export interface StartOptions {
  /** Commands by file extension. */
  readonly interpreters: Readonly<Record<string, readonly string[]>>;
  /** The folders in which programs are looked for, as in the variable PATH. */
  readonly path: string;
  /** What runs a JavaScript file; `null` where that is switched off. */
  readonly javascript: (file: string) => Interpretation | null;
}

/** What runs a file that does not start itself. */
export interface Interpretation {
  /** A program, by its path or its name, and its arguments, the file among them. */
  readonly words: readonly string[];
  /** What the program, and not the script, must find in its environment. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * How the system or an interpreter runs `file`: by its executable bit and `#!`, else by its extension.
 * Reads the first bytes of the file, but not again where it was last `modified` at the same time as before.
 */
export function howToStart(
  file: string,
  mode: number | null,
  options: StartOptions,
  modified?: number,
): Start | Refusal {
  return WINDOWS
    ? startOnWindows(file, options)
    : startOnUnix(file, mode ?? 0, options, modified);
}

function startOnUnix(
  file: string,
  mode: number,
  options: StartOptions,
  modified: number | undefined,
): Start | Refusal {
  const executable = (mode & 0o111) !== 0;
  if (executable && startsItself(file, modified)) {
    return { command: file, args: [] };
  }
  const found = interpretationOf(file, options);
  if (found) return resolve(found, file, options.path);
  if (executable) return { command: file, args: [] };
  return {
    status: 403,
    reason: "it is not executable, and no interpreter is set for its extension",
    remedy: `chmod +x ${file}`,
  };
}

/** Files and when they were changed, with what was found; to open one each time costs a twentieth of a request. */
const known = new Map<string, { modified: number; itself: boolean }>();
const MOST_KNOWN = 1_000;

/** Whether the file says how it is started. One that may be run but not read is left to the system as well. */
function startsItself(file: string, modified: number | undefined): boolean {
  const before = known.get(file);
  if (before && before.modified === modified) return before.itself;
  const head = readHead(file);
  const itself = head === null || (head[0] === 0x23 && head[1] === 0x21);
  if (modified === undefined) return itself;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(file, { modified, itself });
  return itself;
}

function startOnWindows(file: string, options: StartOptions): Start | Refusal {
  const extension = extensionOf(file);
  const set = options.interpreters[extension];
  if (extension === ".exe" || extension === ".com") {
    return { command: file, args: [] };
  }
  // Security: the command interpreter takes arguments and fields apart in ways that let requests run programs.
  if ((extension === ".bat" || extension === ".cmd") && !set) {
    return {
      status: 403,
      reason: "batch files cannot be run safely",
      remedy: `set an interpreter for ${extension} if you must`,
    };
  }
  const shebang = set ? null : parseShebang(readHead(file) ?? new Uint8Array());
  const found = shebang
    ? { words: [programName(shebang[0] ?? ""), ...shebang.slice(1), file] }
    : interpretationOf(file, options);
  if (found) return resolve(found, file, options.path);
  return {
    status: 403,
    reason: "it has no #! line, and no interpreter is set for its extension",
    remedy: "begin it with a line such as #!/usr/bin/env python",
  };
}

/** What runs `file` by its extension. */
function interpretationOf(
  file: string,
  options: StartOptions,
): Interpretation | null {
  const extension = extensionOf(file);
  const set = options.interpreters[extension];
  if (set) return { words: [...set, file] };
  if (isJavaScript(extension)) return options.javascript(file);
  const usual = INTERPRETERS[extension];
  return usual ? { words: [...usual, file] } : null;
}

function resolve(
  { words: [program = "", ...args], variables }: Interpretation,
  file: string,
  path: string,
): Start | Refusal {
  const command = lastFound(program, path);
  if (command) return { command, args, ...(variables ? { variables } : {}) };
  return {
    status: 500,
    reason: `its interpreter ${program} is not installed`,
    remedy: `install ${program}, or set another for ${extensionOf(file)}`,
    program,
  };
}

/** Where programs were found, and when; to look through PATH costs as much as all the rest of a start in JavaScript. */
const found = new Map<string, { command: string; at: number }>();
/** So long an interpreter is taken to be where it was, in milliseconds. */
const STAYS = 1_000;

function lastFound(program: string, path: string): string | null {
  const key = `${path}\0${program}`;
  const before = found.get(key);
  const now = performance.now();
  if (before && now - before.at < STAYS) return before.command;
  const command = findProgram(program, path);
  if (command) found.set(key, { command, at: now });
  else found.delete(key);
  return command;
}

/** The absolute path of a program, looked for along `path`; `null` where there is none. */
export function findProgram(program: string, path: string): string | null {
  if (program.includes("/") || program.includes("\\")) {
    return statOrNull(program)?.isFile ? program : null;
  }
  const endings = WINDOWS && !/\.(exe|com)$/i.test(program)
    ? [".exe", ".com"]
    : [""];
  for (const folder of path.split(WINDOWS ? ";" : ":")) {
    if (folder === "") continue;
    for (const ending of endings) {
      const candidate = join(folder, program + ending);
      const info = statOrNull(candidate);
      if (info?.isFile && (WINDOWS || ((info.mode ?? 0) & 0o111) !== 0)) {
        return candidate;
      }
    }
  }
  return null;
}

/** The first bytes of a file, or `null` where it may not be read. */
export function readHead(file: string): Uint8Array | null {
  try {
    using handle = Deno.openSync(file);
    const head = new Uint8Array(256);
    return head.subarray(0, handle.readSync(head) ?? 0);
  } catch {
    return null;
  }
}
