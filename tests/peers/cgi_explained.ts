import type { Row } from "../cgi/rfc3875/row.ts";
import type { Difference } from "./cgi_difference.ts";

/** Why the two servers differ, as the manual's page on coming from Apache says under the same name. */
export interface Explanation {
  /** The `id` of its paragraph in `www/manual/compare-apache.html`. */
  readonly name: string;
  readonly says: string;
  /** Which differences it explains: by what differs, and by the request that showed it. */
  covers(difference: Difference, row: Row): boolean;
}

/** Covers differences in these things, whatever the request. */
function inThese(...whats: string[]): Explanation["covers"] {
  return ({ what }) => whats.includes(what);
}

/** Covers whatever differs in the answers to requests whose rule begins so. */
function inRows(...starts: string[]): Explanation["covers"] {
  return (_, { name }) => starts.some((start) => name.startsWith(start));
}

/** Fields that Gatehouse adds to a page of its own. */
const OWN_PAGE = [
  "field content-type",
  "field cache-control",
  "field vary",
  "field x-content-type-options",
  "field location",
  "content",
];

/** Every explanation; the first that covers a difference is its reason. */
export const explanations: readonly Explanation[] = [
  {
    name: "no-transform",
    says: "Deno before 2.8 is kept from compressing what scripts send",
    covers: ({ what, gatehouse }) =>
      what === "field cache-control" && /no-transform$/.test(gatehouse ?? "") ||
      what === "field vary" && gatehouse === "Accept-Encoding",
  },
  {
    name: "unread-content",
    says: "Apache breaks its answer off where a script leaves content unread",
    covers: ({ statuses }, row) =>
      statuses[0] === 0 && statuses[1] === 200 &&
      row.request.startsWith("POST"),
  },
  {
    name: "broken-error-page",
    says: "Apache refuses some fields too late, and cuts its error page short",
    covers: ({ statuses }, row) =>
      (statuses[0] === 0 && !row.request.startsWith("POST")) ||
      row.name.startsWith("White space before the colon"),
  },
  {
    name: "software",
    says: "each server has a name of its own; Gatehouse does not send it",
    covers: inThese("field server", "variable SERVER_SOFTWARE"),
  },
  {
    name: "request-id",
    says: "Gatehouse gives every request an id",
    covers: inThese(
      "field x-request-id",
      "variable UNIQUE_ID",
      "variable GATEHOUSE_REQUEST",
      "variable GATEHOUSE_SERVER",
    ),
  },
  {
    name: "data-folder",
    says: "Gatehouse names a folder that scripts may write to",
    covers: inThese("variable GATEHOUSE_DATA"),
  },
  {
    name: "apache-variables",
    says: "four variables are of Apache's own",
    covers: inThese(
      "variable CONTEXT_PREFIX",
      "variable CONTEXT_DOCUMENT_ROOT",
      "variable SERVER_ADMIN",
      "variable SERVER_SIGNATURE",
    ),
  },
  {
    name: "redirect-status",
    says: "REDIRECT_STATUS is always there, since php-cgi asks for it",
    covers: inThese("variable REDIRECT_STATUS"),
  },
  {
    name: "redirect-variables",
    says: "after a local redirect Apache keeps every old variable twice",
    covers: ({ what }) => what.startsWith("variable REDIRECT_"),
  },
  {
    name: "redirected-content",
    says: "after a local redirect no content is left, and no type of it",
    covers: inRows("A local redirect of a POST"),
  },
  {
    name: "remote-host",
    says: "REMOTE_HOST is the address where no name is looked up",
    covers: inThese("variable REMOTE_HOST"),
  },
  {
    name: "connection-fields",
    says: "fields of the connection end at the server, both ways",
    covers: inThese(
      "variable HTTP_CONNECTION",
      "variable HTTP_KEEP_ALIVE",
      "variable HTTP_TE",
      "field upgrade",
      "field trailer",
    ),
  },
  {
    name: "cookies",
    says: "several Cookie fields are joined by a semicolon",
    covers: inThese("variable HTTP_COOKIE"),
  },
  {
    name: "host",
    says: "HTTP_HOST is there even where an old client sent no Host field",
    covers: inThese("variable HTTP_HOST"),
  },
  {
    name: "chunked-content",
    says: "content in chunks gets a true CONTENT_LENGTH",
    covers: inRows("Transfer codings are removed", "CONTENT_LENGTH counts"),
  },
  {
    name: "path-translated",
    says: "PATH_TRANSLATED is always below ROOT",
    covers: inThese("variable PATH_TRANSLATED"),
  },
  {
    name: "arguments",
    says: "query words become arguments only where that is asked for",
    covers: inRows("Query words"),
  },
  {
    name: "folded-request",
    says: "a field over several lines is refused with 400",
    covers: inRows("A field over several lines never"),
  },
  {
    name: "nul",
    says: "a NUL in the path is a bad request, not a missing page",
    covers: ({ what }, { request }) =>
      what === "status" && request.includes("%00"),
  },
  {
    name: "framing",
    says: "short answers carry a length instead of coming in chunks",
    covers: inThese("field content-length", "field transfer-encoding"),
  },
  {
    name: "fault-of-the-script",
    says: "what cannot be read is 502: not 500, and not passed on",
    covers: ({ what, statuses }) =>
      statuses[1] === 502 && [...OWN_PAGE, "status"].includes(what),
  },
  {
    name: "empty-field",
    says: "an empty Status or Location is as none",
    covers: inRows("An empty Status", "An empty Location"),
  },
  {
    name: "redirect-page",
    says: "Apache writes a page where a redirect has none",
    covers: ({ what, statuses }) =>
      statuses.every((status) => status === 302) && OWN_PAGE.includes(what),
  },
  {
    name: "error-page",
    says: "the servers' own error pages are their own",
    covers: ({ what, statuses }) =>
      statuses.every((status) => status >= 400) && OWN_PAGE.includes(what),
  },
  {
    name: "type-case",
    says: "Content-Type keeps its case",
    covers: ({ what, apache, gatehouse }) =>
      what === "field content-type" && apache === gatehouse?.toLowerCase(),
  },
  {
    name: "type-parameters",
    says: "Content-Type is left as the script wrote it",
    covers: inRows("Content-Type goes to the client unmodified"),
  },
  {
    name: "files",
    says: "files have other validators, a charset, and are never guessed at",
    covers: inRows("A local redirect is answered with that file"),
  },
];

/** The name of what explains a difference, or `null`. */
export function explain(difference: Difference, row: Row): string | null {
  return explanations.find((each) => each.covers(difference, row))?.name ??
    null;
}
