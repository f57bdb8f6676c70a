import type { Details, Exchange, Level } from "../../lib/http/exchange.ts";
import { parseAuthority, parseTarget } from "../../lib/http/target.ts";

/** A line that a slice under test wrote to the log. */
export interface Note {
  readonly level: Level;
  readonly message: string;
  readonly details: Details;
}

/** What a test says of a request; the rest is made up. */
export interface Given extends Partial<Omit<Exchange, "fields" | "content">> {
  readonly fields?: HeadersInit;
  readonly content?: string | Uint8Array<ArrayBuffer> | Exchange["content"];
  /** Notes are pushed here. */
  readonly notes?: Note[];
}

/** An exchange as a slice sees it, for `path` (with query), without any server. */
export function exchange(path: string, given: Given = {}): Exchange {
  const { fields, content, notes, ...rest } = given;
  return {
    id: "test-0001",
    method: "GET",
    target: parseTarget(path),
    fields: new Headers(fields),
    content: content === undefined || content === null
      ? null
      : new Response(content).body,
    authority: parseAuthority("gatehouse.test:8000"),
    scheme: "http",
    protocol: "HTTP/1.1",
    client: { transport: "tcp", hostname: "127.0.0.1", port: 40000 },
    server: { transport: "tcp", hostname: "127.0.0.1", port: 8000 },
    login: null,
    signal: new AbortController().signal,
    origin: null,
    // What is for debugging, no log shows.
    note: (level, message, details = {}) =>
      void (level === "debug" || notes?.push({ level, message, details })),
    ...rest,
  };
}
