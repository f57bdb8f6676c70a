import {
  extensionOf,
  INTERPRETERS,
  isJavaScript,
  parseShebang,
  programName,
} from "./interpreter.ts";
import { isFileName, join, statOrNull } from "./script.ts";
import {
  findProgram,
  howToStart,
  readHead,
  type StartOptions,
} from "./start.ts";

/** A script that was found before anybody asked for it. */
export interface FoundScript {
  /** Path below the folder, with `/`; the file's name for a single script. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  /** True, or why it cannot run and what its owner can do about it. */
  readonly runnable: true | {
    readonly reason: string;
    readonly remedy: string;
  };
  /** What is dangerous about it, in a few words each. */
  readonly warnings: readonly string[];
}

const MOST_SCRIPTS = 1_000;
const DEEPEST = 8;

/**
 * Lists what looks like a script at `path`, a folder or a single file, and whether it would run. Files without `#!`,
 * executable bit or a script's extension are data and left out. Nothing there gives an empty list.
 */
export function findScripts(
  path: string,
  options: StartOptions,
): FoundScript[] {
  const found: FoundScript[] = [];
  if (statOrNull(path)?.isFile) {
    found.push(examine(path, programName(path), options));
  } else {
    search(path, "", options, found, 0);
  }
  return found;
}

function search(
  folder: string,
  prefix: string,
  options: StartOptions,
  found: FoundScript[],
  depth: number,
): void {
  for (const name of namesIn(folder)) {
    if (found.length >= MOST_SCRIPTS) return;
    const path = join(folder, name);
    const info = statOrNull(path);
    if (info?.isDirectory && depth < DEEPEST) {
      search(path, `${prefix}${name}/`, options, found, depth + 1);
    } else if (info?.isFile && seemsScript(path, info.mode, options)) {
      found.push(examine(path, prefix + name, options));
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name)
      .filter(isFileName).sort();
  } catch {
    return [];
  }
}

function seemsScript(
  path: string,
  mode: number | null,
  { interpreters }: StartOptions,
): boolean {
  const extension = extensionOf(path);
  const known = extension in interpreters || extension in INTERPRETERS ||
    isJavaScript(extension) || /^\.(cgi|exe)$/.test(extension);
  if (known || ((mode ?? 0) & 0o111) !== 0) return true;
  const head = readHead(path);
  return head !== null && parseShebang(head) !== null;
}

function examine(
  path: string,
  name: string,
  options: StartOptions,
): FoundScript {
  const mode = statOrNull(path)?.mode ?? null;
  const way = howToStart(path, mode, options);
  const problem = "reason" in way
    ? { reason: way.reason, remedy: way.remedy }
    : way.command === path
    ? shebangProblem(path, options.path)
    : null;
  const writable = mode !== null && (mode & 0o002) !== 0;
  return {
    name,
    path,
    runnable: problem ?? true,
    warnings: writable ? ["anybody on this system may change it"] : [],
  };
}

/** What the system will object to when it reads the `#!` line itself. */
function shebangProblem(
  path: string,
  search: string,
): { reason: string; remedy: string } | null {
  const line = shebangLine(path);
  if (line === null) return null;
  if (line.endsWith("\r")) {
    return {
      reason:
        "its lines end in CR LF, so that the system looks for a program whose name ends in CR",
      remedy: `sed -i 's/\\r$//' ${path}`,
    };
  }
  const words = line.slice(2).trim().split(/\s+/);
  const [program = ""] = words;
  if (!findProgram(program, search)) {
    return {
      reason: `${program} is not there`,
      remedy: `install it, or correct the first line of ${path}`,
    };
  }
  const [wanted = ""] = parseShebang(new TextEncoder().encode(line)) ?? [];
  if (wanted.includes("=") || findProgram(wanted, search)) return null;
  return {
    reason: `${wanted} is not installed`,
    remedy:
      `install ${wanted}, or name another program in the first line of ${path}`,
  };
}

function shebangLine(path: string): string | null {
  const text = new TextDecoder().decode(readHead(path) ?? new Uint8Array());
  return text.startsWith("#!") ? text.split("\n")[0] ?? null : null;
}

/** Who runs the scripts. */
export interface Account {
  /** The server's own user id; `null` where the system has none, or it may not be asked. */
  readonly uid: number | null;
  /** The user that scripts are put under, or `null`. */
  readonly user: string | null;
}

/** What the owner of a server should be told about its scripts before it starts, a sentence each. */
export function scriptWarnings(
  scripts: readonly FoundScript[],
  { uid, user }: Account,
): string[] {
  const warnings: string[] = [];
  if (scripts.length > 0 && uid === 0 && user === null) {
    warnings.push(
      "Scripts run as root: whoever finds a hole in one owns this system. Use --cgi-user.",
    );
  }
  for (const script of scripts) {
    for (const warning of script.warnings) {
      warnings.push(`${script.path}: ${warning}.`);
    }
  }
  return warnings;
}
