import { assertEquals } from "@std/assert";
import { createTurns } from "../../lib/cgi/turns.ts";

Deno.test("a few start at once, the others in order, a few at a time", async () => {
  const turns = createTurns(2, () => 0);
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
  const turns = createTurns(2, () => now);
  for (let number = 0; number < 20; number++) {
    assertEquals(turns.take(), null);
    if (number % 2 === 1) now += 2;
  }
});
