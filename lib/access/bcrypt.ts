import { timingSafeEqual } from "node:crypto";
import { PI_DIGITS } from "./blowfish_table.ts";
import type { Steps } from "./steps.ts";

/** A bcrypt hash, taken apart. */
interface Parts {
  readonly cost: number;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const FORM = /^\$2[aby]\$(\d\d)\$([./A-Za-z\d]{22})([./A-Za-z\d]{31})$/;
/** More would take longer than anybody waits: 2^15 rounds are some seconds. */
const HIGHEST_COST = 15;

/** Whether this is a bcrypt hash that can be checked in a time that somebody waits for. */
export function isBcrypt(hash: string): boolean {
  const cost = Number(FORM.exec(hash)?.[1]);
  return cost >= 4 && cost <= HIGHEST_COST;
}

/**
 * Checks a password against a bcrypt hash (Provos and Mazières 1999), as `htpasswd -B` writes it.
 * Only the first 72 bytes of a password count.
 */
export function* checkBcrypt(password: Uint8Array, hash: string): Steps {
  const parts = takeApart(hash);
  if (parts === null) return false;
  const key = new Uint8Array(Math.min(password.length + 1, 72));
  key.set(password.subarray(0, 72));
  const cipher = newCipher();
  expand(cipher, words(key, 18), words(parts.salt, 4));
  const keyWords = words(key, 18);
  const saltWords = words(parts.salt, 18);
  for (let round = 2 ** parts.cost; round > 0; round--) {
    expand(cipher, keyWords, null);
    expand(cipher, saltWords, null);
    yield;
  }
  return timingSafeEqual(digest(cipher), parts.hash);
}

function takeApart(hash: string): Parts | null {
  const [, cost, salt, digest] = FORM.exec(hash) ?? [];
  if (cost === undefined || salt === undefined || digest === undefined) {
    return null;
  }
  return {
    cost: Number(cost),
    salt: decode(salt).subarray(0, 16),
    hash: decode(digest).subarray(0, 23),
  };
}

const ALPHABET =
  "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The base 64 of bcrypt: an alphabet of its own, and no padding. */
function decode(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of text) {
    bits = ((bits << 6) | ALPHABET.indexOf(character)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 255;
  }
  return bytes;
}

/** `count` words of four bytes, the highest first; the bytes begin anew when they are used up. */
function words(bytes: Uint8Array, count: number): Int32Array {
  const words = new Int32Array(count);
  for (let at = 0; at < count * 4; at++) {
    const byte = bytes[at % bytes.length] ?? 0;
    words[at >> 2] = ((words[at >> 2] ?? 0) << 8) | byte;
  }
  return words;
}

/** The state of Blowfish: subkeys, and four substitution boxes in a row. */
interface Cipher {
  readonly keys: Int32Array;
  readonly boxes: Int32Array;
  /** The two halves of the block at work. */
  readonly block: Int32Array;
}

const KEYS = 18;
const BOXES = 1024;

function newCipher(): Cipher {
  const all = new Int32Array(KEYS + BOXES);
  for (let at = 0; at < all.length; at++) {
    all[at] = parseInt(PI_DIGITS.slice(at * 8, at * 8 + 8), 16);
  }
  return {
    keys: all.slice(0, KEYS),
    boxes: all.slice(KEYS),
    block: new Int32Array(2),
  };
}

/** Mixes a key into the state; with a salt, also that. */
function expand(
  cipher: Cipher,
  key: Int32Array,
  salt: Int32Array | null,
): void {
  const { keys, boxes, block } = cipher;
  for (let at = 0; at < KEYS; at++) keys[at] = (keys[at] ?? 0) ^ (key[at] ?? 0);
  block.fill(0);
  let used = 0;
  for (const target of [keys, boxes]) {
    for (let at = 0; at < target.length; at += 2) {
      if (salt !== null) {
        block[0] = (block[0] ?? 0) ^ (salt[used & 3] ?? 0);
        block[1] = (block[1] ?? 0) ^ (salt[(used + 1) & 3] ?? 0);
        used += 2;
      }
      encipher(cipher);
      target[at] = block[0] ?? 0;
      target[at + 1] = block[1] ?? 0;
    }
  }
}

/** One block of Blowfish: sixteen rounds. */
function encipher({ keys, boxes, block }: Cipher): void {
  let left = (block[0] ?? 0) ^ (keys[0] ?? 0);
  let right = block[1] ?? 0;
  for (let round = 1; round <= 16; round++) {
    const mixed = ((((boxes[left >>> 24] ?? 0) +
      (boxes[256 + ((left >>> 16) & 255)] ?? 0)) ^
      (boxes[512 + ((left >>> 8) & 255)] ?? 0)) +
      (boxes[768 + (left & 255)] ?? 0)) | 0;
    const next = right ^ mixed ^ (keys[round] ?? 0);
    right = left;
    left = next;
  }
  block[0] = right ^ (keys[17] ?? 0);
  block[1] = left;
}

const TEXT = new TextEncoder().encode("OrpheanBeholderScryDoubt");

/** The text that everybody enciphers; of its 24 bytes one is left out, as it always was. */
function digest(cipher: Cipher): Uint8Array {
  const text = words(TEXT, 6);
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < 6; at += 2) {
    cipher.block.set(text.subarray(at, at + 2));
    for (let times = 0; times < 64; times++) encipher(cipher);
    view.setInt32(at * 4, cipher.block[0] ?? 0);
    view.setInt32(at * 4 + 4, cipher.block[1] ?? 0);
  }
  return bytes.subarray(0, 23);
}
