import { assertEquals } from "@std/assert";
import { type Bounds, createGrowth } from "../../lib/supervision/growth.ts";

/** What a growth says to looks a second apart, each with the milliseconds of work in that second. */
function judged(
  bounds: Bounds,
  seconds: readonly { readonly work: number; readonly threads: number }[],
): number[] {
  const judge = createGrowth();
  let done = 0;
  judge({ time: 0, done, threads: seconds[0]?.threads ?? 1 }, bounds);
  return seconds.map(({ work, threads }, index) =>
    judge({ time: (index + 1) * 1000, done: done += work, threads }, bounds)
  );
}

const same = (count: number, work: number, threads: number) =>
  Array.from({ length: count }, () => ({ work, threads }));

const CASES: readonly {
  readonly name: string;
  readonly bounds?: Bounds;
  readonly seconds: Parameters<typeof judged>[1];
  /** In which seconds a thread is to be added (1) or to go (-1). */
  readonly want: Readonly<Record<number, number>>;
}[] = [
  { name: "little work changes nothing", seconds: same(100, 300, 1), want: {} },
  {
    name: "a second of work changes nothing",
    seconds: [
      ...same(1, 1000, 1),
      ...same(100, 100, 1),
    ],
    want: {},
  },
  {
    name: "two busy seconds bring a thread",
    seconds: same(3, 900, 1),
    want: { 1: 1 },
  },
  {
    name: "two busy threads bring a third, where there may be one",
    bounds: { least: 1, most: 3 },
    seconds: same(2, 1500, 2),
    want: { 1: 1 },
  },
  {
    name: "no more threads than there may be",
    seconds: same(50, 2000, 2),
    want: {},
  },
  {
    name: "a minute of calm takes one away",
    seconds: same(61, 100, 2),
    want: { 59: -1 },
  },
  {
    name: "work within the minute keeps it",
    seconds: [
      ...same(50, 100, 2),
      ...same(1, 900, 2),
      ...same(50, 100, 2),
    ],
    want: {},
  },
  { name: "one alone never goes", seconds: same(200, 0, 1), want: {} },
  {
    name: "no fewer threads than there must be",
    bounds: { least: 2, most: 4 },
    seconds: same(200, 0, 2),
    want: {},
  },
  {
    name: "the second in which threads came or went does not count",
    seconds: [
      ...same(1, 900, 1),
      ...same(1, 2000, 2),
      ...same(1, 100, 1),
    ],
    want: {},
  },
];

for (const { name, bounds = { least: 1, most: 2 }, seconds, want } of CASES) {
  Deno.test(`growth: ${name}`, () => {
    const expected = seconds.map((_, index) => want[index] ?? 0);
    assertEquals(judged(bounds, seconds), expected);
  });
}
