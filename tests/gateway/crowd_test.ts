import { assertEquals } from "@std/assert";
import { createCrowd } from "../../lib/gateway/crowd.ts";

/** All that are in it, in order. */
function membersOf(crowd: ReturnType<typeof createCrowd<number>>): number[] {
  const members: number[] = [];
  crowd.each((one) => void members.push(one));
  return members.sort((a, b) => a - b);
}

Deno.test("crowd: holds those that came and did not leave", () => {
  const crowd = createCrowd<number>();
  const [first, , third] = [1, 2, 3].map((one) => crowd.enter(one));
  assertEquals(membersOf(crowd), [1, 2, 3]);
  first?.();
  assertEquals(membersOf(crowd), [2, 3]);
  third?.();
  assertEquals([membersOf(crowd), crowd.size], [[2], 1]);
  crowd.enter(4);
  assertEquals(membersOf(crowd), [2, 4]);
});

Deno.test("crowd: who leaves twice takes nobody along", () => {
  const crowd = createCrowd<number>();
  const leave = crowd.enter(1);
  leave();
  crowd.enter(2);
  leave();
  assertEquals([membersOf(crowd), crowd.size], [[2], 1]);
});

Deno.test("crowd: the same as a Set, whoever comes and leaves", () => {
  const crowd = createCrowd<number>();
  const set = new Map<number, () => void>();
  for (let turn = 0; turn < 1_000; turn++) {
    const one = turn * 7919 % 101;
    const leave = set.get(one);
    if (leave) {
      leave();
      set.delete(one);
    } else set.set(one, crowd.enter(one));
    assertEquals(crowd.size, set.size);
  }
  assertEquals(membersOf(crowd), [...set.keys()].sort((a, b) => a - b));
});

Deno.test("crowd: all are visited, though some leave and others come meanwhile", () => {
  const crowd = createCrowd<number>();
  const seen = new Set<number>();
  const leaves = [1, 2, 3, 4, 5].map((one) => crowd.enter(one));
  crowd.each((one) => {
    seen.add(one);
    if (one < 6) crowd.enter(one + 10);
    if (one % 2 === 1) leaves[one - 1]?.();
  });
  assertEquals([...seen].filter((one) => one < 6).length, 5);
  assertEquals(membersOf(crowd), [2, 4, 11, 12, 13, 14, 15]);
});
