import { assertEquals } from "@std/assert";
import { createTurns } from "../../lib/cgi/turns.ts";

/** Another request each time it is asked. */
function counting(): () => number {
  let count = 0;
  return () => count++;
}

Deno.test("a few start at once, the others in order, a few at a time", async () => {
  const turns = createTurns({
    others: counting(),
    together: 2,
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
    together: 2,
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
    together: 2,
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
