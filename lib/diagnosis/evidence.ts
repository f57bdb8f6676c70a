import type { Evidence, FileFacts, FileKind, Program } from "./cause.ts";
import { alternatives } from "./language.ts";
import { loaderOf } from "./program.ts";
import { importedModules, namedModules } from "./python_module.ts";
import { isGranted, requireGrant } from "../platform/permission.ts";
import type { FailedRun } from "./run.ts";
import { guessContent, interpreterLine, wantedProgram } from "./text.ts";

const WINDOWS = Deno.build.os === "windows";
const HEAD = 4096;
const SOURCE = 65_536;

/** What is known of a script before its files are looked at. */
export interface Suspect {
  /** Absolute path. */
  readonly script: string;
  /** The program that the server starts it with; `null` where the system reads its `#!`. */
  readonly starter: string | null;
  /** The variable PATH that scripts get. */
  readonly path: string;
}

/** Looks at a script and the programs that it needs. Never throws: what may not be looked at stays unknown. */
export function gatherFileEvidence(
  { script, starter, path }: Suspect,
): Evidence {
  const file = lookAt(script);
  const programs: Record<string, Program | null> = {};
  for (const name of programsToFind(file, starter)) {
    const program = findProgram(name, path);
    if (program !== undefined) programs[name] = program;
  }
  return {
    script,
    system: Deno.build.os,
    architecture: Deno.build.arch,
    file,
    starter,
    programs,
    ownModules: ownModules(script, importedModules(file.source)),
    noexec: isNoexec(script),
    run: null,
  };
}

/** Looks at the script of a failed run and at the programs that it needs. */
export function gatherEvidence(run: FailedRun): Evidence {
  const suspect = {
    script: run.script,
    starter: starterOf(run),
    path: run.metaVariables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
  };
  const found = gatherFileEvidence(suspect);
  const named = ownModules(run.script, namedModules(run.stderr));
  const own = new Set([...found.ownModules, ...named]);
  return { ...found, ownModules: [...own], run };
}

/** Those of the modules that Python finds in the script's own folder, where it looks first. */
function ownModules(script: string, names: readonly string[]): string[] {
  const folder = script.replace(/[^\\/]*$/, "");
  return [...new Set(names)].filter((name) =>
    exists(`${folder}${name}.py`) || exists(`${folder}${name}/__init__.py`)
  );
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function starterOf({ script, command }: FailedRun): string | null {
  // `setpriv … --` comes first where scripts run as another user.
  const words = command.slice(command.indexOf("--") + 1);
  const [program = script] = words.includes(script) ? words : command;
  if (program === script) return null;
  // What has no `#!` line is run by the shell in the end, as POSIX has it; nobody chose that.
  return program === "/bin/sh" && !script.endsWith(".sh") ? null : program;
}

const NOTHING: Omit<FileFacts, "kind"> = {
  link: null,
  mode: null,
  readable: null,
  executable: null,
  head: new Uint8Array(),
  source: "",
};

function lookAt(path: string): FileFacts {
  let info: Deno.FileInfo;
  try {
    requireGrant({ name: "read", path });
    info = Deno.statSync(path);
  } catch (error) {
    const gone = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    const link = linkAt(path);
    const missing = gone || link !== null;
    return { ...NOTHING, link, kind: missing ? "missing" : "hidden" };
  }
  const facts = {
    ...NOTHING,
    kind: kindOf(info),
    mode: WINDOWS ? null : info.mode,
    executable: WINDOWS ? null : mayRun(info),
  };
  return facts.kind === "file" ? { ...facts, ...readStart(path) } : facts;
}

function linkAt(path: string): string | null {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return null;
  }
}

function kindOf(info: Deno.FileInfo): FileKind {
  if (info.isFile) return "file";
  return info.isDirectory ? "folder" : "other";
}

/** Whether this process may run a file. Groups beyond the first are not known here, so they count as fitting. */
function mayRun(info: Deno.FileInfo): boolean {
  const mode = info.mode ?? 0;
  const user = userId();
  if (user === null || user === 0) return (mode & 0o111) !== 0;
  return (mode & (info.uid === user ? 0o100 : 0o011)) !== 0;
}

function userId(): number | null {
  return isGranted({ name: "sys", kind: "uid" }) ? Deno.uid() : null;
}

function readStart(
  path: string,
): Pick<FileFacts, "readable" | "head" | "source"> {
  try {
    using file = Deno.openSync(path);
    const buffer = new Uint8Array(SOURCE);
    const bytes = buffer.subarray(0, file.readSync(buffer) ?? 0);
    const head = bytes.slice(0, HEAD);
    const { kind } = guessContent(head);
    const text = kind === "script" || kind === "text" || kind === "html";
    const source = text ? new TextDecoder().decode(bytes) : "";
    return { readable: true, head, source };
  } catch (error) {
    const refused = error instanceof Deno.errors.PermissionDenied;
    const { head, source } = NOTHING;
    return { readable: refused ? false : null, head, source };
  }
}

function programsToFind(
  file: FileFacts,
  starter: string | null,
): ReadonlySet<string> {
  const names = new Set(starter === null ? [] : [starter]);
  const line = interpreterLine(file.head);
  const loader = loaderOf(file.head);
  if (loader !== null) names.add(loader);
  if (line === null) return names;
  const wanted = wantedProgram(line);
  for (const name of [line.path, wanted, ...alternatives(wanted), "bash"]) {
    if (name !== "") names.add(name);
  }
  return names;
}

/** A program by its path, or by its name along `path`; `undefined` where this process may not look. */
function findProgram(
  name: string,
  path: string,
): Program | null | undefined {
  const separator = WINDOWS ? ";" : ":";
  const candidates = /[\\/]/.test(name)
    ? [name]
    : path.split(separator).filter((folder) => folder !== "").map((folder) =>
      `${folder}${WINDOWS ? "\\" : "/"}${name}${WINDOWS ? ".exe" : ""}`
    );
  let blind = false;
  let refused: Program | null = null;
  for (const candidate of candidates) {
    const program = programAt(candidate);
    if (program?.executable) return program;
    if (program === undefined) blind = true;
    refused ??= program ?? null;
  }
  return refused ?? (blind ? undefined : null);
}

function programAt(path: string): Program | null | undefined {
  try {
    requireGrant({ name: "read", path });
    const info = Deno.statSync(path);
    return { path, executable: info.isFile && (WINDOWS || mayRun(info)) };
  } catch (error) {
    return error instanceof Deno.errors.NotCapable ? undefined : null;
  }
}

/** Whether a path lies on a file system mounted `noexec`; `null` where the system does not say. */
function isNoexec(path: string): boolean | null {
  if (Deno.build.os !== "linux") return null;
  try {
    requireGrant({ name: "read", path: "/proc" });
    const mounts = Deno.readTextFileSync("/proc/self/mountinfo");
    return mountOptions(mounts, path).includes("noexec");
  } catch {
    return null;
  }
}

/** The options of the mount that holds a path, from the text of Linux's `/proc/self/mountinfo`. */
export function mountOptions(mountinfo: string, path: string): string[] {
  let longest = "";
  let options: string[] = [];
  for (const line of mountinfo.split("\n")) {
    const [, , , , point = "", flags = ""] = line.split(" ");
    const folder = point.replace(
      /\\(\d{3})/g,
      (_, code) => String.fromCharCode(parseInt(code, 8)),
    );
    const holds = folder === "/" || path === folder ||
      path.startsWith(folder + "/");
    if (folder === "" || !holds || folder.length < longest.length) continue;
    longest = folder;
    options = flags.split(",");
  }
  return options;
}
