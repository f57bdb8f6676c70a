import type { Address } from "../http/exchange.ts";
import { isLoopback } from "../http/loopback.ts";
import { isEverywhere } from "../site/own_addresses.ts";
import type { Site } from "../site/site.ts";

/** A script that was found, as far as the start-up message cares. */
export interface ListedScript {
  /** Its URL path. */
  readonly name: string;
  /** Why it cannot run and what to do about it, or `null` where it can. */
  readonly fault: string | null;
}

/** What the start-up message tells of. */
export interface Startup {
  readonly version: string;
  readonly site: Site;
  readonly address: Address;
  readonly scripts: readonly ListedScript[];
  /** What is unwise about them, a sentence each. */
  readonly warnings: readonly string[];
  /** Whether no script may run at all. */
  readonly scriptsOff: boolean;
  /** The machine's own addresses in the network, where the server can be reached by them. */
  readonly network: readonly string[];
  /** What else is to be known, a sentence each. */
  readonly notes?: readonly string[];
}

/** How many faults and warnings are told one by one. */
const MOST_LISTED = 8;

/** The few lines that say what is served where, and which scripts cannot run and why. */
export function startupMessage(startup: Startup): string {
  const { version, site, address } = startup;
  const place = PLACES[site.origin] ?? site.root;
  const urls = address.transport === "unix"
    ? [`unix:${address.hostname}`]
    : [address.hostname, ...startup.network].map((host) =>
      urlOf(host, address.port, site.tls !== null)
    );
  return [
    `Gatehouse ${version} serves ${place}`,
    `  at       ${urls.join("  ")}  ${reach(startup)}`,
    ...certificateLines(site),
    ...scriptLines(startup),
    ...(startup.notes ?? []).map((note) => `  note     ${note}`),
    `  stop     with Ctrl-C`,
    "",
  ].join("\n");
}

const PLACES: Readonly<Partial<Record<Site["origin"], string>>> = {
  demo: "its demo site, from inside itself",
  packed: "the site inside it",
};

/** The URL of a host and port; an address that means "all" is shown as this machine's own. */
export function urlOf(host: string, port: number, tls: boolean): string {
  const shown = isEverywhere(host) ? "127.0.0.1" : host;
  const bracketed = shown.includes(":") ? `[${shown}]` : shown;
  const [scheme, usual] = tls ? ["https", 443] : ["http", 80];
  return `${scheme}://${bracketed}${port === usual ? "" : `:${port}`}/`;
}

function reach({ address }: Startup): string {
  const { transport, hostname } = address;
  if (transport === "unix") return "(for whom the file's mode lets in)";
  if (isLoopback(hostname)) {
    return "(only this machine; --host 0.0.0.0 opens it)";
  }
  return "(open to the network)";
}

/** Who sees the same fingerprint in a browser talks to this server, whatever the browser says of it. */
function certificateLines({ tls }: Site): string[] {
  if (tls === null || tls.fingerprint === null) return [];
  return [
    `  tls      a certificate made for this run; its SHA-256 fingerprint is`,
    `           ${tls.fingerprint}`,
  ];
}

function scriptLines(startup: Startup): string[] {
  const { site, scripts, scriptsOff } = startup;
  if (scriptsOff) return [`  scripts  off`];
  if (site.scripts.length === 0) {
    return [`  scripts  none: there is no folder cgi-bin`];
  }
  const mounts = site.scripts.map(({ mount, path }) => `${mount} (${path})`);
  const faults = scripts.filter(({ fault }) => fault !== null);
  const count = `${scripts.length} script${scripts.length === 1 ? "" : "s"}`;
  const broken = faults.length === 0 ? "" : `, ${faults.length} cannot run:`;
  const notes = [
    ...faults.map(({ name, fault }) => `${name}: ${fault}`),
    ...startup.warnings,
  ];
  const rest = notes.length - MOST_LISTED;
  return [
    `  scripts  ${count} at ${mounts.join(", ")}${broken}`,
    ...notes.slice(0, MOST_LISTED).map((note) => `           ${note}`),
    ...(rest > 0 ? [`           and ${rest} more: gatehouse check`] : []),
  ];
}
