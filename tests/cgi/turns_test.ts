import { assertEquals, assertThrows } from "@std/assert";
import { createTurns, type Turns } from "../../lib/cgi/turns.ts";

/** Another request each time it is asked. */
function counting(): () => number {
  let count = 0;
  return () => count++;
}

/** How long a start takes, in milliseconds, and how many then need not wait. */
const DURATIONS = [[0.1, 4], [0.3, 3], [0.5, 2], [1, 1], [30, 1]] as const;

/** Turns, and how many of ten that ask at once need not wait where starts take so long, in milliseconds. */
function turnsOf(milliseconds: number): { turns: Turns; atOnce: number } {
  let now = 0;
  const turns = createTurns({ others: counting(), clock: () => now });
  for (let count = 0; count < 100; count++) {
    turns.timed(() => now += milliseconds);
  }
  now += 1000;
  const taken = Array.from({ length: 10 }, () => turns.take());
  return { turns, atOnce: taken.filter((turn) => turn === null).length };
}

for (const [milliseconds, want] of DURATIONS) {
  Deno.test(`where a start takes ${milliseconds} ms, ${want} need not wait`, async () => {
    const { turns, atOnce } = turnsOf(milliseconds);
    assertEquals(atOnce, want);
    await turns.take();
  });
}

Deno.test("what a start throws is thrown, and what it returns is returned", () => {
  const turns = createTurns({ others: counting() });
  assertEquals(turns.timed(() => 7), 7);
  const fail = () => {
    throw new Error("no");
  };
  assertThrows(() => turns.timed(fail), Error, "no");
});

Deno.test("a few start at once, the others in order, a few at a time", async () => {
  const turns = createTurns({
    others: counting(),
    clock: () => 0,
  });
  const started: number[] = [];
  const start = async (number: number) => {
    const turn = turns.take();
    if (turn !== null) await turn;
    started.push(number);
  };
  const all = [1, 2, 3, 4, 5].map(start);
  assertEquals(started, [1, 2]);
  // Whatever else is ready goes first.
  await Promise.resolve();
  assertEquals(started, [1, 2]);
  await all[3];
  assertEquals(started.slice(0, 4), [1, 2, 3, 4]);
  await Promise.all(all);
  assertEquals(started, [1, 2, 3, 4, 5]);
});

Deno.test("those that come a moment apart never wait", () => {
  let now = 0;
  const turns = createTurns({
    others: counting(),
    clock: () => now,
  });
  for (let number = 0; number < 20; number++) {
    assertEquals(turns.take(), null);
    if (number % 2 === 1) now += 2;
  }
});

Deno.test("nobody waits where no others came lately", async () => {
  let now = 1000;
  let others = 7;
  const turns = createTurns({
    others: () => others,
    clock: () => now,
  });
  /** How many of three had to wait. */
  const waited = async () => {
    const taken = [1, 2, 3].map(() => turns.take());
    await Promise.all(taken);
    return taken.filter((turn) => turn !== null).length;
  };
  assertEquals(await waited(), 0, "those before do not count");
  others++;
  assertEquals(await waited(), 1);
  now += 100;
  assertEquals(await waited(), 1, "it is not long ago");
  now += 101;
  assertEquals(await waited(), 0);
});
