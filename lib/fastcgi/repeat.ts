import type { Refusal } from "./wire.ts";

/** What a request that failed at an application left behind. */
export interface Attempt {
  readonly method: string;
  /** Whether it brought content, which cannot be read a second time. */
  readonly content: boolean;
  /** How many attempts were made, this one included. */
  readonly attempts: number;
  /** How many addresses there are. */
  readonly addresses: number;
  /** Why the application did not take it, if it said so. */
  readonly refusal: Refusal | null;
  /** Whether the connection broke. */
  readonly broken: boolean;
}

/** Methods whose effect is the same once or twice (RFC 9110 §9.2.2). */
const IDEMPOTENT = new Set([
  "GET",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "PUT",
  "DELETE",
]);

/** Whether a request by this method may be sent a second time where nobody knows what became of the first. */
export function isIdempotent(method: string): boolean {
  return IDEMPOTENT.has(method);
}

/**
 * Whether a failed request may be tried again, as long as nothing was sent to the client: one that was refused unread
 * at every address, one that broke off once more if it is idempotent (RFC 9110 §9.2.2), none that took too long.
 */
export function mayRepeat(attempt: Attempt): boolean {
  const { content, attempts, addresses, refusal, broken, method } = attempt;
  if (content) return false;
  if (refusal !== null) return attempts < Math.max(2, addresses);
  // Security: a request that kills whoever takes it must not be handed from one to the next.
  return broken && attempts < 2 && isIdempotent(method);
}
