/**
 * The MurmurHash3 of content, 128 bits, as 22 characters that an entity tag may hold. The same on every machine.
 * Not cryptographic, which an entity tag need not be: who could choose content for a clash chooses what is served
 * anyway. That of the platform costs 30 ms to load before the first file is sent, from Deno 2.8 on.
 */
export function contentHash(content: Uint8Array): string {
  const view = new DataView(
    content.buffer,
    content.byteOffset,
    content.byteLength,
  );
  const hash = { a: 0, b: 0, c: 0, d: 0 };
  const rest = content.length % BLOCK;
  takeBlocks(hash, view, content.length - rest);
  takeRest(hash, content.subarray(content.length - rest));
  finish(hash, content.length);
  return encode(hash);
}

const BLOCK = 16;

/** Four lanes of 32 bits each. */
interface Lanes {
  a: number;
  b: number;
  c: number;
  d: number;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** A word of each lane, stirred. */
const stirA = (word: number) =>
  Math.imul(rotate(Math.imul(word, 0x239b961b), 15), 0xab0e9789);
const stirB = (word: number) =>
  Math.imul(rotate(Math.imul(word, 0xab0e9789), 16), 0x38b34ae5);
const stirC = (word: number) =>
  Math.imul(rotate(Math.imul(word, 0x38b34ae5), 17), 0xa1e38b93);
const stirD = (word: number) =>
  Math.imul(rotate(Math.imul(word, 0xa1e38b93), 18), 0x239b961b);

function takeBlocks(hash: Lanes, view: DataView, length: number): void {
  let { a, b, c, d } = hash;
  for (let at = 0; at < length; at += BLOCK) {
    a = rotate(a ^ stirA(view.getInt32(at, true)), 19) + b | 0;
    a = Math.imul(a, 5) + 0x561ccd1b | 0;
    b = rotate(b ^ stirB(view.getInt32(at + 4, true)), 17) + c | 0;
    b = Math.imul(b, 5) + 0x0bcaa747 | 0;
    c = rotate(c ^ stirC(view.getInt32(at + 8, true)), 15) + d | 0;
    c = Math.imul(c, 5) + 0x96cd1c35 | 0;
    d = rotate(d ^ stirD(view.getInt32(at + 12, true)), 13) + a | 0;
    d = Math.imul(d, 5) + 0x32ac3b17 | 0;
  }
  Object.assign(hash, { a, b, c, d });
}

function takeRest(hash: Lanes, rest: Uint8Array): void {
  const padded = new DataView(new ArrayBuffer(BLOCK));
  for (const [index, byte] of rest.entries()) padded.setUint8(index, byte);
  hash.a ^= stirA(padded.getInt32(0, true));
  hash.b ^= stirB(padded.getInt32(4, true));
  hash.c ^= stirC(padded.getInt32(8, true));
  hash.d ^= stirD(padded.getInt32(12, true));
}

function finish(hash: Lanes, length: number): void {
  hash.a ^= length;
  hash.b ^= length;
  hash.c ^= length;
  hash.d ^= length;
  blend(hash);
  hash.a = avalanche(hash.a);
  hash.b = avalanche(hash.b);
  hash.c = avalanche(hash.c);
  hash.d = avalanche(hash.d);
  blend(hash);
}

/** Every lane depends on all. */
function blend(hash: Lanes): void {
  hash.a = hash.a + hash.b + hash.c + hash.d | 0;
  hash.b = hash.b + hash.a | 0;
  hash.c = hash.c + hash.a | 0;
  hash.d = hash.d + hash.a | 0;
}

function avalanche(lane: number): number {
  lane = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  lane = Math.imul(lane ^ (lane >>> 13), 0xc2b2ae35);
  return lane ^ (lane >>> 16);
}

function encode({ a, b, c, d }: Lanes): string {
  const view = new DataView(new ArrayBuffer(BLOCK));
  for (const [index, lane] of [a, b, c, d].entries()) {
    view.setInt32(index * 4, lane);
  }
  return new Uint8Array(view.buffer).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}
