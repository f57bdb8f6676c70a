import type { HttpError } from "../http/error.ts";
import type { Exchange, Fields, Reply } from "../http/exchange.ts";
import { explain } from "./mod.ts";
import { explanationFields, explanationPage } from "./page.ts";
import { explanationText } from "./text.ts";

/**
 * The explanation of a script's failure, as a page for browsers and as text for others; `null` where there is
 * nothing to explain, or the client is not a person at this very machine.
 */
export function explanationReply(
  exchange: Exchange,
  error: HttpError,
): Reply | null {
  if (!isAtThisMachine(exchange)) return null;
  const explained = explain(error, exchange.id);
  if (explained === null) return null;
  const html = exchange.fields.get("accept")?.includes("text/html") ?? false;
  const text = html
    ? explanationPage(explained)
    : `${explanationText(explained)}\n`;
  return {
    status: error.status,
    fields: [
      ...error.fields,
      ...(html ? explanationFields() : PLAIN),
      ["x-request-id", exchange.id],
    ],
    content: new TextEncoder().encode(text),
  };
}

const PLAIN: Fields = [
  ["content-type", "text/plain; charset=utf-8"],
  ["cache-control", "no-store"],
  ["x-content-type-options", "nosniff"],
];

/** Fields that a proxy adds: the person is elsewhere then. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/**
 * Security: the explanation shows the script's environment. It is for loopback clients, not for what a proxy on this
 * machine brings, nor for a page elsewhere whose name was made to point here (the Host field tells).
 */
function isAtThisMachine({ client, authority, fields }: Exchange): boolean {
  return client.transport === "tcp" && isLoopback(client.hostname) &&
    (authority === null || isLoopback(authority.host)) &&
    !FORWARDED.some((name) => fields.has(name));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") ||
    host === "::1" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
