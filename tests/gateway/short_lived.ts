// Prints as JSON how many bytes each time of something leaves in memory that the quick way of freeing, which looks at
// what is new, does not free. For `deno run --v8-flags=--expose-gc`.
import { FASTCGI } from "../../lib/fastcgi/record.ts";
import { createCrowd } from "../../lib/gateway/crowd.ts";
import { departureOf } from "../../lib/gateway/departure.ts";
import { createPlaces } from "../../lib/gateway/limits.ts";
import { createPulse } from "../../lib/gateway/pulse.ts";
import { createSpool } from "../../lib/gateway/spool.ts";
import { exchange } from "../support/exchange.ts";

const { gc } = globalThis as unknown as {
  gc(how?: { type: "minor" }): void;
};

const TIMES = 10_000;
/** So many are under way at once. */
const TOGETHER = 16;

/** What goes with a request, large enough to be seen. */
const baggage = () => new Array<number>(64).fill(0);

/** Has each come, and leave when so many others have come. */
function queue(enter: () => () => void): () => void {
  const leaves: (() => void)[] = [];
  let turn = 0;
  return () => {
    const place = turn++ % TOGETHER;
    leaves[place]?.();
    leaves[place] = enter();
  };
}

const crowd = createCrowd<number[]>();
const pulse = createPulse(1_000_000);
const places = createPlaces(() => ({ running: 100, waiting: 0 }));
const given = exchange("/");
const wish = { script: "/a", group: null, client: null };
const watch = () => () => {};

const subjects: Readonly<Record<string, () => void>> = {
  crowd: queue(() => crowd.enter(baggage())),
  pulse: queue(() => {
    const kept = baggage();
    return pulse.add(() => void kept.push(1));
  }),
  departure: queue(() => {
    const departure = departureOf(given, null, watch);
    return () => departure.forget();
  }),
  place: queue(() => {
    const departure = departureOf(given, null, watch);
    const release = places.take(wish, departure) as () => void;
    return () => {
      release();
      departure.forget();
    };
  }),
  spool: queue(() => {
    const spool = createSpool();
    spool.push(new Uint8Array(16), false);
    return () => spool.close();
  }),
  "answer in records": queue(() => {
    const reading = FASTCGI.read();
    return () => void reading.done();
  }),
};

function kept(once: () => void): number {
  for (let time = 0; time < TIMES; time++) once();
  gc();
  gc({ type: "minor" });
  const before = Deno.memoryUsage().heapUsed;
  for (let time = 0; time < TIMES; time++) {
    once();
    if (time % 500 === 0) gc({ type: "minor" });
  }
  gc({ type: "minor" });
  gc({ type: "minor" });
  return Math.round((Deno.memoryUsage().heapUsed - before) / TIMES);
}

const table = Object.entries(subjects).map(([name, once]) =>
  [name, kept(once)] as const
);
console.log(JSON.stringify(Object.fromEntries(table)));
Deno.exit(0);
