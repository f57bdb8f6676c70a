import { createHmac, randomBytes } from "node:crypto";

/** Logins that were found right a short while ago, so that not every request costs a computation. */
export interface Verified {
  /** What a login is known by. */
  keyOf(login: readonly Uint8Array[]): string;
  has(key: string, now: number): boolean;
  add(key: string, now: number): void;
}

const LIFETIME = 300_000;
const MOST = 1_000;

/**
 * Makes an empty store. Security: it holds no password and no hash that could be guessed from, only sums under a key
 * that is made anew for each thread; what is looked up is such a sum, so that its time tells nothing either.
 */
export function createVerified(): Verified {
  const secret = randomBytes(32);
  const until = new Map<string, number>();
  return {
    keyOf(login) {
      const hmac = createHmac("sha256", secret);
      for (const part of login) hmac.update(`${part.length}:`).update(part);
      return hmac.digest("base64");
    },
    has: (key, now) => (until.get(key) ?? 0) > now,
    add(key, now) {
      until.delete(key);
      until.set(key, now + LIFETIME);
      const [oldest] = until.keys();
      if (until.size > MOST && oldest !== undefined) until.delete(oldest);
    },
  };
}
