import { importsOf, resolve, type Source, strip } from "./source.ts";

/** Files that may touch files, processes and sockets, each with what for. */
export const OUTSIDE: Readonly<Record<string, string>> = {
  "lib/platform/permission.ts": "asks Deno what this thread may do",
  "lib/platform/environment.ts": "reads variables",
  "lib/door.ts": "takes the command line; exits",
  "lib/command.ts": "runs a command line: environment, addresses to print",
  "lib/command/greeting.ts": "finds what the start-up message tells",
  "lib/site/folders.ts":
    "finds ROOT and the script folder; unpacks what is inside",
  "lib/site/configuration.ts": "reads gatehouse.json",
  "lib/site/certificate.ts": "reads a certificate, or has one made",
  "lib/supervision/http_listener.ts": "listens, in a serving thread",
  "lib/supervision/listening_socket.ts":
    "listens, so that nobody is refused while no thread does",
  "lib/supervision/libc.ts": "opens the system's library",
  "lib/site/own_addresses.ts": "asks what this machine is called",
  "lib/supervision/unix_socket.ts": "makes room for a Unix socket",
  "lib/site/asked.ts": "looks once, at the start, for what was asked for",
  "lib/site/place.ts": "looks for ROOT",
  "lib/site/folder.ts": "looks whether something is a folder",
  "lib/site/script_mounts.ts": "looks for scripts",
  "lib/site/pack.ts": "looks for what was packed inside the executable",
  "lib/mod.ts": "the handler for other programs: finds its folders",
  "lib/server.ts": "claims the address; signals",
  "lib/supervision/supervisor.ts":
    "keeps serving threads running; writes the log",
  "lib/supervision/serving_thread.ts": "starts a serving thread",
  "lib/supervision/growth.ts": "asks how busy this process is",
  "lib/supervision/grants.ts": "finds out what a serving thread may be given",
  "lib/supervision/gauge.ts": "reads what the system says of this process",
  "lib/supervision/leftovers.ts":
    "finds what dead threads and servers left behind",
  "lib/supervision/signals.ts": "listens to signals",
  "lib/supervision/logs.ts": "opens the log files",
  "lib/supervision/timers.ts": "has timers that keep no process alive",
  "lib/log/writer.ts": "the same",
  "lib/supervision/admin.ts": "listens for the operator",
  "lib/site/temporary.ts": "makes folders for a run; removes abandoned ones",
  "lib/access/user_file.ts": "reads the file of users",
  "lib/static/file.ts": "opens and describes a file",
  "lib/static/folder.ts": "reads a folder",
  "lib/cgi/mod.ts": "finds the script folders",
  "lib/gateway/script.ts": "finds a script",
  "lib/cgi/start_options.ts": "knows the program that it runs in",
  "lib/cgi/missing.ts": "looks whether an interpreter is there",
  "lib/cgi/start.ts": "reads the first line of a script",
  "lib/cgi/spawn.ts": "starts a process",
  "lib/cgi/process_tree.ts": "ends a process with all that it started",
  "lib/gateway/client_watch.ts": "asks the system whether a client has left",
  "lib/gateway/spool.ts": "keeps content of unknown length in a file",
  "lib/cgi/sendfile.ts": "opens a file that a script names",
  "lib/cgi/javascript_host.ts": "is a process of its own: runs a script",
  "lib/cgi/javascript_fetch.ts": "the same, for scripts with a fetch function",
  "lib/diagnosis/evidence.ts": "looks at a script that failed",
  "lib/fastcgi/connection.ts": "connects to an application",
  "lib/fastcgi/mapping.ts": "finds the script that an application is to run",
  "lib/live/watch.ts": "watches what is served, in development",
  "lib/check/mod.ts": "looks at ROOT",
  "lib/check/entry.ts": "looks at a file or a folder",
  "lib/check/scripts.ts": "looks at a script",
  "lib/check/version.ts": "asks an interpreter for its version",
  "lib/check/syntax.ts": "has an interpreter read a script",
  "lib/telemetry/mod.ts": "adds to what the platform tells of requests",
  "lib/trial/mod.ts": "finds the script that is tried",
  "lib/trial/recorder.ts": "keeps requests that failed as files",
  "lib/trial/replay.ts": "reads them, and asks a server again",
  "lib/starter/mod.ts": "writes a new site",
};

/** Rooms that others share, lowest first: each may take from those before it. */
const SHARED = ["platform", "http", "gateway", "diagnosis", "explain"];
/** Rooms of sub-commands that look at a site from above: they may take from slices. */
const TOOLS = ["check", "starter", "trial"];

/** Where a module stands in the house. */
type Room =
  | "main"
  | "root"
  | "options"
  | "handler"
  | `shared:${string}`
  | `tool:${string}`
  | `slice:${string}`;

function roomOf(path: string): Room | undefined {
  if (path === "main.ts") return "main";
  if (/^lib\/options(?:\/|\.ts$)/.test(path)) return "options";
  if (/^lib\/(?:handler|incoming|redirected|surroundings)\.ts$/.test(path)) {
    return "handler";
  }
  if (/^lib\/(?:(?:command|site|supervision)\/)?[^/]+\.ts$/.test(path)) {
    return "root";
  }
  const folder = /^lib\/([^/]+)\//.exec(path)?.[1];
  if (folder === undefined) return undefined;
  if (SHARED.includes(folder)) return `shared:${folder}`;
  return TOOLS.includes(folder) ? `tool:${folder}` : `slice:${folder}`;
}

