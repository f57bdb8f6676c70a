import { dirname, join, resolve } from "node:path";
import {
  type Certificate,
  makeCertificate,
  readCertificates,
} from "./certificate.ts";
import {
  type Configuration,
  loadConfiguration,
  saidAs,
} from "./configuration.ts";
import { type Network, parseNetwork } from "../http/network.ts";
import type {
  CommandLine,
  ConfigRules,
  OptionName,
  OptionValues,
} from "../options/mod.ts";
import { isGranted } from "../platform/permission.ts";
import { packedSite } from "./pack.ts";

/** Scripts at a path of the server's. */
export interface ScriptMount {
  /** Begins and ends with `/`. */
  readonly mount: string;
  /** Absolute path of a folder of scripts, or of one executable. */
  readonly path: string;
}

/** What is served, found out once at the start; plain values, so that it can be handed to a serving thread. */
export interface Site {
  /** ROOT: absolute, with links resolved. */
  readonly root: string;
  /** Where scripts run from. */
  readonly scripts: readonly ScriptMount[];
  /** Folders whose files are never content, absolute and with links resolved. */
  readonly withheld: readonly string[];
  readonly fallbackScript: string | null;
  /** Certificate chain and private key (PEM), or `null` for HTTP. */
  readonly tls: Certificate | null;
  /** Networks of proxies that may speak for their clients. */
  readonly trusted: readonly Network[];
  /** Where scripts may keep things. */
  readonly data: string | null;
  /** Whether this is the site that came with the program. */
  readonly origin: "given" | "demo" | "packed";
  /** Folders made for this run, to be removed after it. */
  readonly temporary: readonly string[];
  readonly rules: ConfigRules;
  /** Where the settings that no command line gave came from. */
  readonly configuration: Configuration;
}

/** What keeps a site from being served: every reason, each a sentence that says what to do. */
export class SiteFault extends Error {
  override readonly name = "SiteFault";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}

/** Where the demo site is: beside `main.ts`, or inside the executable. */
const HOME = resolve(import.meta.dirname ?? ".", "../..");

/** Folders of scripts that are found by their name, and where they are mounted. */
const SCRIPT_FOLDERS = ["cgi-bin", "htbin", "ht-bin"];

/**
 * Finds out what to serve: ROOT, script folders, configuration. Options of the configuration file are written
 * into `line.values`. Throws `SiteFault`.
 */
export function findSite(line: CommandLine): Site {
  const faults: string[] = [];
  const values = line.values;
  if (line.words.length > 1) {
    const rest = line.words.slice(1).map((word) => JSON.stringify(word));
    faults.push(`one ROOT is enough; what is ${rest.join(", ")}?`);
  }
  const found = findRoot(line.words[0], faults);
  const configuration = loadConfiguration(line, found.root, faults);
  const { root } = configuration;
  const place = root === null || line.words.length > 0
    ? found
    : givenRoot(root, faults, "/root");
  const asked: Asked = { values, configuration, faults };
  const scripts = values.noCgi
    ? []
    : [...ownScripts(asked, place), ...mounted(asked)];
  const fallbackScript = values.fallbackScript === null
    ? null
    : existing(values.fallbackScript, said("fallbackScript", asked), faults);
  const before = faults.length;
  const tls = readTls(asked);
  if (tls === null && faults.length === before) needTls(asked);
  const trusted = readNetworks(asked);
  if (faults.length > 0) throw new SiteFault(faults);
  return {
    root: place.root,
    tls,
    trusted,
    scripts,
    withheld: withheldFolders(place.root, scripts, configuration.file),
    fallbackScript: values.noCgi ? null : fallbackScript,
    data: null,
    origin: place.origin,
    temporary: [],
    rules: configuration.rules,
    configuration,
  };
}

/** The settings, who said them, and what is found wrong with them. */
interface Asked {
  readonly values: OptionValues;
  readonly configuration: Configuration;
  readonly faults: string[];
}

function said(option: OptionName, { configuration }: Asked): string {
  return saidAs(option, configuration);
}

interface Place {
  readonly root: string;
  /** Where script folders are looked for, best first. */
  readonly around: readonly string[];
  readonly origin: Site["origin"];
  /** The script folder, where it is known. */
  readonly scripts?: string | null;
}

function findRoot(word: string | undefined, faults: string[]): Place {
  if (word !== undefined) return givenRoot(word, faults);
  const packed = packedSite();
  if (packed !== null) {
    const { root, scripts } = packed;
    return { root, around: [], origin: "packed", scripts };
  }
  const here = Deno.cwd();
  if (isFolder("www")) return givenRoot("www", faults);
  if (isEmpty(here)) {
    return { root: join(HOME, "www"), around: [HOME], origin: "demo" };
  }
  return givenRoot(".", faults);
}

