import type { Request } from "./wrk.ts";

/** An answer, with its content as it was sent but for the chunks. */
export interface Answer {
  readonly status: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly content: Uint8Array;
}

/** How long an answer may take, in milliseconds. */
const PATIENCE = 20_000;

/** The bytes of a request; with `Connection: close`, so that the answer ends where the connection does. */
export function writeRequest(
  { path, method = "GET", fields = {}, content = 0 }: Request,
): Uint8Array<ArrayBuffer> {
  const lines = Object.entries({
    Host: "localhost",
    Connection: "close",
    ...(content > 0 ? { "Content-Length": String(content) } : {}),
    ...fields,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return new TextEncoder().encode(
    `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${"x".repeat(content)}`,
  );
}

/** Sends one request over a connection of its own. Throws where there is no whole answer. */
export async function ask(port: number, request: Request): Promise<Answer> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const timer = setTimeout(() => connection.close(), PATIENCE);
  try {
    // It may answer, or leave, before it has read everything.
    const sent = sendAll(connection, writeRequest(request)).catch(() => {});
    const received = await new Response(connection.readable).bytes();
    await sent;
    return parseAnswer(received);
  } finally {
    clearTimeout(timer);
  }
}

async function sendAll(
  connection: Deno.Conn,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    sent += await connection.write(bytes.subarray(sent));
  }
}

/** Gets a path over TLS, with the certificate that is to be trusted. Throws where there is no whole answer. */
export async function askOverTls(
  url: string,
  path: string,
  certificate: string,
): Promise<Answer> {
  using client = Deno.createHttpClient({ caCerts: [certificate] });
  const answer = await fetch(url + path, {
    client,
    headers: { "Accept-Encoding": "identity" },
    signal: AbortSignal.timeout(PATIENCE),
  });
  return {
    status: answer.status,
    fields: new Map(answer.headers),
    content: await answer.bytes(),
  };
}

/** Reads an answer that has ended. Throws where it has no head. */
export function parseAnswer(bytes: Uint8Array): Answer {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 16_384));
  const end = head.indexOf("\r\n\r\n");
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1]);
  if (end < 0 || !status) throw new Error("Cannot read the answer");
  const fields = new Map(
    head.slice(0, end).split("\r\n").slice(1).map((line) => {
      const colon = line.indexOf(":");
      return [
        line.slice(0, colon).toLowerCase(),
        line.slice(colon + 1).trim(),
      ] as const;
    }),
  );
  const rest = bytes.subarray(end + 4);
  const chunked = fields.get("transfer-encoding") === "chunked";
  return { status, fields, content: chunked ? joinChunks(rest) : rest };
}

function joinChunks(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let place = 0; place < bytes.length;) {
    const line = bytes.indexOf(10, place);
    const size = parseInt(
      new TextDecoder().decode(bytes.subarray(place, line)),
      16,
    );
    if (line < 0 || !size) break;
    parts.push(bytes.subarray(line + 1, line + 1 + size));
    place = line + 1 + size + 2;
  }
  const whole = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
