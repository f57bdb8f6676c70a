import { assertEquals } from "@std/assert";
import {
  afterFailure,
  duringTrial,
  type Health,
  inOrder,
  WELL,
} from "../../lib/fastcgi/health.ts";

Deno.test("an address that fails is left alone for longer each time, half a minute at most", () => {
  let health: Health = WELL;
  const pauses: number[] = [];
  for (let count = 0; count < 7; count++) {
    health = afterFailure(health, 1_000);
    pauses.push(health.until - 1_000);
  }
  assertEquals(pauses, [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
});

Deno.test("one request tries an address that failed, the others wait for what it finds", () => {
  const failed = afterFailure(WELL, 0);
  assertEquals(duringTrial(failed, 5_000, 2_000).until, 7_000);
  assertEquals(duringTrial(WELL, 5_000, 2_000), WELL);
});

const well = (name: string, busy = 0, chosen = 0) => ({
  name,
  busy,
  chosen,
  health: WELL,
});
const away = (name: string, until: number) => ({
  ...well(name),
  health: { failures: 1, until },
});

const ORDERS = [
  {
    name: "equals take turns",
    given: [well("a", 0, 7), well("b", 0, 5), well("c", 0, 6)],
    want: "b c a",
  },
  {
    name: "the least busy comes first",
    given: [well("a", 2), well("b", 1), well("c", 3)],
    want: "b a c",
  },
  {
    name: "what failed comes last, the earliest to be back first",
    given: [away("a", 300), away("b", 200), well("c", 9)],
    want: "c b a",
  },
  {
    name: "a pause that is over counts for nothing",
    given: [away("a", 99), well("b", 1)],
    want: "a b",
  },
  {
    name: "what this request tried before comes after all others",
    given: [well("tried"), away("b", 900)],
    want: "b tried",
  },
];

for (const { name, given, want } of ORDERS) {
  Deno.test(`inOrder: ${name}`, () => {
    const tried = given.filter(({ name }) => name === "tried");
    const order = inOrder(given, new Set(tried), 100);
    assertEquals(order.map(({ name }) => name).join(" "), want);
  });
}
