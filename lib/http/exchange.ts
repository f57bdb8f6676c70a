import type { Authority, Target } from "./target.ts";

/** Fields of a response in the order they are sent (RFC 9110 §5.3). */
export type Fields = readonly (readonly [name: string, value: string])[];

/** One end of a connection. A Unix socket has its path as `hostname` and port 0. */
export interface Address {
  /** What the connection runs over. */
  readonly transport: "tcp" | "unix";
  /** An IP address, or the path of a Unix socket. */
  readonly hostname: string;
  /** The port; 0 where there is none. */
  readonly port: number;
  /** Whether what is written to its connections is sent at once, also where the platform itself would wait. */
  readonly atOnce?: boolean;
  /** Whether all who listen there in this process do so on one socket, which is listened on already. */
  readonly shared?: boolean;
}

/** A trusted proxy, and its connection to this server. */
export interface Proxy {
  /** Where it connects from. */
  readonly address: Address;
  /** Whether its connection is encrypted. */
  readonly scheme: "http" | "https";
}

/** HTTP versions as they are written (RFC 9112 §2.3); see `lib/incoming.ts` on how well they are known. */
export type Protocol = "HTTP/1.0" | "HTTP/1.1" | "HTTP/2.0";

/** A login that the server itself checked (RFC 3875 §4.1.1, §4.1.11). */
export interface Login {
  /** The name that was proved. */
  readonly user: string;
  /** The scheme it was proved by (RFC 9110 §11). */
  readonly scheme: "Basic";
}

/** A request on its way to a response, and what the server knows of it. */
export interface Exchange {
  /** The request's id, as in the log, on error pages and in the field `X-Request-Id`. */
  readonly id: string;
  /** The method, as sent: case matters (RFC 9110 §9.1). */
  readonly method: string;
  /** Where the request wants to go, decoded. */
  readonly target: Target;
  /** What the client asked for, where a rule has put another target in its place. */
  readonly requested?: Target | undefined;
  /** The fields of the request; values are as `Headers` holds them (octets as Latin-1). */
  readonly fields: Headers;
  /** The content, or `null` where there is none; read once at most. */
  readonly content: ReadableStream<Uint8Array<ArrayBuffer>> | null;
  /** What the client calls this server: the Host field, or the target's own authority, checked; `null` where it sent none. */
  readonly authority: Authority | null;
  /** Whether the client's connection is encrypted. */
  readonly scheme: "http" | "https";
  /** The version of HTTP, as far as the platform lets it be known. */
  readonly protocol: Protocol;
  /** Who asks: the other end of the connection, or whom a trusted proxy there speaks for. */
  readonly client: Address;
  /** The trusted proxy at the other end of the connection, where there is one. */
  readonly proxy?: Proxy | undefined;
  /** This end: where the server listens. */
  readonly server: Address;
  /** Who is logged in, or `null`. */
  readonly login: Login | null;
  /** Aborts when the client leaves before the response has begun; once it has, its stream is cancelled instead. */
  readonly signal: AbortSignal;
  /** The exchange that a local redirect came from (RFC 3875 §6.2.2), or `null`. */
  readonly origin: Exchange | null;
  /** Writes a line into the server's log, under this exchange's id. */
  note(level: Level, message: string, details?: Details): void;
}

/** How much a log line matters. */
export type Level = "debug" | "info" | "warning" | "error";

/** Named values that go with a log line. */
export type Details = Readonly<Record<string, string | number | boolean>>;

/** Content to be sent: all of it at once, piece by piece, or none. */
export type Content =
  | Uint8Array<ArrayBuffer>
  | ReadableStream<Uint8Array<ArrayBuffer>>
  | null;

/**
 * What a slice answers with. It becomes a `Response` at one place only (`reply.ts`), which settles HEAD, 204, 304,
 * Content-Length and the check of every field, so that no slice has to.
 */
export interface Reply {
  /** The status code (RFC 9110 §15). */
  readonly status: number;
  /** The fields, but for Content-Length and Date. */
  readonly fields: Fields;
  /** The content. */
  readonly content: Content;
  /** Length of the content in bytes where `content` does not tell: a stream, or the answer to HEAD. */
  readonly length?: number;
  /** Bytes of a stream of unknown length handed over so far, for the access log. */
  readonly sent?: () => number;
}

/** A script's wish that the server answers with another of its own resources (RFC 3875 §6.2.2). */
export interface LocalRedirect {
  /** Absolute path and query, as the script wrote it. */
  readonly localRedirect: string;
  /** Whether method and content stay as they are: a rule's rewrite, not a script's redirect, which becomes a GET. */
  readonly rewrite?: boolean;
}

/** What may come of an exchange; `null` means "not mine", and the next handler of the mount is asked. */
export type Outcome = Reply | LocalRedirect | null;

/** What the access log is told of an exchange that is over. */
export interface AccessRecord {
  /** The exchange as it arrived, before any local redirect. */
  readonly exchange: Exchange;
  /** Path and query as they arrived, even where they could not be read. */
  readonly target: string;
  /** The status code that was sent. */
  readonly status: number;
  /** Bytes of content. */
  readonly bytes: number;
  /** When the request arrived, in milliseconds since the epoch. */
  readonly time: number;
  /** From then to the end of the response, in milliseconds. */
  readonly duration: number;
}

/** Where log lines go. Neither call ever throws or waits. */
export interface Journal {
  /** Takes note of an exchange that is over. */
  access(record: AccessRecord): void;
  /** Takes note of something that happened; `id` is that of the exchange, or empty. */
  note(level: Level, message: string, id: string, details: Details): void;
}

/** Answers an exchange. Throws `HttpError` to refuse; whatever else it throws is a fault of the server. */
export type Handler = (exchange: Exchange) => Outcome | Promise<Outcome>;
