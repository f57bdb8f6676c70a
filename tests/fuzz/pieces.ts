import { assert } from "@std/assert";
import fc from "fast-check";
import { HttpError } from "../../lib/http/error.ts";

/** Text of the pieces that a grammar is made of, in any order, with what belongs to none between them. */
export function pieces(...words: string[]): fc.Arbitrary<string> {
  return fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: fc.string({ maxLength: 3 }) },
    ),
    { maxLength: 14 },
  ).map((parts) => parts.join(""));
}

/** The value, or `undefined` where it is refused as the client's fault; all else fails the test. */
export function orRefused<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    assert(error instanceof HttpError && error.status === 400, String(error));
    return undefined;
  }
}

/** So many tries for each property; a failure is shrunk, and tells the seed that repeats it. */
export const RUNS = { numRuns: 1_000 };
