import { assert, assertEquals } from "@std/assert";
import {
  createPlaces,
  type Denial,
  type Group,
  type Places,
  type Release,
} from "../../lib/gateway/limits.ts";

const NEVER = new AbortController().signal;

function take(
  places: Places,
  key: string,
  group: Group | null = null,
  signal = NEVER,
): Release | Promise<Release | Denial> | Denial {
  return places.take(key, group, { signal });
}

function granted(got: unknown): Release {
  assert(typeof got === "function", `not granted: ${String(got)}`);
  return got as Release;
}

Deno.test("places: one script holds no more than its share, others still run", async () => {
  const places = createPlaces(4, 8);
  const slow = [1, 2, 3].map(() => granted(take(places, "slow")));
  const fourth = take(places, "slow");
  assert(fourth instanceof Promise);
  const other = granted(take(places, "other"));
  assertEquals([places.running, places.waiting], [4, 1]);
  other();
  assertEquals([places.running, places.waiting], [3, 1]);
  slow[0]?.();
  granted(await fourth);
  assertEquals([places.running, places.waiting], [3, 0]);
});

Deno.test("places: one script cannot fill the queue either", () => {
  const places = createPlaces(1, 4);
  granted(take(places, "a"));
  const waiting = [1, 2, 3].map(() => take(places, "a"));
  assert(waiting.every((one) => one instanceof Promise));
  assertEquals(take(places, "a"), "full");
  assert(take(places, "b") instanceof Promise);
  assertEquals(take(places, "c"), "full");
});

Deno.test("places: first come, first served", async () => {
  const places = createPlaces(1, 8);
  const first = granted(take(places, "a"));
  const order: string[] = [];
  const served = ["b", "c", "d"].map(async (key) => {
    const release = granted(await take(places, key));
    order.push(key);
    release();
  });
  first();
  await Promise.all(served);
  assertEquals(order, ["b", "c", "d"]);
});

Deno.test("places: a group has a limit of its own", async () => {
  const places = createPlaces(8, 8);
  const group: Group = { most: 1, running: 0 };
  const first = granted(take(places, "a", group));
  const second = take(places, "b", group);
  assert(second instanceof Promise);
  granted(take(places, "c"));
  first();
  granted(await second);
});

Deno.test("places: whoever leaves the queue is forgotten", async () => {
  const places = createPlaces(1, 8);
  const first = granted(take(places, "a"));
  const controller = new AbortController();
  const second = take(places, "b", null, controller.signal);
  const third = take(places, "c");
  controller.abort();
  assertEquals(await second, "aborted");
  assertEquals(places.waiting, 1);
  first();
  granted(await third)();
  assertEquals(places.running, 0);
});

Deno.test("places: a place that is given back twice counts once", () => {
  const places = createPlaces(2, 0);
  const first = granted(take(places, "a"));
  granted(take(places, "b"));
  first();
  first();
  assertEquals(places.running, 1);
});
