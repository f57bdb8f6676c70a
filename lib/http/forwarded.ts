import type { Address } from "./exchange.ts";
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
  for (const hop of hops) {
    scheme = hop.scheme ?? scheme;
    host = hop.host ?? host;
    const next = readNode(hop.client ?? "");
    if (next === null) break;
    client = next;
    if (!isWithin(client, trusted)) break;
  }
  const known = SCHEMES.get((scheme ?? "").toLowerCase());
  return {
    client,
    ...(known ? { scheme: known } : {}),
    ...(host ? { host } : {}),
  };
}

const SCHEMES: ReadonlyMap<string, "http" | "https"> = new Map([
  ["http", "http"],
  ["https", "https"],
  ["ws", "http"],
  ["wss", "https"],
]);

/** The nearest proxy first. The older fields are lists of their own; one value stands for that proxy. */
function byFor(fields: Headers): Hop[] {
  const clients = listOf(fields, "x-forwarded-for");
  const schemes = listOf(fields, "x-forwarded-proto");
  const hosts = listOf(fields, "x-forwarded-host");
  return clients.map((client, index) => ({
    client,
    scheme: besideOf(schemes, index, clients.length),
    host: besideOf(hosts, index, clients.length),
  })).reverse();
}

function besideOf(
  list: readonly string[],
  index: number,
  length: number,
): string | undefined {
  if (list.length === length) return list[index];
  return index === length - 1 ? list.at(-1) : undefined;
}

/**
 * Security: these fields know no quotes (they are no lists by RFC 9110 §5.6.1). A quote that a client writes and nobody
 * closes would otherwise swallow what the proxy adds behind it.
 */
function listOf(fields: Headers, name: string): string[] {
  return (fields.get(name) ?? "").split(",").map((one) => one.trim())
    .filter((one) => one !== "");
}

/** RFC 7239 §4, the nearest proxy first; without it there may still be the scheme and the host of one proxy. */
function byRfc(fields: Headers): Iterable<Hop> {
  const value = fields.get("forwarded");
  if (value !== null) return elementsFromEnd(value);
  const [scheme, host] = ["x-forwarded-proto", "x-forwarded-host"]
    .map((name) => listOf(fields, name).at(-1));
  return [{ scheme, host }];
}

/** In how many pieces commas in quotes may cut an element. */
const MOST_PIECES = 8;

/**
 * The elements from the last one on, up to the first that is none.
 * Security: proxies add theirs at the end, so it is read from there: what a client wrote before, such as a quote that
 * it does not close, cannot take in what a proxy wrote.
 */
function* elementsFromEnd(value: string): Generator<Hop> {
  for (let end = value.length; end > 0;) {
    let start = end;
    let hop: Hop | null = null;
    for (let pieces = 0; hop === null && start >= 0; pieces++) {
      if (pieces === MOST_PIECES) return;
      start = start === 0 ? -1 : value.lastIndexOf(",", start - 1);
      hop = readElement(value.slice(start + 1, end).trim());
    }
    if (hop === null) return;
    yield hop;
    end = start;
  }
}

const PAIR = /([!#$%&'*+.^_`|~\w-]+)=(?:"((?:[^"\\]|\\[^])*)"|([^;,"\s]*))/;
const PAIRS = new RegExp(PAIR, "g");
const ELEMENT = new RegExp(`^(?:${PAIR.source}(?:\\s*;\\s*|$))*$`);

function readElement(element: string): Hop | null {
  if (!ELEMENT.test(element)) return null;
  const pairs = new Map<string, string>();
  for (const [, name = "", quoted, plain = ""] of element.matchAll(PAIRS)) {
    const value = quoted?.replace(/\\([^])/g, "$1") ?? plain;
    pairs.set(name.toLowerCase(), value);
  }
  const [client, scheme, host] = ["for", "proto", "host"]
    .map((name) => pairs.get(name));
  return { client, scheme, host };
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
