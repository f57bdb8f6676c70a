import type { Address } from "../http/exchange.ts";

const TCP = /^(?:\[([\da-fA-F:.]+)\]|([^:/\s[\]]+)):(\d{1,5})$/;

/**
 * Reads where an application listens: `127.0.0.1:9000`, `[::1]:9000`, `php.internal:9000`, `unix:/run/php.sock`
 * or a path alone. Throws `RangeError` with the rest of a sentence.
 */
export function parseAddress(text: string): Address {
  const path = text.startsWith("unix:") ? text.slice(5) : text;
  if (path.startsWith("/")) {
    return { transport: "unix", hostname: path, port: 0 };
  }
  const [, six, name, digits] = TCP.exec(text) ?? [];
  const hostname = six ?? name;
  const port = Number(digits);
  if (hostname === undefined || !(port >= 1 && port <= 65535)) {
    throw new RangeError(
      `is no address: ${text} (127.0.0.1:9000 or unix:/run/app.sock)`,
    );
  }
  return { transport: "tcp", hostname, port };
}

/** Writes an address as `parseAddress` reads it. */
export function formatAddress({ transport, hostname, port }: Address): string {
  if (transport === "unix") return `unix:${hostname}`;
  return hostname.includes(":")
    ? `[${hostname}]:${port}`
    : `${hostname}:${port}`;
}
