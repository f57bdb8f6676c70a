import { assert, assertEquals } from "@std/assert";
import type { Denial, Release } from "../../lib/gateway/limits.ts";
import {
  type AskedPlaces,
  askedPlaces,
} from "../../lib/supervision/asked_places.ts";
import { createPlaceKeeper } from "../../lib/supervision/place_keeper.ts";
import type { PlaceAnswer, Report } from "../../lib/supervision/thread.ts";

/** A keeper and threads, between which a message takes a turn of the loop, as it does between real ones. */
function house(running: number, waiting: number) {
  const threads = new Map<string, AskedPlaces>();
  const said: string[] = [];
  const keeper = createPlaceKeeper<string>(
    () => ({ running, waiting }),
    {
      answer: (thread, token, answer, thrift) =>
        later(() => threads.get(thread)?.hear(token, answer, thrift)),
      ask: (thread, thrift) =>
        later(() => threads.get(thread)?.giveBack(thrift)),
    },
  );
  const heed = (name: string, report: Report) => {
    if (report.kind === "wish") keeper.wish(name, report);
    if (report.kind === "over") keeper.over(name, report.token, report.to);
    if (report.kind === "gaveBack") keeper.gaveBack(name);
    said.push(report.kind);
  };
  const thread = (name: string): AskedPlaces => {
    const places = askedPlaces((report) => later(() => heed(name, report)));
    threads.set(name, places);
    return places;
  };
  return { keeper, thread, said };
}

function later(deed: () => void): void {
  setTimeout(deed);
}

/** Lets all messages that are under way arrive. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) {
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Takes a place, and keeps what became of it. */
function take(
  places: AskedPlaces,
  script: string,
  leaving = new AbortController(),
) {
  const wish = { script, group: null, client: null };
  const taken: { got: Release | Denial | null; leave(): void } = {
    got: null,
    leave: () => leaving.abort(),
  };
  Promise.resolve(places.take(wish, leaving)).then((got) => taken.got = got);
  return taken;
}

function isHeld({ got }: { got: Release | Denial | null }): boolean {
  return typeof got === "function";
}

function release({ got }: { got: Release | Denial | null }): void {
  if (typeof got === "function") got();
}

Deno.test("a place that one thread has, another has not", async () => {
  const { thread } = house(2, 8);
  const [one, two] = [thread("one"), thread("two")];
  const [a, b] = [take(one, "a"), take(two, "b")];
  await settled();
  const c = take(two, "c");
  await settled();
  assertEquals([a, b, c].map(isHeld), [true, true, false]);
  assertEquals([one.running, two.running, two.waiting], [1, 1, 1]);
  release(a);
  await settled();
  assertEquals(isHeld(c), true);
  assertEquals([one.running, two.running, two.waiting], [0, 2, 0]);
});

Deno.test("a full queue is one for all threads", async () => {
  const { thread } = house(1, 1);
  const [one, two] = [thread("one"), thread("two")];
  const all = [take(one, "a"), take(one, "b"), take(two, "c")];
  await settled();
  assertEquals(all.map(({ got }) => typeof got), [
    "function",
    "object",
    "string",
  ]);
  assertEquals(all[2]?.got, "full");
});

Deno.test("who leaves the queue leaves it for the next", async () => {
  const { thread } = house(1, 8);
  const [one, two] = [thread("one"), thread("two")];
  const a = take(one, "a");
  await settled();
  const b = take(two, "b");
  const c = take(one, "c");
  await settled();
  b.leave();
  await settled();
  assertEquals([b.got, two.waiting], ["aborted", 0]);
  release(a);
  await settled();
  assertEquals(isHeld(c), true);
});

Deno.test("a place that was granted to who just left is not lost", async () => {
  const { thread } = house(1, 8);
  const one = thread("one");
  const a = take(one, "a");
  await settled();
  const b = take(one, "b");
  await settled();
  release(a);
  b.leave();
  await settled();
  assertEquals(b.got, "aborted");
  const c = take(one, "c");
  await settled();
  assertEquals(isHeld(c), true);
});