function givenRoot(word: string, faults: string[], name = "ROOT"): Place {
  const root = existing(word, name, faults) ?? resolve(word);
  const fault = folderFault(root);
  if (fault !== null && faults.length === 0) faults.push(fault);
  return { root, around: [root, dirname(root)], origin: "given" };
}

function folderFault(path: string): string | null {
  if (!isFolder(path)) return `ROOT is a file, not a folder: ${path}`;
  try {
    Deno.readDirSync(path)[Symbol.iterator]().next();
    return null;
  } catch (error) {
    return `ROOT: ${path} cannot be read: ${reason(error)}`;
  }
}

/** A folder that holds nothing but hidden files. */
function isEmpty(path: string): boolean {
  try {
    return [...Deno.readDirSync(path)].every(({ name }) =>
      name.startsWith(".")
    );
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** What nobody asked for is not worth a question of Deno's. */
function isVisibleFolder(path: string): boolean {
  return isGranted({ name: "read", path }) && isFolder(path);
}

/** The real path of what must be there; a fault where it is not. */
function existing(
  path: string,
  what: string,
  faults: string[],
): string | null {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    const place = resolve(path);
    const fault = error instanceof Deno.errors.NotFound
      ? `there is no ${place}`
      : `${place} cannot be read: ${reason(error)}`;
    faults.push(`${what}: ${fault}`);
    return null;
  }
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    return "run Deno with --allow-read";
  }
  return error instanceof Error ? error.message : String(error);
}

function ownScripts(asked: Asked, place: Place): ScriptMount[] {
  const { values, faults } = asked;
  if (values.cgiDir !== null) {
    const name = said("cgiDir", asked);
    const path = existing(values.cgiDir, name, faults);
    if (path !== null && !isFolder(path)) {
      faults.push(`${name}: ${path} is not a folder`);
    }
    return path === null ? [] : [{ mount: "/cgi-bin/", path }];
  }
  if (place.scripts) return [{ mount: "/cgi-bin/", path: place.scripts }];
  return SCRIPT_FOLDERS.flatMap((name) => {
    const found = place.around.map((folder) => join(folder, name)).find(
      isVisibleFolder,
    );
    if (found === undefined) return [];
    return [{ mount: `/${name}/`, path: Deno.realPathSync(found) }];
  });
}

function mounted(asked: Asked): ScriptMount[] {
  return asked.values.mount.flatMap(({ mount, path }) => {
    const name = `${said("mount", asked)} ${mount}`;
    const real = existing(path, name, asked.faults);
    return real === null ? [] : [{ mount, path: real }];
  });
}

/**
 * Security: the configuration is never content, nor is what holds scripts, also where another folder of scripts was chosen over it,
 * or where no script runs at all.
 */
function withheldFolders(
  root: string,
  scripts: readonly ScriptMount[],
  configuration: string | null,
): string[] {
  const inside = SCRIPT_FOLDERS.map((name) => join(root, name)).filter(
    isVisibleFolder,
  ).map((path) => Deno.realPathSync(path));
  return [
    ...new Set([
      join(root, "gatehouse.json"),
      ...(configuration === null ? [] : [Deno.realPathSync(configuration)]),
      ...inside,
      ...scripts.map(({ path }) => path),
    ]),
  ];
}

function readTls(asked: Asked): Certificate | null {
  const { values: { host, tls, tlsCert, tlsKey }, faults } = asked;
  if (tlsCert.length === 0 && tlsKey.length === 0) {
    return tls ? makeCertificate(said("tls", asked), host, faults) : null;
  }
  if (tlsCert.length !== tlsKey.length) {
    faults.push(
      "HTTPS needs both --tls-cert and --tls-key: a key for each certificate, in the same order",
    );
    return null;
  }
  const named = (option: "tlsCert" | "tlsKey") =>
    asked.values[option].map((path) => ({ path, said: said(option, asked) }));
  return readCertificates(named("tlsCert"), named("tlsKey"), faults);
}

/** What makes sense with HTTPS only. */
function needTls(asked: Asked): void {
  for (const option of ["hsts", "httpsRedirect"] as const) {
    if (asked.values[option] === null) continue;
    asked.faults.push(`${said(option, asked)} needs HTTPS: --tls-cert, --tls`);
  }
}

function readNetworks(asked: Asked): Network[] {
  return asked.values.trustedProxy.flatMap((word) => {
    try {
      return [parseNetwork(word)];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      asked.faults.push(`${said("trustedProxy", asked)} ${error.message}`);
      return [];
    }
  });
}
