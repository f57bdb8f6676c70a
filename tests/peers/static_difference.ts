import type { RawResponse } from "../support/raw.ts";
import type { StaticRequest } from "./static_requests.ts";

/** One thing in which a peer's answer is not like that of Gatehouse; `undefined` is "not there". */
export interface StaticDifference {
  readonly request: StaticRequest;
  /** `nginx` or `Apache`. */
  readonly peer: string;
  /** `status`, `content` or `field NAME`. */
  readonly what: string;
  readonly theirs: string | undefined;
  readonly ours: string | undefined;
  /** The status of both answers, the peer's first; 0 where the connection was broken off. */
  readonly statuses: readonly [number, number];
}

/** Fields that differ from answer to answer, say how the connection goes on, or name the server. */
const PASSING = new Set([
  "date",
  "connection",
  "keep-alive",
  "server",
  "x-request-id",
]);

/** What RFC 9110 asks for beside a refusal; all else there is of the server's own page. */
const OF_A_REFUSAL = new Set(["allow", "content-range", "retry-after"]);

/** Compares a peer's answer with that of Gatehouse. */
export function staticDifferences(
  request: StaticRequest,
  peer: string,
  theirs: RawResponse,
  ours: RawResponse,
): StaticDifference[] {
  const statuses = [theirs.status, ours.status] as const;
  const found: StaticDifference[] = [];
  const compare = (what: string, their?: string, our?: string) => {
    if (their === our) return;
    found.push({ request, peer, what, theirs: their, ours: our, statuses });
  };
  compare("status", String(theirs.status), String(ours.status));
  if (theirs.status !== ours.status) return found; // the rest follows from it
  const [a, b] = [readFields(theirs), readFields(ours)];
  for (const name of [...new Set([...a.keys(), ...b.keys()])].sort()) {
    compare(`field ${name}`, a.get(name), b.get(name));
  }
  // What stands on a server's own pages is its own affair.
  if (statuses.every((status) => status >= 200 && status < 300)) {
    compare("content", readContent(theirs), readContent(ours));
  }
  return found;
}

/** What is left of the fields when what is each server's own choice is taken off. */
function readFields({ fields, status }: RawResponse): Map<string, string> {
  const read = new Map<string, string>();
  for (const [name, value] of Object.entries(fields)) {
    if (PASSING.has(name)) continue;
    if (status >= 400 && !OF_A_REFUSAL.has(name)) continue;
    if (status >= 300 && OF_CONTENT.test(name)) continue;
    const said = normal(name, value);
    if (said !== "") read.set(name, said);
  }
  return read;
}

const OF_CONTENT = /^(?:content-(?:length|type)|transfer-encoding)$/;

/** Deno before 2.8 adds Accept-Encoding to the Vary field of nearly every answer, and cannot be kept from it. */
const PLATFORM_VARIES = /^[01]\.|^2\.[0-7]\./.test(Deno.version.deno);

function normal(name: string, value: string): string {
  if (name === "etag") return value.startsWith("W/") ? "weak" : "strong";
  if (name === "location") return value.replace(/^http:\/\/[^/]*/, "");
  if (name === "vary" && PLATFORM_VARIES) {
    return value.replace(/(?:^|, *)accept-encoding/gi, "");
  }
  if (name === "vary" || name === "allow") {
    return value.toLowerCase().split(/\s*,\s*/).sort().join(", ");
  }
  return value.replace(/boundary=\S+/, "boundary=…");
}

/** Content that can be compared: coded content is not, since every library codes as it likes. */
function readContent({ fields, text }: RawResponse): string {
  const coding = fields["content-encoding"];
  if (coding !== undefined) return `(${coding})`;
  const boundary = /boundary=(\S+)/.exec(fields["content-type"] ?? "")?.[1];
  if (boundary === undefined) return text;
  return text.replaceAll(boundary, "…").replace(/^Content-/gim, "Content-");
}
