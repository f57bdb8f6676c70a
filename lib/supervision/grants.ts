import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Address } from "../http/exchange.ts";
import { isGranted } from "../platform/permission.ts";
import type { Plan } from "../site/plan.ts";
import { freshSocket } from "./fresh_socket.ts";
import { BEFORE_2_8 } from "../platform/version.ts";

/** What the server is started from, as far as it matters for what its threads must read. */
export interface Origins {
  /** The module that a serving thread runs, as a URL. */
  readonly entry: string;
  /** Where temporary files are made. */
  readonly temporary: string;
}

/**
 * The permissions of a serving thread: exactly what is served. A thread can be given no more than this process has,
 * so what was not granted to it is left out here, and refused when somebody needs it.
 * Security: whoever takes over a serving thread finds nothing to read but the site, no other address, and, without
 * scripts, no program to start and nowhere to write.
 */
export function threadPermissions(
  plan: Plan,
  address: Address,
  { entry, temporary }: Origins,
): Deno.PermissionOptionsObject {
  const scripts = plan.rootScripts !== null || plan.scripts.length > 0 ||
    plan.fallback !== null;
  const folders = [
    plan.files.root,
    ...sources(entry),
    ...(scripts ? scriptFolders(plan, temporary) : []),
    ...recorded(plan),
    ...(plan.access?.users ?? []).map(({ file }) => file),
    ...sockets(plan),
    ...ownSocket(address),
  ];
  return {
    // A link may lead anywhere, where that is wished for.
    read: plan.files.followLinks ? "inherit" : granted("read", folders),
    net: [
      ...[authority(address)].filter(isGrantable),
      ...(plan.httpsRedirect
        ? [authority({ ...address, port: plan.httpsRedirect })]
        : []),
      ...applicationAddresses(plan).filter(isGrantable),
    ],
    // Scripts come and go while the server runs, and a list of programs is fixed.
    run: scripts && isGranted({ name: "run" }),
    write: granted("write", [
      ...(scripts || plan.applications.length > 0 ? [temporary] : []),
      ...recorded(plan),
      ...sockets(plan),
      ...ownSocket(address),
    ]),
    env: false,
    sys: false,
    ffi: false,
    import: false,
  };
}

const SOCKET = "unix:";

function applicationAddresses({ applications }: Plan): string[] {
  return applications.flatMap(({ options }) => [...options.addresses]);
}

/** Deno before 2.8 knows no addresses of the system's own sockets, and asks for none. */
function isGrantable(host: string): boolean {
  if (host.startsWith(SOCKET) && BEFORE_2_8) return false;
  try {
    return isGranted({ name: "net", host });
  } catch {
    return false;
  }
}

/** A socket of the system's own must be granted as an address, and be read and written as a file. */
function sockets(plan: Plan): string[] {
  return applicationAddresses(plan)
    .filter((address) => address.startsWith(SOCKET))
    .map((address) => address.slice(SOCKET.length));
}

/** Where requests that fail are kept. */
function recorded({ record }: Plan): string[] {
  return record === null ? [] : [record];
}

/** The program's own modules; inside an executable they are read without asking. */
function sources(entry: string): string[] {
  const main = fileURLToPath(entry);
  const home = dirname(main);
  return [main, join(home, "lib"), join(home, "deno.json")];
}

/** Where scripts are, and where programs that run them are looked for. */
function scriptFolders({ scripts, fallback, runner }: Plan, temporary: string) {
  const path = runner.environment?.PATH ?? USUAL_PATH;
  const programs = Object.values(runner.interpreters ?? {})
    .flatMap(([program = ""]) => /[\\/]/.test(program) ? [program] : []);
  return [
    ...scripts.map((mount) => mount.path),
    Deno.execPath(),
    ...(fallback ? [fallback.file] : []),
    ...path.split(Deno.build.os === "windows" ? ";" : ":"),
    ...programs.map((program) => dirname(program)),
    ...(runner.sendfile ?? []).flatMap(withTarget),
    ...(runner.user ? ["/etc/passwd"] : []),
    temporary,
  ];
}

const USUAL_PATH =
  "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** A folder, and where it leads if it is a link. */
function withTarget(path: string): string[] {
  try {
    return [path, Deno.realPathSync(path)];
  } catch {
    return [path];
  }
}

function granted(name: "read" | "write", paths: readonly string[]): string[] {
  const absolute = paths.filter((path) => path !== "").map((path) =>
    resolve(path)
  );
  return [...new Set(absolute)].filter((path) => isGranted({ name, path }));
}

/** What a thread listens on. */
function ownSocket(address: Address): string[] {
  return address.transport === "unix" ? [freshSocket(address)] : [];
}

function authority(address: Address): string {
  const { transport, hostname, port } = address;
  if (transport === "unix") return SOCKET + freshSocket(address);
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
