/**
 * Gatehouse as a library: static files and CGI scripts as a handler for `Deno.serve`.
 *
 * ```ts
 * import { gatehouse } from "./lib/mod.ts";
 *
 * const { handler } = gatehouse({ root: "www", scripts: "cgi-bin" });
 * Deno.serve({ hostname: "127.0.0.1", port: 8000 }, handler);
 * ```
 *
 * `gatehouse` is enough for most; `composeHandler` takes mounts of your own, in which `staticFiles` and
 * `cgiScripts` are handlers like any other:
 *
 * ```ts
 * import {
 *   cgiScripts,
 *   composeHandler,
 *   type Handler,
 *   scriptRunner,
 *   staticFiles,
 * } from "./lib/mod.ts";
 *
 * const hello: Handler = ({ target }) => ({
 *   status: 200,
 *   fields: [["content-type", "text/plain; charset=utf-8"]],
 *   content: new TextEncoder().encode(`Hello, ${target.segments.at(-1)}!`),
 * });
 * const scripts = { mount: "/cgi-bin/", path: "/srv/cgi-bin" };
 * const handler = composeHandler({
 *   "/": staticFiles({ root: "/srv/www" }),
 *   "/cgi-bin/": cgiScripts(scriptRunner(), scripts),
 *   "/hello/": hello,
 * });
 * Deno.serve({ hostname: "127.0.0.1", port: 8000 }, handler);
 * ```
 *
 * What the executable has around it (supervised threads, time to finish, an access log on standard output) is not
 * part of the handler. Programs that use it do well to set `"unstable": ["no-legacy-abort"]` in their `deno.json`:
 * without that, Deno says once that a signal aborts after success as well, which is harmless here, and costs time.
 *
 * @module
 */
import {
  cgiScripts,
  rootScripts,
  type RunnerOptions,
  scriptRunner,
} from "./cgi/mod.ts";
import { hostRule } from "./access/host.ts";
import {
  composeHandler,
  type ServeHandler,
  type Surroundings,
} from "./handler.ts";
import type { Journal } from "./http/exchange.ts";
import {
  errorPages,
  refusePost,
  staticFiles,
  type StaticOptions,
} from "./static/mod.ts";

export {
  cgiScripts,
  type EndTree,
  fallbackScript,
  type MountOptions,
  type ProcessObserver,
  type ReadConnections,
  type RootOptions,
  rootScripts,
  type RunnerOptions,
  type ScriptEnd,
  type ScriptObserver,
  type ScriptRunner,
  scriptRunner,
  type ScriptStart,
} from "./cgi/mod.ts";
export type {
  Denial,
  Group,
  Leaving,
  Places,
  Release,
  Wish,
} from "./gateway/limits.ts";
export type { Afterwards, JavaScriptCommand } from "./cgi/options.ts";
export type { FailedRun, RunLimit, StartError } from "./diagnosis/run.ts";
export type { Script } from "./gateway/script.ts";
export type { Interpretation, StartOptions } from "./cgi/start.ts";
export { type HostOptions, hostRule } from "./access/host.ts";
export {
  composeHandler,
  type Explanation,
  type Guard,
  type Mounts,
  type ServeHandler,
  type Surroundings,
} from "./handler.ts";
export { HttpError, type HttpErrorOptions } from "./http/error.ts";
export type {
  AccessRecord,
  Address,
  Content,
  Details,
  Exchange,
  Fields,
  Handler,
  Journal,
  Level,
  LocalRedirect,
  Login,
  Outcome,
  Protocol,
  Proxy,
  Reply,
} from "./http/exchange.ts";
export type { Network } from "./http/network.ts";
export type { Authority, Target } from "./http/target.ts";
export type { ErrorPages } from "./static/error_page.ts";
export {
  errorPages,
  refusePost,
  staticFiles,
  type StaticOptions,
} from "./static/mod.ts";

/** What `gatehouse` serves; only `root` must be said. */
export interface GatehouseOptions {
  /** The folder of static files. */
  readonly root: string;
  /** The folder of CGI scripts, at `/cgi-bin/`; none where it is not said. */
  readonly scripts?: string;
  /** Names that it answers to, such as `example.org` or `*.example.org`, besides localhost; any where it is not said. */
  readonly hosts?: readonly string[];
  /** More about the files. */
  readonly files?: Omit<StaticOptions, "root">;
  /** More about the scripts. */
  readonly runner?: RunnerOptions;
  /** Told of every exchange, and of what goes wrong. */
  readonly journal?: Journal;
}

/** A handler, and the means to end what it started. */
export interface Gatehouse {
  /** For `Deno.serve`. */
  readonly handler: ServeHandler;
  /** Ends the scripts that still run; settles when they have gone. */
  close(): Promise<void>;
}

/**
 * Makes a handler that serves a folder and, where `scripts` names one, runs the CGI scripts of another.
 * Throws `Deno.errors.NotFound` where there is no such folder.
 */
export function gatehouse(options: GatehouseOptions): Gatehouse {
  const root = Deno.realPathSync(options.root);
  const scripts = options.scripts === undefined
    ? null
    : Deno.realPathSync(options.scripts);
  const files = fileOptions(options, root, scripts);
  if (scripts === null) return withoutScripts(options, files);
  const runner = scriptRunner({ documentRoot: root, ...options.runner });
  return {
    handler: composeHandler({
      "/": [
        rootScripts(runner, scriptsIn(root)),
        staticFiles(files),
        refusePost(files),
      ],
      "/cgi-bin/": cgiScripts(runner, { mount: "/cgi-bin/", path: scripts }),
    }, surroundings(options, files)),
    close: () => runner.end(),
  };
}

function scriptsIn(root: string): Parameters<typeof rootScripts>[1] {
  return {
    root,
    extensions: [".cgi"],
    index: ["index.html", "index.htm", "index.cgi"],
  };
}

function withoutScripts(
  options: GatehouseOptions,
  files: StaticOptions,
): Gatehouse {
  return {
    handler: composeHandler(
      { "/": [staticFiles(files), refusePost(files)] },
      surroundings(options, files),
    ),
    close: () => Promise.resolve(),
  };
}

/** Security: a script is never content, wherever it is. */
function fileOptions(
  { files = {} }: GatehouseOptions,
  root: string,
  scripts: string | null,
): StaticOptions {
  const held = scripts === null ? [] : [scripts];
  const withhold = (path: string) =>
    path.toLowerCase().endsWith(".cgi") ||
    held.some((folder) => path === folder || path.startsWith(`${folder}/`)) ||
    (files.withhold?.(path) ?? false);
  return {
    scripts: scripts === null ? null : "/cgi-bin/",
    ...files,
    root,
    withhold,
  };
}

function surroundings(
  { journal, hosts = [] }: GatehouseOptions,
  files: StaticOptions,
): Surroundings {
  const names = hosts.map((name) => name.toLowerCase());
  const host = hostRule({ names });
  return {
    errorPage: errorPages(files),
    ...(journal ? { journal } : {}),
    ...(host ? { host } : {}),
  };
}
