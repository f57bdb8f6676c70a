import { assertEquals, assertRejects } from "@std/assert";
import { decodeChunks } from "../../lib/gateway/chunked.ts";
import { UnreadableHeader } from "../../lib/gateway/response.ts";

async function decode(pieces: readonly string[]): Promise<string> {
  const queue = pieces.map((piece) => new TextEncoder().encode(piece));
  const read = decodeChunks(() => Promise.resolve(queue.shift() ?? null));
  let text = "";
  for (;;) {
    const chunk = await read();
    if (chunk === null) return text;
    text += new TextDecoder().decode(chunk);
  }
}

const WHOLE = "5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nTrailer: x\r\n\r\n";

Deno.test("decodeChunks: sizes, extensions and trailers (9112 §7.1)", async () => {
  assertEquals(await decode([WHOLE]), "hello world");
});

Deno.test("decodeChunks: whatever the pieces it comes in", async () => {
  assertEquals(await decode(WHOLE.split("")), "hello world");
});

for (
  const [name, given] of Object.entries({
    "a missing end": "5\r\nhello\r\n",
    "a size that is none": "x\r\nhello\r\n0\r\n\r\n",
    "a chunk longer than it says": "4\r\nhello\r\n0\r\n\r\n",
    "an endless line": "1".repeat(5000),
  })
) {
  Deno.test(`decodeChunks refuses ${name}`, async () => {
    await assertRejects(() => decode([given]), UnreadableHeader);
  });
}
