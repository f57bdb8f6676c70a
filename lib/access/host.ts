import { HttpError } from "../http/error.ts";
import type { Address, Exchange } from "../http/exchange.ts";
import { isLoopback } from "../http/loopback.ts";
import { parseIp } from "../http/network.ts";
import type { Authority } from "../http/target.ts";

/** By which names a server may be called. */
export interface HostOptions {
  /** Names in lower case, such as `example.org`; `*.example.org` is every name below that one, and `*` any name. */
  readonly names: readonly string[];
  /** Where it listens; where that is not known, other machines are taken to reach it. */
  readonly address?: Address | undefined;
  /** What it was told to listen at, which may be a name. */
  readonly host?: string | undefined;
  /** Whether it speaks HTTPS: then clients compare names themselves, with those of its certificate. */
  readonly tls?: boolean;
}

/**
 * Whether a server may be called by this host, which is as in a Host field, in lower case and without a port; `null`
 * where any host will do: no name was given, and other machines reach the server anyway or it speaks HTTPS.
 * Security: a page elsewhere can have its own name lead to this machine (DNS rebinding), and a browser here would then
 * let it read what a server for this machine alone has. It cannot have an address for a name, nor one of the loopback.
 */
export function acceptedHosts(
  { names, address, host: own = "", tls = false }: HostOptions,
): ((host: string) => boolean) | null {
  const alone = !tls && address?.transport === "tcp" &&
    isLoopback(address.hostname);
  if (names.includes("*") || (names.length === 0 && !alone)) return null;
  const whole = new Set([...names, own.toLowerCase()]);
  const ends = names.filter((name) => name.startsWith("*."))
    .map((name) => name.slice(1));
  return (host) => {
    const name = host.replace(/\.$/, "");
    return isLoopback(name) || isAddress(name) || whole.has(name) ||
      ends.some((end) => name.endsWith(end));
  };
}

function isAddress(host: string): boolean {
  return host.startsWith("[") || parseIp(host) !== null;
}

/**
 * Refuses requests for a host that this server is not (RFC 9110 §7.4), or `null` where it may be called anything.
 * Where no names were given, what a trusted proxy brings has the name that its own clients use, and is let pass.
 * Requests without a host, as HTTP/1.0 has them, come from no browser. Throws `HttpError` 421.
 */
export function hostRule(
  options: HostOptions,
): ((exchange: Exchange) => void) | null {
  const accepts = acceptedHosts(options);
  if (accepts === null) return null;
  const proxied = options.names.length === 0;
  // Nearly every request has the authority of the one before, and then also the same object.
  let last: Authority | null = null;
  return (exchange) => {
    const { authority } = exchange;
    if (authority === null || authority === last) return;
    if (accepts(authority.host)) last = authority;
    else if (!proxied || exchange.proxy === undefined) {
      throw misdirected(authority.host);
    }
  };
}

function misdirected(host: string): HttpError {
  return new HttpError(421, `This server does not answer to ${host}.`, {
    remedy:
      `If it should, start it with --allow-host ${host}; if a proxy asks for its clients, with --trusted-proxy and the proxy's address.`,
  });
}