Deno.test("who had left before it was queued takes no place", async () => {
  const { thread } = house(1, 8);
  const one = thread("one");
  const a = take(one, "a");
  await settled();
  const gone = new AbortController();
  gone.abort();
  const b = take(one, "b", gone);
  await settled();
  assertEquals([b.got, one.waiting], ["aborted", 0]);
  release(a);
  const c = take(one, "c");
  await settled();
  assertEquals(isHeld(c), true);
});

Deno.test("what a thread had that is no more is free, also its places in the queue", async () => {
  const { keeper, thread } = house(2, 8);
  const [one, two] = [thread("one"), thread("two")];
  take(one, "a");
  take(one, "b");
  await settled();
  take(one, "c");
  const d = take(two, "d");
  await settled();
  assertEquals(isHeld(d), false);
  keeper.bury("one");
  await settled();
  assertEquals(isHeld(d), true);
  const e = take(two, "e");
  await settled();
  assertEquals(isHeld(e), true);
});

Deno.test("an answer to nobody changes nothing", () => {
  const places = askedPlaces(() => {});
  for (const answer of ["granted", "queued", "full"] as PlaceAnswer[]) {
    places.hear(7, answer, "all");
  }
  assertEquals([places.running, places.waiting], [0, 0]);
});

Deno.test("where nobody waits, a place is used again without asking", async () => {
  const { thread, said } = house(2, 8);
  const one = thread("one");
  const first = take(one, "a");
  await settled();
  release(first);
  for (let times = 0; times < 3; times++) {
    const again = take(one, "a");
    await settled();
    assertEquals([isHeld(again), one.running], [true, 1]);
    release(again);
  }
  await settled();
  assertEquals(said, ["wish"]);
});

Deno.test("a kept place is for the same script and client", async () => {
  const { thread, said } = house(4, 8);
  const one = thread("one");
  const first = take(one, "a");
  await settled();
  release(first);
  take(one, "b");
  await settled();
  assertEquals(said, ["wish", "wish"]);
});

for (const waiting of [0, 8]) {
  Deno.test(`what one thread keeps and does not use, another gets (queue of ${waiting})`, async () => {
    const { thread } = house(2, waiting);
    const [one, two] = [thread("one"), thread("two")];
    const used = [take(one, "a"), take(one, "b")];
    await settled();
    used.forEach(release);
    await settled();
    const others = [take(two, "c"), take(two, "d")];
    await settled();
    assertEquals(others.map(isHeld), [true, true]);
  });
}

Deno.test("while somebody waits nothing is kept, and afterwards it is again", async () => {
  const { thread, said } = house(1, 8);
  const [one, two] = [thread("one"), thread("two")];
  const a = take(one, "a");
  await settled();
  const b = take(two, "b");
  await settled();
  release(a);
  await settled();
  assertEquals(isHeld(b), true);
  assertEquals(said, ["wish", "wish", "gaveBack", "over"]);
  release(b);
  const again = take(two, "b");
  await settled();
  assertEquals(isHeld(again), true);
  assertEquals(said.length, 4);
});

Deno.test("who leaves while unused places are asked for is forgotten", async () => {
  const { keeper, thread } = house(1, 0);
  const [one, two] = [thread("one"), thread("two")];
  const a = take(one, "a");
  await settled();
  release(a);
  take(two, "b");
  await new Promise((resolve) => setTimeout(resolve));
  keeper.bury("two");
  await settled();
  const c = take(one, "c");
  await settled();
  assertEquals(isHeld(c), true);
});

