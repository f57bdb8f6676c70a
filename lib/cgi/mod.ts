import { HttpError } from "../http/error.ts";
import type { Exchange, Handler, Outcome } from "../http/exchange.ts";
import type { ScriptRunner } from "./executor.ts";
import type { Group } from "../gateway/limits.ts";
import {
  extensionOf,
  extraPathOf,
  firstFile,
  join,
  looksLikeScript,
  type Script,
  statOrNull,
  walk,
} from "../gateway/script.ts";

export { type ScriptRunner, scriptRunner } from "./executor.ts";
export type { EndTree, RunnerOptions } from "./options.ts";
export { observedBy } from "./observer.ts";
export type {
  ProcessObserver,
  ScriptEnd,
  ScriptObserver,
  ScriptStart,
} from "./observer.ts";
export {
  type ReadConnections,
  readConnections,
} from "../gateway/client_watch.ts";
export { type StartOptions, startOptions } from "./start_options.ts";

export { endTree } from "./process_tree.ts";
export { ScriptFailure } from "../diagnosis/run.ts";

/** Where a folder of scripts, or a single one, is found in the server's paths. */
export interface MountOptions {
  /** The path that it answers for, such as `/cgi-bin/`. */
  readonly mount: string;
  /** A folder of scripts, or one executable. */
  readonly path: string;
  /** How many scripts of this mount run at once; no limit of its own where it is not said. */
  readonly maxScripts?: number;
}

/** Names under which a script answers for its folder. */
const INDEX = [
  "index.cgi",
  "index.py",
  "index.pl",
  "index.php",
  "index.sh",
  "index.js",
];

/** Runs the scripts of a folder, or one executable; what is there is run or refused, never sent as text. */
export function cgiScripts(
  runner: ScriptRunner,
  { mount, path, maxScripts }: MountOptions,
): Handler {
  const prefix = mount.split("/").filter((segment) => segment !== "");
  const name = prefix.map((segment) => `/${segment}`).join("");
  const group: Group | null = maxScripts === undefined
    ? null
    : { name, most: maxScripts };
  const single = statOrNull(path)?.isFile ?? false;
  return (exchange) => {
    const script = single
      ? singleScript(path, name, exchange, prefix.length)
      : folderScript(path, name, exchange, prefix.length);
    return runner.run(exchange, script, group);
  };
}

function singleScript(
  file: string,
  name: string,
  { target }: Exchange,
  depth: number,
): Script {
  const { segments, folder } = target;
  const extraPath = extraPathOf(segments.slice(depth), folder);
  if (extraPath === undefined) throw noScript();
  const info = statOrNull(file);
  const modified = info?.mtime?.getTime();
  return { file, name, extraPath, mode: info?.mode ?? null, modified };
}

function folderScript(
  path: string,
  name: string,
  { target }: Exchange,
  depth: number,
): Script {
  const segments = target.segments.slice(depth);
  const found = walk(path, segments, name, target.folder);
  if (found.kind === "script") return found.script;
  if (found.kind === "missing") throw noScript();
  const index = firstFile(found.path, INDEX);
  if (!index) throw new HttpError(403, "A folder of scripts is not shown.");
  return indexScript(found.path, index, [name, ...segments]);
}

function indexScript(
  folder: string,
  index: { readonly name: string; readonly mode: number | null },
  segments: readonly string[],
): Script {
  return {
    file: join(folder, index.name),
    name: [...segments, index.name].join("/"),
    extraPath: null,
    mode: index.mode,
  };
}

function noScript(): HttpError {
  return new HttpError(404, "There is no such script.");
}

/** Which files below the root are scripts. */
export interface RootOptions {
  /** The root of the static files. */
  readonly root: string;
  /** Extensions of scripts, with their dots. */
  readonly extensions: readonly string[];
  /** Names that answer for their folder, the first that exists first. */
  readonly index: readonly string[];
}

/** Runs scripts by extension anywhere below the root, and as the index of a folder; `null` for all other targets. */
export function rootScripts(
  runner: ScriptRunner,
  { root, extensions, index }: RootOptions,
): Handler {
  const known = new Set(extensions.map((extension) => extension.toLowerCase()));
  const scripts = index.filter((name) => known.has(extensionOf(name)));
  return (exchange) => {
    const { segments, folder } = exchange.target;
    if (segments.some((segment) => looksLikeScript(segment, known))) {
      const script = scriptBelow(root, exchange, known);
      if (script) return runner.run(exchange, script);
    }
    if (!folder || scripts.length === 0) return null;
    const script = indexBelow(root, exchange, index, scripts);
    return script && runner.run(exchange, script);
  };
}

function scriptBelow(
  root: string,
  { target }: Exchange,
  extensions: ReadonlySet<string>,
): Script | null {
  const found = walk(root, target.segments, "", target.folder);
  if (found.kind !== "script") return null;
  if (!extensions.has(extensionOf(found.script.file))) return null;
  return inside(root, found.script);
}

/** A GET takes the first index of any kind; what is not GET can only be meant for a script. */
function indexBelow(
  root: string,
  { target, method }: Exchange,
  index: readonly string[],
  scripts: readonly string[],
): Script | null {
  const found = walk(root, target.segments, "", true);
  if (found.kind !== "folder") return null;
  const reads = method === "GET" || method === "HEAD";
  const first = firstFile(found.path, reads ? index : scripts);
  if (!first || !scripts.includes(first.name)) return null;
  return inside(root, indexScript(found.path, first, ["", ...target.segments]));
}

/** Security: a link out of the root is no more followed for scripts than it is for files. */
function inside(root: string, script: Script): Script {
  const real = Deno.realPathSync(script.file);
  const folder = Deno.realPathSync(root);
  if (real.startsWith(join(folder, ""))) return script;
  throw noScript();
}

/** Runs one script for whatever reaches it; the whole path is its PATH_INFO. */
export function fallbackScript(
  runner: ScriptRunner,
  { file }: { readonly file: string },
): Handler {
  return (exchange): Promise<Outcome> => {
    return runner.run(exchange, singleScript(file, "", exchange, 0));
  };
}