function mayImport(from: Room, to: Room): boolean {
  if (from === to || from === "main") return true;
  if (from === "root") return to !== "main";
  if (from === "options") return false;
  const [kind, name = ""] = from.split(":");
  const [otherKind, other = ""] = to.split(":");
  if (kind === "tool" && otherKind === "slice") return true;
  if (otherKind !== "shared") return false;
  return kind !== "shared" || SHARED.indexOf(other) < SHARED.indexOf(name);
}

/** Arrows point down only: main → server, handler, slices → http; and no module brings a package. */
export function arrows(sources: readonly Source[]): string[] {
  const faults: string[] = [];
  for (const { path, text } of sources) {
    const room = roomOf(path);
    if (room === undefined) continue;
    for (const { specifier } of importsOf(text)) {
      const target = resolve(path, specifier);
      if (target === "deno.json" && room === "root") continue; // its version
      if (target === undefined) {
        if (specifier.startsWith("node:")) continue;
        faults.push(`${path} imports the package "${specifier}"`);
        continue;
      }
      const other = roomOf(target);
      if (other === undefined) {
        faults.push(`${path} imports ${target}, which is outside lib/`);
      } else if (!mayImport(room, other)) {
        faults.push(`${path} (${room}) imports ${target} (${other})`);
      }
    }
  }
  return faults;
}

/** No module imports itself by way of others; types do not count, since nothing of them is left to load. */
export function cycles(sources: readonly Source[]): string[] {
  const graph = new Map(sources.map(({ path, text }) => [
    path,
    importsOf(text).filter(({ typeOnly, named }) => !typeOnly && !named)
      .flatMap(({ specifier }) => resolve(path, specifier) ?? []),
  ]));
  const done = new Set<string>();
  const faults: string[] = [];
  const walk = (path: string, way: readonly string[]): void => {
    const seen = way.indexOf(path);
    if (seen >= 0) faults.push([...way.slice(seen), path].join(" → "));
    if (seen >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...way, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return faults;
}

const PURE = ["errors", "build", "version", "noColor", "inspect"];
const OUTSIDE_MODULES =
  /^node:(?:fs|fs\/promises|net|http|https|http2|tls|dgram|dns|child_process|cluster|process|worker_threads)$/;

/** Only the files named in `allowed` touch files, processes and sockets; and each of those still exists. */
export function outside(
  sources: readonly Source[],
  allowed: Readonly<Record<string, string>>,
): string[] {
  const faults = Object.keys(allowed)
    .filter((path) => !sources.some((source) => source.path === path))
    .map((path) => `${path} is allowed I/O but is not there`);
  for (const { path, text } of sources) {
    if (path in allowed || roomOf(path) === undefined) continue;
    const { code } = strip(text);
    const touched = new Set<string>();
    for (const [, name = ""] of code.matchAll(/\bDeno\s*\.\s*(\w+)/g)) {
      const type = /^[A-Z]/.test(name) && name !== "Command";
      if (!type && !PURE.includes(name)) touched.add(`Deno.${name}`);
    }
    if (/\bDeno\s*\[|=\s*Deno\b(?!\s*\.)/.test(code)) touched.add("Deno[…]");
    if (/(?<![.\w])fetch\s*\(/.test(code)) touched.add("fetch");
    if (/\bnew\s+(?:Worker|WebSocket|EventSource)\b/.test(code)) {
      touched.add("new Worker or a socket");
    }
    for (const { specifier, typeOnly } of importsOf(text)) {
      if (!typeOnly && OUTSIDE_MODULES.test(specifier)) touched.add(specifier);
    }
    for (const name of touched) faults.push(`${path} touches ${name}`);
  }
  return faults;
}

const LONGEST = 300;
const VAGUE = /(?:^|[/_])(?:utils?|helpers?|common|misc|shared)(?=[/_.]|$)/;

/** No file of lib/ over 300 lines; none named for nothing in particular; names in snake_case. */
export function shapes(sources: readonly Source[]): string[] {
  const faults: string[] = [];
  for (const { path, text } of sources) {
    if (roomOf(path) === undefined) continue;
    const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
    if (lines > LONGEST) faults.push(`${path} has ${lines} lines`);
    if (VAGUE.test(path)) faults.push(`${path} is named for nothing`);
    if (!/^(?:[a-z0-9_]+\/)*[a-z0-9_]+\.ts$/.test(path)) {
      faults.push(`${path} is not in snake_case`);
    }
  }
  return faults;
}

// Put together here, so that this file does not name them itself.
const PLACES = new RegExp(
  [
    "/(?:wo" + "rk|fa" + "rm)/",
    "/(?:home|Us" + "ers)/[a-z]+/",
    "/ro" + "ot/\\.",
    "\\.lib" + "rary\\b",
    "registry\\.npm" + "js",
    "registry\\.yarn" + "pkg",
    "npm\\.js" + "r\\.io",
  ].join("|"),
);

/** No tracked file names a path of somebody's machine or the host of a registry. */
export function places(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => {
      const found = PLACES.exec(line);
      return found ? [`${path}:${index + 1} names ${found[0]}`] : [];
    })
  );
}

const PATH_OF_URL = /import\.meta\.url\s*,?\s*\)\s*\.pathname\b/;

/** No path of a file is taken from its URL as it stands, where a space is `%20` and a drive has a slash before it. */
export function escapedPaths(sources: readonly Source[]): string[] {
  return sources.filter(({ text }) => PATH_OF_URL.test(text))
    .map(({ path }) => `${path} needs fileURLToPath for the path of a URL`);
}