Deno.test("a thread that does not answer keeps nobody for long", async () => {
  const threads = new Map<string, AskedPlaces>();
  const keeper = createPlaceKeeper<string>(
    () => ({ running: 1, waiting: 0 }),
    {
      answer: (thread, token, answer, thrift) =>
        threads.get(thread)?.hear(token, answer, thrift),
      ask() {},
    },
  );
  for (const name of ["one", "two"]) {
    threads.set(
      name,
      askedPlaces((report) => {
        if (report.kind === "wish") {
          keeper.wish(name, report);
        }
      }),
    );
  }
  const wish = { script: "a", group: null, client: null };
  const leaving = new AbortController();
  const place = await threads.get("one")?.take(wish, leaving);
  assertEquals(typeof place, "function");
  const other = await threads.get("two")?.take(
    { ...wish, script: "b" },
    leaving,
  );
  assertEquals(other, "full");
});

Deno.test("where all who wait want the same, a place goes to the next in the same thread", async () => {
  const { thread, said } = house(1, 8);
  const [one, two] = [thread("one"), thread("two")];
  const a = take(one, "a");
  await settled();
  const [b, c] = [take(one, "a"), take(two, "a")];
  await settled();
  release(a);
  assertEquals([isHeld(a), one.running, one.waiting], [true, 1, 0]);
  await settled();
  assertEquals([isHeld(b), isHeld(c)], [true, false]);
  release(b);
  await settled();
  assertEquals([isHeld(c), one.running, two.running], [true, 0, 1]);
  release(c);
  await settled();
  const d = take(one, "d");
  await settled();
  assertEquals(isHeld(d), true);
  assertEquals(said.filter((kind) => kind === "wish").length, 4);
});

Deno.test("where others wait for something else, their turn comes", async () => {
  const { thread } = house(1, 8);
  const [one, two] = [thread("one"), thread("two")];
  const a = take(one, "a");
  await settled();
  const b = take(one, "a");
  await settled();
  const c = take(two, "c");
  const d = take(one, "a");
  await settled();
  release(a);
  await settled();
  assertEquals([b, c, d].map(isHeld), [true, false, false]);
  release(b);
  await settled();
  assertEquals([c, d].map(isHeld), [true, false]);
  release(c);
  await settled();
  assertEquals(isHeld(d), true);
});

Deno.test("a place handed on while it is also granted is not counted twice", async () => {
  const { thread } = house(2, 8);
  const [one, two] = [thread("one"), thread("two")];
  const held = [take(one, "a"), take(two, "a")];
  await settled();
  const b = take(one, "a");
  await settled();
  // Both are free in the same moment: one is handed on here, the other is granted by the keeper.
  held.forEach(release);
  await settled();
  assertEquals([isHeld(b), one.running, two.running], [true, 1, 0]);
  const [c, d] = [take(two, "c"), take(two, "d")];
  await settled();
  assertEquals([c, d].map(isHeld), [true, false]);
  release(b);
  await settled();
  assertEquals(isHeld(d), true);
});

Deno.test("any order of takes, releases and departures keeps to the limit and loses no place", async () => {
  for (let seed = 1; seed <= 6; seed++) {
    let state = seed;
    const random = (most: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor(state / 65_536) % most;
    };
    const { thread } = house(3, 6);
    const threads = [thread("one"), thread("two"), thread("three")];
    const all: ReturnType<typeof take>[] = [];
    for (let step = 0; step < 60; step++) {
      const deed = random(4);
      const some = all[random(all.length || 1)];
      const where = threads[random(3)];
      if (deed < 2 && where) all.push(take(where, "abc"[random(3)] ?? "a"));
      else if (deed === 2 && some && isHeld(some)) release(some);
      else if (some && some.got === null) some.leave();
      if (random(3) === 0) await settled();
      const running = threads.reduce((sum, one) => sum + one.running, 0);
      assert(running <= 3, `${running} with seed ${seed}`);
    }
    for (let round = 0; round < 40; round++) {
      all.forEach(release);
      await settled();
    }
    const last = threads.map((one, index) => take(one, `z${index}`));
    await settled();
    assertEquals(last.map(isHeld), [true, true, true], `seed ${seed}`);
  }
});
