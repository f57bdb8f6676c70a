import type { FailedRun } from "../diagnosis/mod.ts";
import type { Exchange } from "../http/exchange.ts";
import { explainLate } from "./late.ts";
import type { Explained } from "./mod.ts";

/** What tells which request an end belongs to, also where somebody changed its fields or content on the way. */
type Asked = Pick<Exchange, "id" | "target">;

/** How scripts end whose answer could be read: one that fails after its header has the client see half a page. */
export interface Endings {
  /** Takes note of an end, `null` where it is a good one; a failure goes to the log. */
  ended(exchange: Exchange, failed: FailedRun | null): void;
  /** Waits for the end of the script that is about to answer. */
  expect(exchange: Asked): Ending;
  /** Settles when everything that has ended so far is told. */
  settled(): Promise<unknown>;
}

/** An end that somebody waits for. */
export interface Ending {
  /** Settles with what went wrong, or with `null`; never where no script runs. */
  readonly failure: Promise<Explained | null>;
  /** Waits no longer. */
  forget(): void;
}

/** Makes the place where ends are told; `failed` is told of each that is a failure. */
export function scriptEndings(
  failed: (explained: Explained) => void = () => {},
): Endings {
  const expected = new Map<string, Set<(end: Explained | null) => void>>();
  const explaining = new Set<Promise<void>>();

  function tell(exchange: Asked, explained: Explained | null): void {
    const key = keyOf(exchange);
    for (const tell of expected.get(key) ?? []) tell(explained);
    expected.delete(key);
  }

  async function explain(exchange: Exchange, run: FailedRun): Promise<void> {
    const { explained, note } = await explainLate(run, exchange.id, null);
    exchange.note("warning", note.message, note.details);
    failed(explained);
    tell(exchange, explained);
  }

  return {
    ended(exchange, run) {
      if (run === null) return tell(exchange, null);
      const told = explain(exchange, run).catch(() => tell(exchange, null));
      explaining.add(told);
      told.then(() => void explaining.delete(told));
    },
    settled: () => Promise.all(explaining),
    expect(exchange) {
      const key = keyOf(exchange);
      const { promise, resolve } = Promise.withResolvers<Explained | null>();
      const waiting = expected.get(key) ?? new Set();
      waiting.add(resolve);
      expected.set(key, waiting);
      return {
        failure: promise,
        forget() {
          waiting.delete(resolve);
          if (waiting.size === 0 && expected.get(key) === waiting) {
            expected.delete(key);
          }
        },
      };
    },
  };
}

/** A local redirect keeps the id, and wants another target. */
function keyOf({ id, target }: Asked): string {
  return `${id} ${target.raw}`;
}
