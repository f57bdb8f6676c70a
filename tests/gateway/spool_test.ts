import { assert, assertEquals } from "@std/assert";
import { createSpool } from "../../lib/gateway/spool.ts";

/** A few bytes in a large buffer, as the platform reads them. */
function readBytes(...bytes: number[]): Uint8Array<ArrayBuffer> {
  const buffer = new Uint8Array(65_536);
  buffer.set(bytes);
  return buffer.subarray(0, bytes.length);
}

function takeAll(spool: ReturnType<typeof createSpool>): Uint8Array[] {
  const taken: Uint8Array[] = [];
  for (let chunk = spool.shift(); chunk; chunk = spool.shift()) {
    taken.push(chunk);
  }
  return taken;
}

Deno.test("single bytes hold no more memory than is counted, but for one buffer", () => {
  const spool = createSpool();
  const count = 100_000;
  for (let n = 0; n < count; n++) spool.push(readBytes(n & 0xff), false);
  assertEquals(spool.inMemory(), count);
  const taken = takeAll(spool);
  assertEquals(taken.flatMap((chunk) => [...chunk]), [
    ...Array.from({ length: count }, (_, n) => n & 0xff),
  ]);
  const buffers = new Set(taken.map(({ buffer }) => buffer));
  const held = [...buffers].reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  );
  assert(held < 2 * count, `${held} bytes for ${count}`);
  assertEquals(spool.inMemory(), 0);
});

Deno.test("the order is kept, whatever the sizes, and however it is taken", () => {
  const spool = createSpool();
  const sizes = [1, 2, 40_000, 3, 1, 20_000, 9_000, 9_000, 5, 70_000, 1];
  let [put, got] = [0, 0];
  const check = (chunk: Uint8Array | null) => {
    for (const byte of chunk ?? []) assertEquals(byte, got++ % 251);
  };
  for (let round = 0; round < 40; round++) {
    const size = sizes[round % sizes.length] ?? 1;
    const chunk = Uint8Array.from({ length: size }, () => put++ % 251);
    spool.push(chunk, false);
    if (round % 3 === 1) check(spool.shift());
    assertEquals(spool.inMemory(), put - got);
  }
  for (const chunk of takeAll(spool)) check(chunk);
  assertEquals([got, spool.inMemory()], [put, 0]);
});

Deno.test("what has been taken is not written over by what comes", () => {
  const spool = createSpool();
  for (const byte of [1, 2, 3]) spool.push(readBytes(byte), false);
  const taken = takeAll(spool);
  for (const byte of [4, 5, 6]) spool.push(readBytes(byte), false);
  assertEquals(taken.flatMap((chunk) => [...chunk]), [1, 2, 3]);
  assertEquals(takeAll(spool).flatMap((chunk) => [...chunk]), [4, 5, 6]);
});
