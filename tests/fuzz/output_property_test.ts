import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { decodeChunks } from "../../lib/gateway/chunked.ts";
import {
  findHeaderEnd,
  interpretHeader,
  parseHeader,
  UnreadableHeader,
} from "../../lib/gateway/response.ts";
import { isFieldName, isFieldValue } from "../../lib/http/fields.ts";
import { RUNS } from "./pieces.ts";

const LINES = fc.oneof(
  fc.constantFrom(
    "Content-Type: text/plain",
    "Status: 200 OK",
    "Status: 99",
    "Status: 1000",
    "Status: 204",
    "HTTP/1.1 200 OK",
    "Location: /x",
    "Location: //evil.test/",
    "Location: /\\evil.test",
    "Location: http://a.test/\x01",
    "Set-Cookie: a=b",
    "Content-Length: -1",
    "Content-Length: 5",
    "Transfer-Encoding: chunked",
    "Connection: close, set-cookie",
    "X-Sendfile: /etc/passwd",
    ": empty",
    "No colon",
    "X\x01: y",
    "X: \x01\x7f",
    " folded",
    "\r",
    "",
    "\0",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);

const HEADER = fc.tuple(
  fc.array(LINES, { maxLength: 8 }),
  fc.constantFrom("\n", "\r\n"),
)
  .map(([lines, end]) => new TextEncoder().encode(lines.join(end)));

/** What comes of it, or `undefined` where it is refused as unreadable. */
function read<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    assert(error instanceof UnreadableHeader, String(error));
    return undefined;
  }
}

/** Fields that a script has no say in: the connection's own, and how long the content is. */
const NEVER =
  /^(?:connection|keep-alive|te|trailer|transfer-encoding|upgrade|content-length|status)$/i;

Deno.test("a script's header is refused, or only fields come of it that may leave (3875 §6.2)", () => {
  fc.assert(
    fc.property(HEADER, fc.boolean(), (header, sendfile) => {
      const answer = read(() => interpretHeader(parseHeader(header), sendfile));
      if (answer === undefined) return;
      if (answer.kind === "local-redirect") {
        return assert(/^\/[\t\x20-\x7e\x80-\xff]*$/.test(answer.location));
      }
      assert(sendfile || answer.kind !== "file");
      assert(answer.status >= 200 && answer.status <= 599);
      for (const [name, value] of answer.fields) {
        assert(isFieldName(name) && isFieldValue(value), `${name}: ${value}`);
        assert(!NEVER.test(name), name);
      }
    }),
    RUNS,
  );
});

Deno.test("where a header ends does not depend on how it arrives (3875 §6.2)", () => {
  fc.assert(
    fc.property(HEADER, (header) => {
      const bytes = new Uint8Array([...header, 13, 10, 13, 10, 120]);
      const whole = findHeaderEnd(bytes);
      if (whole === null) throw new Error("it has no end");
      for (let looked = 0; looked < bytes.length; looked++) {
        const before = findHeaderEnd(bytes.subarray(0, looked));
        assertEquals(before ?? findHeaderEnd(bytes, looked), whole);
      }
    }),
    RUNS,
  );
});

/** Gives bytes in pieces of these sizes, in turn. */
function inPieces(bytes: Uint8Array<ArrayBuffer>, sizes: readonly number[]) {
  let at = 0;
  let turn = 0;
  return () => {
    if (at >= bytes.length) return Promise.resolve(null);
    const end = at + (sizes[turn++ % sizes.length] ?? 1);
    const piece = bytes.subarray(at, end);
    at = end;
    return Promise.resolve(piece);
  };
}

async function readAll(
  next: () => Promise<Uint8Array | null>,
): Promise<number[]> {
  const all: number[] = [];
  for (let part = await next(); part !== null; part = await next()) {
    all.push(...part);
  }
  return all;
}

const SIZES = fc.array(fc.integer({ min: 1, max: 9 }), {
  minLength: 1,
  maxLength: 5,
});
const CONTENT = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), {
  maxLength: 6,
});

Deno.test("chunks give the same content however they are cut and arrive (9112 §7.1)", async () => {
  await fc.assert(
    fc.asyncProperty(
      CONTENT,
      SIZES,
      fc.constantFrom("", ";a=b", "  "),
      async (chunks, sizes, extension) => {
        const encode = (text: string) => [...new TextEncoder().encode(text)];
        const coded = chunks.flatMap((chunk) => [
          ...encode(`${chunk.length.toString(16)}${extension}\r\n`),
          ...chunk,
          ...encode("\r\n"),
        ]);
        const bytes = new Uint8Array([
          ...coded,
          ...encode("0\r\nX: y\r\n\r\n"),
        ]);
        const read = decodeChunks(inPieces(bytes, sizes));
        assertEquals(
          await readAll(read),
          chunks.flatMap((chunk) => [...chunk]),
        );
      },
    ),
    RUNS,
  );
});

Deno.test("broken chunks are refused, never passed on as what follows them (9112 §7.1)", async () => {
  const junk = fc.array(
    fc.constantFrom(
      "1",
      "a",
      "-1",
      "+1",
      "0x1",
      "\r\n",
      "\n",
      "\r",
      ";",
      " ",
      "x",
      "fffffffffffff",
    ),
    { maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(junk, SIZES, async (parts, sizes) => {
      const text = parts.join("");
      const read = decodeChunks(
        inPieces(new TextEncoder().encode(text), sizes),
      );
      // Nothing here ends with a last chunk and its trailer.
      if (/(?:^|\n)0+[ \t;\r\n]/.test(text)) return;
      await assertRejects(() => readAll(read), UnreadableHeader);
    }),
    RUNS,
  );
});

Deno.test("a chunk that is longer than it says is refused (9112 §7.1)", async () => {
  const content = fc.uint8Array({ minLength: 2, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(content, fc.nat(), SIZES, async (chunk, less, sizes) => {
      // What is then where the end of its line should be must not look like one.
      if (chunk.some((byte) => byte === 10)) return;
      const said = 1 + less % (chunk.length - 1);
      const text = (text: string) => [...new TextEncoder().encode(text)];
      const bytes = new Uint8Array([
        ...text(`${said.toString(16)}\r\n`),
        ...chunk,
        ...text("x\r\n0\r\n\r\n"),
      ]);
      const read = decodeChunks(inPieces(bytes, sizes));
      await assertRejects(() => readAll(read), UnreadableHeader);
    }),
    RUNS,
  );
});
