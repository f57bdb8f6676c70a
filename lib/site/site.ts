import { type Asked, existing, reason, said } from "./asked.ts";
import {
  type Certificate,
  makeCertificate,
  readCertificates,
} from "./certificate.ts";
import { otherUser } from "../cgi/spawn.ts";
import { type Configuration, loadConfiguration } from "./configuration.ts";
import { type Network, parseNetwork } from "../http/network.ts";
import type { CommandLine, ConfigRules } from "../options/mod.ts";
import { findRoot, givenRoot, type Place } from "./place.ts";
import {
  mounted,
  ownScripts,
  type ScriptMount,
  withheldFolders,
} from "./script_mounts.ts";

export type { ScriptMount } from "./script_mounts.ts";

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
  readonly origin: Place["origin"];
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
  lookForOthers(asked);
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

/** What is needed only later, and should be missed now. */
function lookForOthers(asked: Asked): void {
  const { values: { sendfile, users, cgiUser, noCgi }, faults } = asked;
  for (const { path, file } of users) {
    existing(file, `${said("users", asked)} ${path}`, faults);
  }
  if (noCgi) return;
  for (const folder of sendfile) {
    existing(folder, said("sendfile", asked), faults);
  }
  if (cgiUser === null) return;
  try {
    otherUser(cgiUser, "");
  } catch (error) {
    faults.push(`${said("cgiUser", asked)}: ${reason(error)}`);
  }
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
