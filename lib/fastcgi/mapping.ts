import { extensionOf } from "../gateway/script.ts";
import {
  extraPathOf,
  firstFile,
  isFileName,
  join,
  type Script,
  walk,
} from "../gateway/script.ts";
import type { Exchange } from "../http/exchange.ts";

/** One program answers for a path and all below it, as a web application does. */
export interface ProgramMapping {
  /** One program. */
  readonly kind: "program";
  /** The path that it answers for, such as `/app/`. */
  readonly mount: string;
  /** SCRIPT_FILENAME, where the application needs one: the front controller of a PHP application. */
  readonly file?: string;
  /** SCRIPT_NAME where it is not the mount, such as `/index.php`; then there is no PATH_INFO. */
  readonly name?: string;
}

/** The files of a folder are the scripts, as PHP's are. */
export interface FileMapping {
  /** The files of a folder. */
  readonly kind: "files";
  /** The path that stands for the folder, such as `/`. */
  readonly mount: string;
  /** The folder as the application sees it. */
  readonly root: string;
  /**
   * The same folder as this server sees it; `null` where it has none, and the application must look.
   * Security: PHP must then keep to its own extensions (security.limit_extensions, as it does unless told otherwise).
   */
  readonly local: string | null;
  /** Extensions of scripts, with their dots; where there are none, every file is one. */
  readonly extensions: readonly string[];
  /** Names that answer for their folder, scripts and others, the first that exists first. */
  readonly index: readonly string[];
}

/** How targets become scripts of an application. */
export type Mapping = ProgramMapping | FileMapping;

/** Finds the script that a target names, or `null`. */
export type FindScript = (exchange: Exchange) => Script | null;

/** Makes the function that finds the scripts of a mapping. */
export function scriptFinder(mapping: Mapping): FindScript {
  const prefix = mapping.mount.split("/").filter((segment) => segment !== "");
  const name = prefix.map((segment) => `/${segment}`).join("");
  return mapping.kind === "program"
    ? (exchange) => program(mapping, exchange, name, prefix.length)
    : (exchange) => file(mapping, exchange, name, prefix.length);
}

function program(
  mapping: ProgramMapping,
  { target }: Exchange,
  mounted: string,
  depth: number,
): Script | null {
  const rest = target.segments.slice(depth);
  const extraPath = mapping.name === undefined
    ? extraPathOf(rest, target.folder)
    : null;
  if (extraPath === undefined) return null;
  const name = mapping.name ?? mounted;
  return { file: mapping.file ?? name, name, extraPath, mode: null };
}

function file(
  mapping: FileMapping,
  { target, method }: Exchange,
  name: string,
  depth: number,
): Script | null {
  const rest = target.segments.slice(depth);
  if (mapping.local === null) return remote(mapping, rest, target.folder, name);
  const found = walk(mapping.local, rest, name, target.folder);
  if (found.kind === "missing") return null;
  if (found.kind === "script") {
    return isScript(found.script.file, mapping)
      ? moved(found.script, mapping, mapping.local)
      : null;
  }
  if (!target.folder) return null;
  const reads = method === "GET" || method === "HEAD";
  const names = mapping.index.filter((name) =>
    reads || isScript(name, mapping)
  );
  const index = firstFile(found.path, names)?.name;
  if (index === undefined || !isScript(index, mapping)) return null;
  const script: Script = {
    file: join(found.path, index),
    name: [name, ...rest, index].join("/"),
    extraPath: null,
    mode: null,
  };
  return moved(script, mapping, mapping.local);
}

function isScript(name: string, { extensions }: FileMapping): boolean {
  return extensions.length === 0 || extensions.includes(extensionOf(name));
}

/**
 * The script by the path that the application knows it under.
 * Security: a link out of the folder is no more followed for scripts than it is for files.
 */
function moved(
  script: Script,
  { root }: FileMapping,
  local: string,
): Script | null {
  const folder = Deno.realPathSync(local);
  if (!Deno.realPathSync(script.file).startsWith(join(folder, ""))) return null;
  return { ...script, file: root + script.file.slice(local.length) };
}

/** Without the files, the first segment that looks like a script is taken for it. */
function remote(
  mapping: FileMapping,
  segments: readonly string[],
  folder: boolean,
  prefix: string,
): Script | null {
  if (!segments.every((segment) => isFileName(segment))) return null;
  const at = mapping.extensions.length === 0
    ? segments.length - 1
    : segments.findIndex((segment) => isScript(segment, mapping));
  const index = mapping.index.find((name) => isScript(name, mapping));
  if (at < 0 && (!folder || index === undefined)) return null;
  const path = at < 0 ? [...segments, index ?? ""] : segments.slice(0, at + 1);
  const extraPath = at < 0 ? null : extraPathOf(segments.slice(at + 1), folder);
  if (extraPath === undefined) return null;
  return {
    file: `${mapping.root.replace(/\/$/, "")}/${path.join("/")}`,
    name: `${prefix}/${path.join("/")}`,
    extraPath,
    mode: null,
  };
}
