import { fileURLToPath } from "node:url";
import { findProgram, type Site } from "./site.ts";
import { fill } from "./template.ts";

/** What a peer can be asked for; `plain` are whole files up to 1 MB, `files` whatever else HTTP knows of files. */
export type Skill =
  | "plain"
  | "files"
  | "listing"
  | "tree"
  | "scripts"
  | "tls"
  | "h2";

/** Ports and folders that a peer gets to start with. */
export interface Place {
  readonly site: Site;
  readonly port: number;
  readonly tlsPort: number;
  /** For its own files. */
  readonly work: string;
}

/** A server to be measured. */
export interface Peer {
  readonly name: string;
  readonly title: string;
  readonly skills: readonly Skill[];
  /** Gatehouse in one of its forms. */
  readonly ours?: boolean;
  /** Whether it compiles what it runs while it runs, as whatever is made of JavaScript does. */
  readonly compiles?: boolean;
  /** Why it cannot be measured here; `undefined` where it can. */
  readonly absent?: string;
  /** Program and argument that make it say its version. */
  readonly version?: readonly string[];
  /** The command lines to run, each with its environment. */
  readonly commands: (place: Place) => readonly Command[];
  /** The command lines for TLS, where it does not serve both at once. */
  readonly encrypted?: (place: Place) => readonly Command[];
}

/** A process of a peer; it stays in the foreground. */
export interface Command {
  readonly line: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The folder of the peers' configurations. */
export const HERE = fileURLToPath(new URL("peers/", import.meta.url));
/** The root of the repository. */
export const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const APACHE = "/usr/lib/apache2/modules";
/** How many cores this machine has. */
export const CORES = navigator.hardwareConcurrency;

/** The path of a configuration made for this place from `peers/NAME`. */
export function configure(
  name: string,
  { site, port, tlsPort, work }: Place,
  holds: readonly string[] = [],
  values: Readonly<Record<string, string>> = {},
): string {
  const text = fill(Deno.readTextFileSync(HERE + name), {
    holds: [
      ...holds,
      ...(Deno.uid() === 0 ? ["root"] : []),
      ...(site.tls ? ["tls"] : []),
    ],
    values: {
      SITE: site.folder,
      ROOT: site.root,
      SCRIPTS: site.scripts,
      WORK: work,
      PORT: String(port),
      TLS_PORT: String(tlsPort),
      CORES: String(CORES),
      CERTIFICATE: site.tls?.certificate ?? "",
      KEY: site.tls?.key ?? "",
      APACHE,
      ...values,
    },
  });
  const path = `${work}/${name}`;
  Deno.writeTextFileSync(path, text);
  return path;
}

/** `absent` and the path of the first of these programs that is there. */
export function program(...names: readonly string[]): {
  path: string;
  absent?: string;
} {
  const path = findProgram(...names);
  return path === undefined
    ? { path: "", absent: `${names.join(" or ")} is not installed` }
    : { path };
}
