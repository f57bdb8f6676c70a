import type { Address } from "./exchange.ts";
import { parseList } from "./fields.ts";
import { isWithin, type Network, parseIp } from "./network.ts";

/** What proxies say of a request that they pass on; only what is said. */
export interface Forwarding {
  readonly client: Address;
  readonly scheme?: "http" | "https";
  /** As in a Host field; not checked. */
  readonly host?: string;
}

/** What one proxy says: who came to it, and how. */
interface Hop {
  readonly client?: string;
  readonly scheme?: string;
  readonly host?: string;
}

/**
 * Who the client is behind trusted proxies: the last address, from this server outwards, that is not one of theirs;
 * or `null` where the other end of the connection is no trusted proxy. Scheme and host are those that the outermost
 * trusted proxy saw. `X-Forwarded-For` goes before `Forwarded` (RFC 7239).
 * Security: whatever stands before the entries of trusted proxies was written by the client.
 */
export function readForwarded(
  fields: Headers,
  peer: Address,
  trusted: readonly Network[],
): Forwarding | null {
  if (!isWithin(peer, trusted)) return null;
  const hops = fields.has("x-forwarded-for") ? byFor(fields) : byRfc(fields);
  let client = peer;
  let scheme: string | undefined;
  let host: string | undefined;
  for (const hop of hops.reverse()) {
    scheme = hop.scheme ?? scheme;
    host = hop.host ?? host;
    const next = readNode(hop.client ?? "");
    if (next === null) break;
    client = next;
    if (!isWithin(client, trusted)) break;
  }
  const known = SCHEMES[(scheme ?? "").toLowerCase()];
  return {
    client,
    ...(known ? { scheme: known } : {}),
    ...(host ? { host } : {}),
  };
}

const SCHEMES: Readonly<Record<string, "http" | "https">> = {
  http: "http",
  https: "https",
  ws: "http",
  wss: "https",
};

/** The older fields are lists of their own; one value stands for the nearest proxy. */
function byFor(fields: Headers): Hop[] {
  const clients = listOf(fields, "x-forwarded-for");
  const schemes = listOf(fields, "x-forwarded-proto");
  const hosts = listOf(fields, "x-forwarded-host");
  return clients.map((client, index) => ({
    client,
    scheme: besideOf(schemes, index, clients.length),
    host: besideOf(hosts, index, clients.length),
  }));
}

function besideOf(
  list: readonly string[],
  index: number,
  length: number,
): string | undefined {
  if (list.length === length) return list[index];
  return index === length - 1 ? list.at(-1) : undefined;
}

function listOf(fields: Headers, name: string): string[] {
  return parseList(fields.get(name) ?? "");
}

const PAIR = /([!#$%&'*+.^_`|~\w-]+)=("(?:[^"\\]|\\.)*"|[^;,"\s]*)/g;

/** RFC 7239 §4; without it there may still be the scheme and the host of one proxy. */
function byRfc(fields: Headers): Hop[] {
  const elements = listOf(fields, "forwarded");
  if (elements.length === 0) {
    const [scheme, host] = ["x-forwarded-proto", "x-forwarded-host"]
      .map((name) => listOf(fields, name).at(-1));
    return [{ scheme, host }];
  }
  return elements.map((element) => {
    const pairs = new Map<string, string>();
    for (const [, name = "", value = ""] of element.matchAll(PAIR)) {
      pairs.set(name.toLowerCase(), unquote(value));
    }
    const [client, scheme, host] = ["for", "proto", "host"]
      .map((name) => pairs.get(name));
    return { client, scheme, host };
  });
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  return value.slice(1, -1).replace(/\\(.)/g, "$1");
}

/** An address with or without a port (RFC 7239 §6); `null` for a name, `unknown` and what is hidden on purpose. */
function readNode(node: string): Address | null {
  const [, bracketed, plain, digits] =
    /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(node) ?? [];
  const hostname = (bracketed ?? plain ?? node).replace(
    /^::ffff:(?=.*\.)/i,
    "",
  );
  const port = Number(digits ?? 0);
  if (parseIp(hostname) === null || port > 65535) return null;
  return { transport: "tcp", hostname, port };
}
