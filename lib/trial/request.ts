import type { Exchange } from "../http/exchange.ts";
import { formatPath, parseTarget } from "../http/target.ts";
import { extraPathOf, type Script } from "../gateway/script.ts";

/** A request that somebody makes up, or that was kept. */
export interface TrialRequest {
  readonly method: string;
  /** Path and query, as a client would send them. */
  readonly target: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly content: Uint8Array<ArrayBuffer> | null;
}

/** Where the script lies in the server's paths, and what is asked of it. */
export interface Located {
  readonly script: Script;
  readonly target: string;
}

/**
 * Reads a request such as `GET /x?y=1`: method, path and query, each of which may be left out. The path is either
 * the script's own, with what follows it, or only what follows it. Throws `RangeError` with a sentence.
 */
export function locate(
  words: string,
  script: Pick<Script, "file" | "name" | "mode">,
  hasContent: boolean,
): Located & { readonly method: string } {
  const match = /^(?:([A-Za-z]+)(?:\s+|$))?([/?]\S*)?$/.exec(words.trim());
  if (!match) {
    throw new RangeError(
      `${JSON.stringify(words)} is not a request such as 'GET /x?y=1'`,
    );
  }
  const [, method = hasContent ? "POST" : "GET", written = ""] = match;
  const own = formatPath(script.name.split("/").filter(Boolean));
  const mark = written.indexOf("?");
  const path = mark < 0 ? written : written.slice(0, mark);
  const query = mark < 0 ? "" : written.slice(mark);
  const extra = path === own || path.startsWith(`${own}/`)
    ? path.slice(own.length)
    : path === "/"
    ? ""
    : path;
  const { segments, folder } = parseTarget(extra === "" ? "/" : extra);
  const extraPath = extra === "" ? null : extraPathOf(segments, folder);
  if (extraPath === undefined) {
    throw new RangeError("a path that holds %2F does not reach any script");
  }
  return {
    method: method.toUpperCase(),
    target: own + extra + query,
    script: { ...script, extraPath },
  };
}

/** What a trial looks like to a script: a client on this machine, and the server at its usual address. */
export function trialExchange(
  { method, target, fields, content }: TrialRequest,
  note: Exchange["note"],
): Exchange {
  const headers = new Headers({
    host: "localhost:8000",
    accept: "*/*",
    "user-agent": "gatehouse-run",
  });
  for (const name of new Set(fields.map(([name]) => name))) {
    headers.delete(name);
  }
  for (const [name, value] of fields) headers.append(name, value);
  if (content !== null) headers.set("content-length", String(content.length));
  return {
    id: "run",
    method,
    target: parseTarget(target),
    fields: headers,
    content: content === null ? null : new Response(content).body,
    authority: { host: "localhost", port: 8000 },
    scheme: "http",
    protocol: "HTTP/1.1",
    client: { transport: "tcp", hostname: "127.0.0.1", port: 0 },
    server: { transport: "tcp", hostname: "127.0.0.1", port: 8000 },
    login: null,
    signal: new AbortController().signal,
    origin: null,
    note,
  };
}
