import type { HttpError } from "./error.ts";
import type { Exchange, Fields, Reply } from "./exchange.ts";
import { escapeHtml } from "./html.ts";
import { keptReply } from "./reply.ts";

/** The reason phrase of a status (RFC 9110 §15), or an empty string. */
export function reasonPhrase(status: number): string {
  return PHRASES[status] ?? "";
}

const PHRASES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  411: "Length Required",
  412: "Precondition Failed",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  417: "Expectation Failed",
  421: "Misdirected Request",
  426: "Upgrade Required",
  428: "Precondition Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
  507: "Insufficient Storage",
};

/**
 * The response that tells of a refusal: status, one sentence, what may be done, and the id to look for in the log,
 * which of what is common has no more to tell, so that there only people see it.
 * HTML where the client asks for it by name, as browsers do, else plain text.
 */
export function errorReply(exchange: Exchange, error: HttpError): Reply {
  const html = exchange.fields.get("accept")?.includes("text/html") ?? false;
  if (!html && error.common) return commonReply(error);
  const text = html
    ? page(exchange, error)
    : `${lines(error)}\nRequest ${exchange.id}\n`;
  return {
    status: error.status,
    fields: [...error.fields, ...FIELDS[html ? "html" : "plain"], [
      "x-request-id",
      exchange.id,
    ]],
    content: new TextEncoder().encode(text),
  };
}

const common = new WeakMap<HttpError, Reply>();

/** What programs are told that ask for what is not there, thousands of times: kept, it costs no more than a file. */
function commonReply(error: HttpError): Reply {
  let reply = common.get(error);
  if (reply === undefined) {
    const content = new TextEncoder().encode(lines(error));
    const fields = [...error.fields, ...FIELDS.plain];
    reply = keptReply({ status: error.status, fields, content });
    common.set(error, reply);
  }
  return reply;
}

const SHARED: Fields = [
  ["cache-control", "no-store"],
  ["vary", "accept"],
  ["x-content-type-options", "nosniff"],
];

const FIELDS: Readonly<Record<"html" | "plain", Fields>> = {
  html: [
    ["content-type", "text/html; charset=utf-8"],
    [
      "content-security-policy",
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ],
    ...SHARED,
  ],
  plain: [["content-type", "text/plain; charset=utf-8"], ...SHARED],
};

function title(error: HttpError): string {
  return `${error.status} ${reasonPhrase(error.status)}`.trim();
}

function lines(error: HttpError): string {
  const remedy = error.remedy === undefined ? "" : `\n${error.remedy}\n`;
  return `${title(error)}\n\n${error.message}\n${remedy}`;
}

function page(exchange: Exchange, error: HttpError): string {
  const remedy = error.remedy === undefined
    ? ""
    : `\n<p>${escapeHtml(error.remedy).replaceAll("\n", "<br>")}</p>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title(error))}</title>
<style>
:root { color-scheme: light dark; font: 1.05rem/1.6 system-ui, sans-serif }
body { max-width: 38rem; margin: 18vh auto 2rem; padding: 0 1.25rem; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25 }
small { opacity: .7 }
</style>
<h1>${escapeHtml(title(error))}</h1>
<p>${escapeHtml(error.message)}</p>${remedy}
<p><small>Request <code>${escapeHtml(exchange.id)}</code></small></p>
</html>
`;
}
