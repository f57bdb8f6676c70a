import type { Exchange, Fields, Reply } from "../http/exchange.ts";
import { isFieldName, parseList } from "../http/fields.ts";

/** Whose pages may read what is served: those of any origin, of some, or of no other (Fetch §3.3). */
export type Origins = "*" | ReadonlySet<string> | null;

/** Reads the option: `true` is everybody, a text lists origins such as `https://example.org`. */
export function parseOrigins(cors: boolean | string): Origins {
  if (cors === false || cors === "") return null;
  if (cors === true || cors === "*") return "*";
  return new Set(parseList(cors).map((one) => one.toLowerCase()));
}

/** The origin to name in the answer, or `null` where the page of this request may not read it. */
export function allowedOrigin(
  origins: Origins,
  fields: Headers,
): string | null {
  if (origins === null || origins === "*") return origins;
  const origin = fields.get("origin")?.toLowerCase() ?? "";
  return origins.has(origin) ? origin : null;
}

/** Fields that let a page of another origin read a response (Fetch §3.3.3). */
export function corsFields(origins: Origins, allowed: string | null): Fields {
  if (origins === null) return [];
  const vary = origins === "*" ? [] : [["vary", "origin"]] as const;
  if (allowed === null) return vary;
  return [
    ["access-control-allow-origin", allowed],
    ["access-control-expose-headers", "*"],
    ...vary,
  ];
}

/** How long a browser may remember that it may, in seconds. */
const MAX_AGE = "600";

/** Answers a preflight (Fetch §3.3.2), or gives `null` where the request is none or comes from elsewhere. */
export function preflight(exchange: Exchange, origins: Origins): Reply | null {
  if (exchange.method !== "OPTIONS" || origins === null) return null;
  const { fields } = exchange;
  const method = fields.get("access-control-request-method");
  if (!fields.has("origin") || method === null || !isFieldName(method)) {
    return null;
  }
  if (allowedOrigin(origins, fields) === null) return null;
  const names = parseList(fields.get("access-control-request-headers") ?? "")
    .filter(isFieldName);
  return {
    status: 204,
    fields: [
      ["access-control-allow-methods", method],
      ...(names.length === 0
        ? []
        : [["access-control-allow-headers", names.join(", ")]] as const),
      ["access-control-max-age", MAX_AGE],
      [
        "vary",
        "access-control-request-method, access-control-request-headers",
      ],
    ],
    content: null,
  };
}
