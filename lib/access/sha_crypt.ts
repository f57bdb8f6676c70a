import { createHash } from "node:crypto";
import { encodeCrypt } from "./crypt_base64.ts";
import { equalTexts } from "./equal.ts";
import type { Steps } from "./steps.ts";

const FORM =
  /^\$([56])\$(?:rounds=(\d{1,9})\$)?([^$:]{0,16})\$([./\dA-Za-z]{43}|[./\dA-Za-z]{86})$/;
const ROUNDS = 5_000;
/** More would take longer than anybody waits. */
const MOST_ROUNDS = 1_000_000;
const ROUNDS_A_STEP = 50;

/** Whether this is a SHA-crypt hash that can be checked in a time that somebody waits for. */
export function isShaCrypt(hash: string): boolean {
  const match = FORM.exec(hash);
  return match !== null && Number(match[2] ?? ROUNDS) <= MOST_ROUNDS;
}

/** Checks a password against a `$5$` or `$6$` hash (Drepper 2007), as `htpasswd -2` and `-5` write them. */
export function* checkShaCrypt(password: Uint8Array, hash: string): Steps {
  const [, kind, written, salt, digest] = FORM.exec(hash) ?? [];
  if (salt === undefined || digest === undefined) return false;
  const algorithm = kind === "5" ? "sha256" : "sha512";
  const salted = new TextEncoder().encode(salt);
  let sum = firstSum(algorithm, password, salted);
  const passwords = repeated(algorithm, password, password.length, password);
  const salts = repeated(algorithm, salted, 16 + (sum[0] ?? 0), salted);
  const rounds = Math.max(Number(written ?? ROUNDS), 1_000);
  for (let round = 0; round < rounds; round++) {
    const sha = createHash(algorithm);
    sha.update(round & 1 ? passwords : sum);
    if (round % 3) sha.update(salts);
    if (round % 7) sha.update(passwords);
    sha.update(round & 1 ? sum : passwords);
    sum = sha.digest();
    if (round % ROUNDS_A_STEP === 0) yield;
  }
  return equalTexts(encodeCrypt(sum, order(sum.length)), digest);
}

type Algorithm = "sha256" | "sha512";

function firstSum(
  algorithm: Algorithm,
  password: Uint8Array,
  salt: Uint8Array,
): Uint8Array {
  const inner = createHash(algorithm)
    .update(password).update(salt).update(password).digest();
  const sha = createHash(algorithm).update(password).update(salt);
  sha.update(cycled(inner, password.length));
  for (let bits = password.length; bits > 0; bits >>= 1) {
    sha.update(bits & 1 ? inner : password);
  }
  return sha.digest();
}

/** The digest of so many repetitions, in turn repeated to the length of `like`. */
function repeated(
  algorithm: Algorithm,
  bytes: Uint8Array,
  times: number,
  like: Uint8Array,
): Uint8Array {
  const sha = createHash(algorithm);
  for (let count = 0; count < times; count++) sha.update(bytes);
  return cycled(sha.digest(), like.length);
}

function cycled(bytes: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => bytes[at % bytes.length] ?? 0);
}

/** The order of bytes in which these hashes are written: three columns, each group turned on by one. */
function order(length: number): number[][] {
  const step = Math.floor(length / 3);
  const groups: number[][] = [];
  for (let row = 0; row < step; row++) {
    const group = [row, row + step, row + 2 * step];
    const turn = length === 64 ? row % 3 : (3 - (row % 3)) % 3;
    groups.push([...group.slice(turn), ...group.slice(0, turn)]);
  }
  groups.push(length === 64 ? [63] : [31, 30]);
  return groups;
}
