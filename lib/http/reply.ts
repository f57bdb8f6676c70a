import type { Content, Exchange, Fields, Reply } from "./exchange.ts";
import { isFieldName, isFieldValue } from "./fields.ts";
import { lengthened } from "./one_write.ts";
import { dated } from "./set_back.ts";
import { BEFORE_2_8 } from "../platform/version.ts";

/**
 * Makes the one `Response` of an exchange: the gate that everything leaves by. It settles HEAD, 204 and 304
 * (RFC 9110 §9.3.2, §15.3.5, §15.4.5) and Content-Length (§8.6).
 * Throws `TypeError` where a field must not leave.
 */
export function toResponse(given: Reply, exchange: Exchange): Response {
  const reply = dated(given);
  if (isBodiless(reply.status) && reply.content === null) {
    return keptResponse(reply, exchange);
  }
  if (exchange.method === "HEAD" || isBodiless(reply.status)) {
    return withoutContent(reply);
  }
  const scheme = exchange.proxy?.scheme ?? exchange.scheme;
  const stalls = PLATFORM_STALLS && scheme === "https" &&
    exchange.server.atOnce !== true;
  if (reply.content instanceof Uint8Array && !stalls) {
    return keptResponse(reply, exchange);
  }
  const content = stalls ? inOneChunk(reply.content, exchange) : reply.content;
  return newResponse(reply, withLength(reply, false), content);
}

/** A reply with room for the response that was made of it. */
interface KeptReply extends Reply {
  readonly kept?: Kept;
}

interface Kept {
  /** The reply it was made of; a copy of that reply with something changed is another. */
  of: Reply | null;
  /** What is cloned: `undefined` before the first answer, `null` before the second, by which it proves worth it. */
  response: Response | null | undefined;
}

/**
 * A reply that is to be given again and again, as that of a file in memory is: from the third time on its response is
 * a clone, which costs a twentieth of making one of its fields.
 */
export function keptReply(reply: Reply): Reply {
  const kept: Kept = { of: null, response: undefined };
  const again: KeptReply = { ...reply, kept };
  return kept.of = again;
}

function keptResponse(reply: KeptReply, exchange: Exchange): Response {
  const { kept, content } = reply;
  const longer = kept ? lengthened(reply.fields, content, exchange) : null;
  if (!kept || kept.of !== reply || longer) {
    return newResponse(reply, longer ?? reply.fields, content);
  }
  if (kept.response) return kept.response.clone();
  const response = newResponse(reply, reply.fields, content);
  kept.response = kept.response === undefined ? null : response.clone();
  return response;
}

function withoutContent(reply: Reply): Response {
  const fields = withLength(reply, true);
  release(reply.content);
  // Without a body at all, the platform would say that GET had no content either.
  const silent = !isBodiless(reply.status) && fields === reply.fields;
  return newResponse(reply, fields, silent ? emptyStream() : null);
}

function newResponse(
  reply: Reply,
  fields: Fields,
  content: Content,
): Response {
  checkFields(reply.fields);
  const headers = PLATFORM_COMPRESSES ? forbidTransform(fields) : fields;
  return new Response(content, {
    status: reply.status,
    headers: headers as [string, string][],
  });
}

function emptyStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ start: (controller) => controller.close() });
}

/** The length in bytes of the content that is really sent, or `undefined` where only its end will tell. */
export function sentLength(reply: Reply, method: string): number | undefined {
  if (method === "HEAD" || isBodiless(reply.status)) return 0;
  return contentLength(reply);
}

function contentLength(reply: Reply): number | undefined {
  if (reply.length !== undefined) return reply.length;
  if (reply.content === null) return 0;
  return reply.content instanceof Uint8Array
    ? reply.content.byteLength
    : undefined;
}

function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** The platform counts bytes itself; a stream and the answer to HEAD it must be told of. */
function withLength(reply: Reply, bodiless: boolean): Fields {
  if (isBodiless(reply.status)) return reply.fields;
  if (!bodiless && !(reply.content instanceof ReadableStream)) {
    return reply.fields;
  }
  const length = contentLength(reply);
  if (length === undefined || (bodiless && isUnknown(reply))) {
    return reply.fields;
  }
  return [...reply.fields, ["content-length", String(length)]];
}

/** HEAD of something whose length nobody knows: `null` content without a length says nothing. */
function isUnknown(reply: Reply): boolean {
  return reply.content === null && reply.length === undefined;
}

function release(content: Content): void {
  if (content instanceof ReadableStream) content.cancel().catch(() => {});
}

/** Security: one control byte in a value ends the whole process on Deno 2.9, and a CR LF would split the response. */
function checkFields(fields: Fields): void {
  for (const [name, value] of fields) {
    if (!isFieldName(name) || !isFieldValue(value)) {
      throw new TypeError(`field ${JSON.stringify(name)} must not be sent`);
    }
  }
}

/** Deno before 2.8 compresses on its own, and only `no-transform` keeps it from that. */
const PLATFORM_COMPRESSES = BEFORE_2_8;

/**
 * Since 2.8, HTTP/1.1 over TLS goes out in several writes, and the last may wait 40 ms for the client's word on those
 * before, since the platform leaves Nagle's algorithm on there. One chunk goes out as one.
 */
const PLATFORM_STALLS = !PLATFORM_COMPRESSES;
/**
 * The longest such chunk, in bytes: no stall was seen up to here where packets hold 1,500 bytes. Where they hold 64 KB,
 * as on the loopback address, that is so up to 16,000. Past it only a connection that sends at once never waits.
 */
const ONE_CHUNK = 60_000;

function inOneChunk(content: Content, { protocol }: Exchange): Content {
  const small = content instanceof Uint8Array &&
    content.byteLength <= ONE_CHUNK;
  if (!small || protocol === "HTTP/2.0") return content;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(content);
      controller.close();
    },
  });
}

function forbidTransform(fields: Fields): Fields {
  const others: [string, string][] = [];
  let control = "no-transform";
  for (const [name, value] of fields) {
    const lower = name.toLowerCase();
    if (lower === "content-encoding") return fields;
    if (lower === "cache-control") control = `${value}, no-transform`;
    else others.push([name, value]);
  }
  return [...others, ["cache-control", control]];
}
