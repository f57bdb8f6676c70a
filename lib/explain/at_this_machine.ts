import type { Exchange } from "../http/exchange.ts";
import { isLoopback } from "../http/loopback.ts";

/** Fields that a proxy adds: the person is elsewhere then. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/**
 * Whether the client is a person at this very machine.
 * Security: what is for that person alone is not for what a proxy on this machine brings, nor for a page elsewhere
 * whose name was made to point here (the Host field tells).
 */
export function isAtThisMachine(
  { client, authority, fields }: Pick<
    Exchange,
    "client" | "authority" | "fields"
  >,
): boolean {
  return client.transport === "tcp" && isLoopback(client.hostname) &&
    (authority === null || isLoopback(authority.host)) &&
    !FORWARDED.some((name) => fields.has(name));
}
