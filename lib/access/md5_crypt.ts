import { createHash } from "node:crypto";
import { encodeCrypt } from "./crypt_base64.ts";
import { equalTexts } from "./equal.ts";
import type { Steps } from "./steps.ts";

const FORM = /^(\$apr1\$|\$1\$)([^$:]{1,8})\$([./\dA-Za-z]{22})$/;
const ROUNDS = 1_000;
const ROUNDS_A_STEP = 100;

/** Whether this is a hash of the kind that `htpasswd` writes unless told otherwise, or of its older sibling. */
export function isMd5Crypt(hash: string): boolean {
  return FORM.test(hash);
}

/** Checks a password against an `$apr1$` or `$1$` hash: a thousand rounds of MD5 (Kamp 1994). */
export function* checkMd5Crypt(password: Uint8Array, hash: string): Steps {
  const [, magic, salt, digest] = FORM.exec(hash) ?? [];
  if (magic === undefined || salt === undefined || digest === undefined) {
    return false;
  }
  const salted = new TextEncoder().encode(salt);
  let sum = firstSum(password, magic, salted);
  for (let round = 0; round < ROUNDS; round++) {
    const md5 = createHash("md5");
    md5.update(round & 1 ? password : sum);
    if (round % 3) md5.update(salted);
    if (round % 7) md5.update(password);
    md5.update(round & 1 ? sum : password);
    sum = md5.digest();
    if (round % ROUNDS_A_STEP === 0) yield;
  }
  return equalTexts(encodeCrypt(sum, ORDER), digest);
}

function firstSum(
  password: Uint8Array,
  magic: string,
  salt: Uint8Array,
): Uint8Array {
  const inner = createHash("md5")
    .update(password).update(salt).update(password).digest();
  const md5 = createHash("md5").update(password).update(magic).update(salt);
  for (let left = password.length; left > 0; left -= 16) {
    md5.update(inner.subarray(0, Math.min(left, 16)));
  }
  // An oddity of the first program that did this, and so of all of them.
  for (let bits = password.length; bits > 0; bits >>= 1) {
    md5.update(bits & 1 ? Uint8Array.of(0) : password.subarray(0, 1));
  }
  return md5.digest();
}

const ORDER = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [
  11,
]];
