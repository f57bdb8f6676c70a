import type { HttpError } from "../http/error.ts";
import type { Exchange, Fields, Reply } from "../http/exchange.ts";
import { isAtThisMachine } from "./at_this_machine.ts";
import { explain, type Explained } from "./mod.ts";
import { explanationFields, explanationPage } from "./page.ts";
import { explanationText } from "./text.ts";

/**
 * The explanation of a script's failure, as a page for browsers and as text for others; `null` where there is
 * nothing to explain, or the client is not a person at this very machine. `script` is the server's own part of the page.
 */
export function explanationReply(
  exchange: Exchange,
  error: HttpError,
  script?: (explained: Explained) => string,
): Reply | null {
  if (!isAtThisMachine(exchange)) return null;
  const explained = explain(error, exchange.id);
  if (explained === null) return null;
  const html = exchange.fields.get("accept")?.includes("text/html") ?? false;
  const options = script && html ? { script: script(explained) } : {};
  const text = html
    ? explanationPage(explained, options)
    : `${explanationText(explained)}\n`;
  return {
    status: error.status,
    fields: [
      ...error.fields,
      ...(html ? explanationFields(options) : PLAIN),
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
