import type { Address } from "../http/exchange.ts";

/** Gives the text of /proc/net/tcp and /proc/net/tcp6; `null` where there is none or it may not be read. */
export type ReadConnections = () => string | null | Promise<string | null>;

/** Watches a connection; `gone` is called once, when the client has left. Returns what ends the watch. */
export type WatchClient = (
  client: Address,
  server: Address,
  gone: () => void,
) => () => void;

interface Watched {
  /** How the connection's ports stand in the table. */
  readonly ports: string;
  readonly gone: () => void;
  /** From when on it is worth a look, on the clock of `performance.now()`. */
  readonly from: number;
  seen: boolean;
  missed: boolean;
}

/** How often the table is looked at, in milliseconds, as long as anything is watched. */
const INTERVAL = 150;
/** How long after its request a client is looked for at the earliest. */
const FIRST = 75;

/**
 * Notices by the system's own table of connections that a client left. Deno from 2.8 on does not tell of it between
 * the end of a request's content and the beginning of the response, and that is when a script works longest.
 */
export function createClientWatch(read: ReadConnections): WatchClient {
  const watched = new Set<Watched>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking = false;
  /** Whether connections are found in the table at all: behind a proxy of the network they may not be. */
  let telling = false;

  async function look(): Promise<void> {
    looking = true;
    const now = performance.now();
    const due = [...watched].filter(({ from }) => from <= now);
    // The table has a row for every connection closed in the last minute, and most scripts end before they are due.
    const table = due.length > 0 ? await read() : "";
    if (table === null) watched.clear();
    else for (const one of due) if (watched.has(one)) check(one, table);
    looking = false;
    timer = watched.size > 0 ? setTimeout(look, INTERVAL) : undefined;
  }

  /** Where no connection was ever found, those here stand under other ports, and nothing is known of them. */
  function check(one: Watched, table: string): void {
    if (isEstablished(table, one.ports)) {
      telling = one.seen = true;
      one.missed = false;
      return;
    }
    // The table is read in pieces while it changes, so a row may be missing once.
    if ((one.seen || telling) && !one.missed) {
      one.missed = true;
      return;
    }
    watched.delete(one);
    if (one.seen || telling) one.gone();
  }

  return (client, server, gone) => {
    if (client.port === 0 || server.port === 0) return () => {};
    const ports = portsOf(client, server);
    const from = performance.now() + FIRST;
    const one: Watched = { ports, gone, from, seen: false, missed: false };
    watched.add(one);
    if (!looking) timer ??= setTimeout(look, FIRST);
    return () => {
      watched.delete(one);
      if (watched.size > 0) return;
      clearTimeout(timer);
      timer = undefined;
    };
  };
}

/** The table writes `LOCAL:PORT REMOTE:PORT STATE`, all of it in hexadecimal; addresses are left out of account. */
function portsOf(client: Address, server: Address): string {
  const hex = (port: number) =>
    port.toString(16).toUpperCase().padStart(4, "0");
  return `:${hex(server.port)} [0-9A-F]+:${hex(client.port)} `;
}

const ESTABLISHED = "01";

function isEstablished(table: string, ports: string): boolean {
  return new RegExp(ports + ESTABLISHED).test(table);
}

/** Reads the tables of Linux; `null` elsewhere, and without the permission to read /proc. */
export function readConnections(): string | null {
  try {
    return Deno.readTextFileSync("/proc/net/tcp") +
      Deno.readTextFileSync("/proc/net/tcp6");
  } catch {
    return null;
  }
}
