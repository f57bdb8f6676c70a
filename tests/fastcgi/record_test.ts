import { assertEquals, assertThrows } from "@std/assert";
import { encodeParams, FASTCGI } from "../../lib/fastcgi/record.ts";
import { SCGI } from "../../lib/fastcgi/scgi.ts";
import {
  joinBytes,
  type Reading,
  UnreadableRecord,
} from "../../lib/fastcgi/wire.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const text = (words: string): Bytes => new TextEncoder().encode(words);

/** A record as an application sends it. */
function record(type: number, content: Bytes, padding = 0, id = 1): Bytes {
  const { length } = content;
  return joinBytes([
    Uint8Array.of(1, type, 0, id, length >> 8, length & 255, padding, 0),
    content,
    new Uint8Array(padding),
  ]);
}

const end = (status: number) =>
  record(3, Uint8Array.of(0, 0, 0, 0, status, 0, 0, 0));

/** What is read of bytes that come in pieces of so many. */
function readIn(size: number, bytes: Bytes): string[] {
  const reading = FASTCGI.read();
  const told: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    for (const part of reading.parse(bytes.slice(at, at + size))) {
      if (part.kind === "end") told.push(`end ${part.refusal}`);
      else {
        const words = new TextDecoder().decode(part.bytes);
        if (told.at(-1)?.startsWith(part.kind)) {
          told.push(told.pop() + words);
        } else told.push(`${part.kind} ${words}`);
      }
    }
  }
  return told;
}

Deno.test("a name-value pair has lengths of one byte below 128, of four from there on (FastCGI §3.4)", () => {
  const long = "x".repeat(128);
  assertEquals(
    encodeParams({ A: "bc", L: long }),
    joinBytes([
      Uint8Array.of(1, 2),
      text("Abc"),
      Uint8Array.of(1, 0x80, 0, 0, 128),
      text("L" + long),
    ]),
  );
});

Deno.test("a request begins as responder, and says whether the connection is kept (FastCGI §5.1)", () => {
  assertEquals(
    FASTCGI.head({}, true).subarray(0, 16),
    Uint8Array.of(1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0),
  );
  assertEquals(FASTCGI.head({}, false)[10], 0);
});

Deno.test("parameters end with an empty record, and long ones take several (FastCGI §5.2)", () => {
  const head = FASTCGI.head({ LONG: "x".repeat(100_000) }, true);
  assertEquals(head.subarray(-8), Uint8Array.of(1, 4, 0, 1, 0, 0, 0, 0));
  assertEquals(head.subarray(16, 22), Uint8Array.of(1, 4, 0, 1, 255, 255));
});

Deno.test("content of any length is cut into records that are padded to eight bytes (FastCGI §3.3)", () => {
  const bytes = FASTCGI.content(new Uint8Array(65_536));
  assertEquals(bytes.length, 8 + 65_536 + 8 + 8);
  assertEquals(FASTCGI.end, Uint8Array.of(1, 5, 0, 1, 0, 0, 0, 0));
});

const ANSWER = joinBytes([
  record(7, text("a warning\n"), 6),
  record(6, text("Status: 200\n\n"), 3),
  record(6, text("more")),
  record(6, text("")),
  record(10, text("unasked"), 1, 0),
  end(0),
]);

for (const size of [1, 7, 8, 9, 64, 10_000]) {
  Deno.test(`an answer is the same in pieces of ${size} bytes`, () => {
    assertEquals(readIn(size, ANSWER), [
      "stderr a warning\n",
      "stdout Status: 200\n\nmore",
      "end null",
    ]);
  });
}

for (
  const [status, want] of [
    [0, "end null"],
    [1, "end one at a time"],
    [2, "end overloaded"],
    [3, "end unknown role"],
  ] as const
) {
  Deno.test(`protocol status ${status} is ${want} (FastCGI §5.5)`, () => {
    assertEquals(readIn(100, end(status)), [want]);
  });
}

const UNREADABLE = [
  { name: "HTTP", given: text("HTTP/1.1 400 Bad Request\r\n\r\n") },
  { name: "the answer to another request", given: record(6, text("x"), 0, 2) },
  { name: "a record that only servers send", given: record(5, text("x")) },
  { name: "an end too short for its status", given: record(3, text("1234")) },
];

for (const { name, given } of UNREADABLE) {
  Deno.test(`not FastCGI: ${name}`, () => {
    assertThrows(() => FASTCGI.read().parse(given), UnreadableRecord);
  });
}

Deno.test("a connection is free once the padding of the last record has come", () => {
  const reading: Reading = FASTCGI.read();
  const last = record(3, new Uint8Array(8), 4);
  reading.parse(last.slice(0, -1));
  assertEquals(reading.done(), false);
  reading.parse(last.slice(-1));
  assertEquals(reading.done(), true);
});

Deno.test("a connection on which something follows the end is never free", () => {
  const reading: Reading = FASTCGI.read();
  const parts = reading.parse(joinBytes([end(0), record(6, text("x"))]));
  assertEquals(parts.map(({ kind }) => kind), ["end"]);
  assertEquals(reading.done(), false);
});

for (
  const [given, want] of [
    [{ A: "b" }, "28:CONTENT_LENGTH|0|SCGI|1|A|b|,"],
    [{ A: "b", CONTENT_LENGTH: "12" }, "29:CONTENT_LENGTH|12|SCGI|1|A|b|,"],
  ] as const
) {
  Deno.test(`SCGI: the length comes first and is always there, then the version: ${want}`, () => {
    const head = new TextDecoder().decode(SCGI.head({ ...given }, false));
    assertEquals(head.replaceAll("\0", "|"), want);
  });
}

Deno.test("SCGI: no value brings another variable with it", () => {
  const head = new TextDecoder().decode(
    SCGI.head({ A: "b\0HTTPS\0on" }, false),
  );
  assertEquals(head.includes("HTTPS\0"), false);
});
