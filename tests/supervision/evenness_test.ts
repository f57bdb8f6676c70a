import { assertEquals } from "@std/assert";
import { createEvenness } from "../../lib/supervision/evenness.ts";

type Look = readonly [connections: readonly number[], busy?: boolean];

const CASES: readonly {
  readonly name: string;
  readonly looks: readonly Look[];
  /** How many each thread closes, look by look. */
  readonly want: readonly (readonly number[])[];
}[] = [
  { name: "one thread closes nothing", looks: [[[32]]], want: [[0]] },
  { name: "nobody closes where there is nobody", looks: [[[]]], want: [[]] },
  {
    name: "half of them go where another has none",
    looks: [[[32, 0]]],
    want: [[16, 0]],
  },
  {
    name: "the surplus over the average goes, of each who has one",
    looks: [[[9, 0, 6]]],
    want: [[4, 0, 1]],
  },
  {
    name: "half as many are even enough",
    looks: [[[16, 8]], [[16, 7]]],
    want: [[0, 0], [4, 0]],
  },
  { name: "one more is even", looks: [[[1, 0]]], want: [[0, 0]] },
  { name: "two more are not", looks: [[[2, 0]]], want: [[1, 0]] },
  {
    name: "nothing is closed where nobody is busy",
    looks: [[[32, 0], false], [[32, 0], true]],
    want: [[0, 0], [16, 0]],
  },
  {
    name: "no more than so many at a time",
    looks: [[[2_000, 0]]],
    want: [[256, 0]],
  },
  {
    name: "what was done has time to show, and more each time that it does not",
    looks: Array.from({ length: 9 }, () => [[4, 0]] as const),
    want: [2, 0, 0, 2, 0, 0, 0, 0, 2].map((count) => [count, 0]),
  },
  {
    name: "where nothing helps, it is tried again and again",
    looks: Array.from({ length: 40 }, () => [[4, 0]] as const),
    want: Array.from(
      { length: 40 },
      (_, look) => [[0, 3, 8].includes(look) || look % 9 === 8 ? 2 : 0, 0],
    ),
  },
  {
    name: "what came right begins anew",
    looks: [
      ...Array.from({ length: 4 }, () => [[4, 0]] as const),
      ...Array.from({ length: 5 }, () => [[2, 2]] as const),
      ...Array.from({ length: 4 }, () => [[4, 0]] as const),
    ],
    want: [2, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 2].map((count) => [count, 0]),
  },
];

for (const { name, looks, want } of CASES) {
  Deno.test(`evenness: ${name}`, () => {
    const judge = createEvenness();
    const said = looks.map(([connections, busy = true]) =>
      judge(connections, busy)
    );
    assertEquals(said, want);
  });
}
