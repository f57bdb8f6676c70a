import { assertEquals } from "@std/assert";
import { onceMore } from "../../lib/supervision/once_more.ts";

Deno.test("what is asked for while work runs is done once more, not more", async () => {
  const ends: (() => void)[] = [];
  const work = onceMore(() =>
    new Promise((resolve) => void ends.push(resolve))
  );
  const first = work();
  assertEquals(ends.length, 1, "at once");
  const others = [work(), work(), work()];
  assertEquals(ends.length, 1);
  ends[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(ends.length, 2, "one for all three");
  ends[1]?.();
  await Promise.all([first, ...others]);
  assertEquals(ends.length, 2);
  const last = work();
  assertEquals(ends.length, 3, "at once again");
  ends[2]?.();
  await last;
});
