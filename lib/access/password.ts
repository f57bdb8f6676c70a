import { createHash } from "node:crypto";
import { checkBcrypt, isBcrypt } from "./bcrypt.ts";
import { equalTexts } from "./equal.ts";
import { checkMd5Crypt, isMd5Crypt } from "./md5_crypt.ts";
import { checkShaCrypt, isShaCrypt } from "./sha_crypt.ts";
import type { Steps } from "./steps.ts";

/** A kind of hash, and how a password is checked against it. */
interface Kind {
  readonly is: (hash: string) => boolean;
  readonly check: (password: Uint8Array, hash: string) => Steps;
}

const KINDS: readonly Kind[] = [
  { is: isBcrypt, check: checkBcrypt },
  { is: isMd5Crypt, check: checkMd5Crypt },
  { is: isShaCrypt, check: checkShaCrypt },
  { is: (hash) => /^\{SHA\}[A-Za-z\d+/]{27}=$/.test(hash), check: checkSha },
];

/** Whether passwords can be checked against this hash. Plain ones and those of the old `crypt` never can. */
export function isKnownHash(hash: string): boolean {
  return KINDS.some(({ is }) => is(hash));
}

/** Checks a password against a hash as `htpasswd` writes it; false for a hash of no known kind. */
export function* checkPassword(password: Uint8Array, hash: string): Steps {
  // Other programs take a NUL for the end, so that no password can hold one.
  if (password.includes(0)) return false;
  const kind = KINDS.find(({ is }) => is(hash));
  return kind ? yield* kind.check(password, hash) : false;
}

// deno-lint-ignore require-yield
function* checkSha(password: Uint8Array, hash: string): Steps {
  const digest = createHash("sha1").update(password).digest("base64");
  return equalTexts(`{SHA}${digest}`, hash);
}
