import { assertEquals, assertNotEquals } from "@std/assert";
import { contentHash } from "../../lib/static/content_hash.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function hex(hash: string): string {
  return Uint8Array.fromBase64(hash, { alphabet: "base64url" }).toHex();
}

const KNOWN: readonly [text: string, hash: string][] = [
  ["", "00000000000000000000000000000000"],
  [
    "I will not buy this tobacconist's, it is scratched.",
    "9b5b7ba2ef3f7866889adeaf00f3f98e",
  ],
];

for (const [text, hash] of KNOWN) {
  Deno.test(`the hash of "${text}" is that of MurmurHash3, x86, 128 bits`, () => {
    assertEquals(hex(contentHash(bytes(text))), hash);
  });
}

Deno.test("content that begins at any place of a buffer has the same hash", () => {
  const content = crypto.getRandomValues(new Uint8Array(1003));
  const want = contentHash(content);
  for (let offset = 1; offset < 9; offset++) {
    const buffer = new Uint8Array(1100);
    buffer.set(content, offset);
    assertEquals(contentHash(buffer.subarray(offset, offset + 1003)), want);
  }
});

Deno.test("one other bit or byte, anywhere, is another hash", () => {
  const content = crypto.getRandomValues(new Uint8Array(67));
  const seen = new Set([contentHash(content)]);
  for (let bit = 0; bit < content.length * 8; bit++) {
    const other = content.slice();
    other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    seen.add(contentHash(other));
  }
  assertEquals(seen.size, content.length * 8 + 1);
  for (let length = 0; length < content.length; length++) {
    assertNotEquals(
      contentHash(content.subarray(0, length)),
      contentHash(content),
    );
  }
});

Deno.test("zero bytes are told apart by their number", () => {
  const hashes = Array.from(
    { length: 100 },
    (_, length) => contentHash(new Uint8Array(length)),
  );
  assertEquals(new Set(hashes).size, 100);
});
