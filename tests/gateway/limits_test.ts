import { assert, assertEquals } from "@std/assert";
import {
  createPlaces,
  type Denial,
  type PlaceLimits,
  type Places,
  type Release,
  type Wish,
  wishOf,
} from "../../lib/gateway/limits.ts";
import { exchange } from "../support/exchange.ts";

const NEVER = new AbortController().signal;

function places(running: number, waiting: number, client = 0): Places {
  return createPlaces(() => ({ running, waiting, client }));
}

function take(
  places: Places,
  script: string,
  wish: Partial<Wish> = {},
  signal = NEVER,
): Release | Promise<Release | Denial> | Denial {
  return places.take({ script, group: null, client: null, ...wish }, {
    signal,
  });
}

function granted(got: unknown): Release {
  assert(typeof got === "function", `not granted: ${String(got)}`);
  return got as Release;
}

Deno.test("places: one script holds no more than its share, others still run", async () => {
  const hall = places(4, 8);
  const slow = [1, 2, 3].map(() => granted(take(hall, "slow")));
  const fourth = take(hall, "slow");
  assert(fourth instanceof Promise);
  const other = granted(take(hall, "other"));
  assertEquals([hall.running, hall.waiting], [4, 1]);
  other();
  assertEquals([hall.running, hall.waiting], [3, 1]);
  slow[0]?.();
  granted(await fourth);
  assertEquals([hall.running, hall.waiting], [3, 0]);
});

Deno.test("places: one script cannot fill the queue either", () => {
  const hall = places(1, 4);
  granted(take(hall, "a"));
  const waiting = [1, 2, 3].map(() => take(hall, "a"));
  assert(waiting.every((one) => one instanceof Promise));
  assertEquals(take(hall, "a"), "full");
  assert(take(hall, "b") instanceof Promise);
  assertEquals(take(hall, "c"), "full");
});

Deno.test("places: first come, first served", async () => {
  const hall = places(1, 8);
  const first = granted(take(hall, "a"));
  const order: string[] = [];
  const served = ["b", "c", "d"].map(async (key) => {
    const release = granted(await take(hall, key));
    order.push(key);
    release();
  });
  first();
  await Promise.all(served);
  assertEquals(order, ["b", "c", "d"]);
});

Deno.test("places: a group has a limit of its own", async () => {
  const hall = places(8, 8);
  const wish = { group: { name: "/git", most: 1 } };
  const first = granted(take(hall, "a", wish));
  const second = take(hall, "b", wish);
  assert(second instanceof Promise);
  granted(take(hall, "c"));
  first();
  granted(await second);
});

Deno.test("places: whoever leaves the queue is forgotten", async () => {
  const hall = places(1, 8);
  const first = granted(take(hall, "a"));
  const controller = new AbortController();
  const second = take(hall, "b", {}, controller.signal);
  const third = take(hall, "c");
  controller.abort();
  assertEquals(await second, "aborted");
  assertEquals(hall.waiting, 1);
  first();
  granted(await third)();
  assertEquals(hall.running, 0);
});

Deno.test("places: a place that is given back twice counts once", () => {
  const hall = places(2, 0);
  const first = granted(take(hall, "a"));
  granted(take(hall, "b"));
  first();
  first();
  assertEquals(hall.running, 1);
});

Deno.test("places: groups of one name are one, of others not", () => {
  const hall = places(8, 0);
  const group = (name: string) => ({ group: { name, most: 1 } });
  granted(take(hall, "a", group("/one")));
  assertEquals(take(hall, "b", group("/one")), "full");
  granted(take(hall, "c", group("/two")));
});

Deno.test("places: a client has a share of them, and one at this machine all", async () => {
  const hall = places(4, 8, 2);
  const held = ["a", "b"].map((script) =>
    granted(take(hall, script, { client: "203.0.113.1" }))
  );
  const third = take(hall, "c", { client: "203.0.113.1" });
  assert(third instanceof Promise);
  granted(take(hall, "d", { client: "203.0.113.2" }));
  granted(take(hall, "e"));
  assertEquals([hall.running, hall.waiting], [4, 1]);
  held[0]?.();
  granted(await third);
});

Deno.test("places: a client has a share of the queue", () => {
  const hall = places(1, 4, 1);
  granted(take(hall, "a"));
  const waiting = ["b", "c", "d"].map((script) =>
    take(hall, script, { client: "203.0.113.1" })
  );
  assert(waiting.every((one) => one instanceof Promise));
  assertEquals(take(hall, "e", { client: "203.0.113.1" }), "full");
  assert(take(hall, "e", { client: "203.0.113.2" }) instanceof Promise);
});

Deno.test("places: next is whose client has the fewest scripts running", async () => {
  const hall = places(2, 8);
  const first = granted(take(hall, "a", { client: "203.0.113.1" }));
  granted(take(hall, "b", { client: "203.0.113.1" }));
  const order: string[] = [];
  const wait = async (script: string, client: string) => {
    const release = granted(await take(hall, script, { client }));
    order.push(script);
    release();
  };
  const served = [
    wait("c", "203.0.113.1"),
    wait("d", "203.0.113.2"),
    wait("e", "203.0.113.2"),
  ];
  first();
  await Promise.all(served);
  assertEquals(order, ["d", "e", "c"]);
});

Deno.test("places: limits may change", () => {
  let limits: PlaceLimits = { running: 1, waiting: 0 };
  const hall = createPlaces(() => limits);
  granted(take(hall, "a"));
  assertEquals(take(hall, "b"), "full");
  limits = { running: 2, waiting: 0 };
  granted(take(hall, "b"));
});

const CLIENTS: readonly (readonly [string, "tcp" | "unix", string | null])[] = [
  ["127.0.0.1", "tcp", null],
  ["::1", "tcp", null],
  ["/run/gatehouse.sock", "unix", null],
  ["203.0.113.9", "tcp", "203.0.113.9"],
  ["2001:db8:0:1::2", "tcp", "32.1.13.184.0.0.0.1"],
  ["2001:db8:0:1:ffff::3", "tcp", "32.1.13.184.0.0.0.1"],
];
for (const [hostname, transport, want] of CLIENTS) {
  Deno.test(`places: ${hostname} counts as ${want ?? "nobody"}`, () => {
    const { client } = wishOf(
      { ...exchange("/"), client: { transport, hostname, port: 1 } },
      { file: "/srv/a", name: "/a", extraPath: null, mode: null },
    );
    assertEquals(client, want);
  });
}
