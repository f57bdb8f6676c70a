import { BEFORE_2_8 } from "../platform/version.ts";
import type { Content, Exchange, Fields } from "./exchange.ts";

/**
 * Since 2.8 the platform writes head and content by one system call where they fit into a buffer that the connection
 * has, and else by two, which makes a small file cost a third more. The buffer begins with 512 bytes; it doubles where
 * a head is longer, and stays so. So a connection that asks for many small files is sent one head of this many bytes and
 * a few more, after which the buffer has twice as many. Proxies take heads of 4,096 bytes, and do not hand on, nor
 * keep, what is of a connection alone (RFC 9110 §7.6.1).
 */
const LONG_HEAD = 2048;
/** Content that fits into that buffer beside an ordinary head, but not into the first one, in bytes. */
const LEAST = 192;
const MOST = 3584;
/** Such answers until a connection is worth it, and until its buffer could have become small again. */
const FIRST = 32;
const AGAIN = 1024;

/** Small contents that the clients at each port were sent; a port that is used again need not begin anew. */
const sent = new Uint16Array(65536);

/**
 * The fields that a response is to have in place of `fields` so that later ones go out by one write, or `null` where
 * these are to stay: nearly always.
 */
export function lengthened(
  fields: Fields,
  content: Content,
  exchange: Exchange,
): Fields | null {
  if (BEFORE_2_8 || !(content instanceof Uint8Array)) return null;
  if (content.byteLength < LEAST || content.byteLength > MOST) return null;
  const { port } = exchange.proxy?.address ?? exchange.client;
  const count = sent[port] = ((sent[port] ?? 0) + 1) % AGAIN;
  if (count !== FIRST || exchange.protocol !== "HTTP/1.1") return null;
  const marked: Fields = [...fields, ["connection", "x-pad"]];
  const missing = LONG_HEAD - headLength(marked) - "x-pad: ".length;
  return missing > 0 ? [...marked, ["x-pad", filler(missing)]] : null;
}

/** How long a head is before its last fields, those of the platform, in bytes. */
function headLength(fields: Fields): number {
  return fields.reduce(
    (sum, [name, value]) => sum + name.length + value.length + ": \r\n".length,
    "HTTP/1.1 200 OK\r\n".length,
  );
}

/** Says in passing what it is there for. */
function filler(length: number): string {
  return "one-write.".repeat(Math.ceil(length / 10)).slice(0, length);
}
