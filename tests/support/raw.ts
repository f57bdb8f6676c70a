/** A response as it came over the wire. */
export interface RawResponse {
  /** Status line and fields, as Latin-1 text. */
  readonly head: string;
  readonly status: number;
  /** Values of fields by lower-case name; several of one name are joined by a line feed. */
  readonly fields: Readonly<Record<string, string>>;
  /** Content, with the chunked coding taken off. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** Content as UTF-8. */
  readonly text: string;
}

/** How a raw request is sent. */
export interface RawOptions {
  readonly hostname?: string;
  /** Milliseconds until the connection is given up (10 s). */
  readonly deadline?: number;
}

/**
 * Sends bytes over a connection of their own, as they are, and reads until the server closes it or the response
 * is whole. A text is sent as Latin-1 with its line feeds made CR LF only where they are written so.
 * Put `Connection: close` into the request where the end should be waited for.
 */
export async function sendRaw(
  port: number,
  request: string | Uint8Array,
  { hostname = "127.0.0.1", deadline = 10_000 }: RawOptions = {},
): Promise<RawResponse> {
  const connection = await Deno.connect({ hostname, port });
  const timer = setTimeout(() => connection.close(), deadline);
  try {
    await writeAll(connection, toBytes(request));
    const head = method(request) === "HEAD";
    return await readResponse(connection, head);
  } finally {
    clearTimeout(timer);
    try {
      connection.close();
    } catch {
      // The deadline has closed it.
    }
  }
}

/** Latin-1 text as bytes. */
export function toBytes(text: string | Uint8Array): Uint8Array {
  if (typeof text !== "string") return text;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function toLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function method(request: string | Uint8Array): string {
  const start = typeof request === "string"
    ? request
    : toLatin1(request.subarray(0, 16));
  return start.slice(0, start.indexOf(" "));
}

async function writeAll(
  connection: Deno.Conn,
  bytes: Uint8Array,
): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    done += await connection.write(bytes.subarray(done));
  }
}

async function readResponse(
  connection: Deno.Conn,
  toHead: boolean,
): Promise<RawResponse> {
  let bytes: Uint8Array<ArrayBuffer> = new Uint8Array();
  const buffer = new Uint8Array(65536);
  while (true) {
    const parsed = parseResponse(bytes, toHead, false);
    if (parsed) return parsed;
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    const joined = new Uint8Array(bytes.length + count);
    joined.set(bytes);
    joined.set(buffer.subarray(0, count), bytes.length);
    bytes = joined;
  }
  const parsed = parseResponse(bytes, toHead, true);
  if (parsed) return parsed;
  throw new Error(`no whole response: ${JSON.stringify(toLatin1(bytes))}`);
}

function parseResponse(
  bytes: Uint8Array<ArrayBuffer>,
  toHead: boolean,
  ended: boolean,
): RawResponse | null {
  const text = toLatin1(bytes);
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const head = text.slice(0, end);
  const status = Number(head.slice(9, 12));
  const rest = bytes.slice(end + 4);
  if (status >= 100 && status < 200) return parseResponse(rest, toHead, ended);
  const fields = parseFields(head);
  const content = readContent(rest, status, fields, toHead, ended);
  if (content === null) return null;
  return {
    head,
    status,
    fields,
    content,
    text: new TextDecoder().decode(content),
  };
}

function parseFields(head: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of head.split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = fields[name];
    fields[name] = before === undefined ? value : `${before}\n${value}`;
  }
  return fields;
}

function readContent(
  rest: Uint8Array<ArrayBuffer>,
  status: number,
  fields: Readonly<Record<string, string>>,
  toHead: boolean,
  ended: boolean,
): Uint8Array<ArrayBuffer> | null {
  if (toHead || status === 204 || status === 304) return new Uint8Array();
  if (fields["transfer-encoding"]?.toLowerCase() === "chunked") {
    return unchunk(rest);
  }
  const length = fields["content-length"];
  if (length === undefined) return ended ? rest : null;
  return rest.length < Number(length) ? null : rest.slice(0, Number(length));
}

/** Takes the chunked coding off (RFC 9112 §7.1), or `null` where its end has not come. */
function unchunk(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const text = toLatin1(bytes);
  const chunks: string[] = [];
  let place = 0;
  while (true) {
    const line = text.indexOf("\r\n", place);
    if (line < 0) return null;
    const size = parseInt(text.slice(place, line), 16);
    if (text.length < line + 4 + size) return null;
    if (size === 0) return Uint8Array.from(toBytes(chunks.join("")));
    chunks.push(text.slice(line + 2, line + 2 + size));
    place = line + 2 + size + 2;
  }
}
