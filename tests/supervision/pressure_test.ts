import { assertEquals, assertMatch } from "@std/assert";
import {
  createPressure,
  isSpent,
  type Load,
} from "../../lib/supervision/pressure.ts";

const CALM: Load = {
  time: 0,
  descriptors: 50,
  most: 10_000,
  connections: 10,
  stalled: 0,
  open: 0,
};

interface Case {
  readonly name: string;
  readonly given: readonly Partial<Load>[];
  /** What is said of the last load, or `null`. */
  readonly want: RegExp | null;
  readonly oldFirst?: boolean;
}

const CASES: Case[] = [
  { name: "a calm server is left alone", given: [{}], want: null },
  {
    name: "a few idle connections are left alone for ever",
    given: [{ connections: 150 }, { connections: 150, time: 1e9 }],
    want: null,
  },
  {
    name: "a crowd has its time",
    given: [{ connections: 500 }, { connections: 500, time: 59_000 }],
    want: null,
  },
  {
    name: "a crowd that has been idle for too long",
    given: [{ connections: 500 }, { connections: 500, time: 60_000 }],
    want: /^500 connections have carried no request/,
  },
  {
    name: "a crowd that went in between begins anew",
    given: [
      { connections: 500 },
      { connections: 10, time: 30_000 },
      { connections: 500, time: 40_000 },
      { connections: 500, time: 70_000 },
    ],
    want: null,
  },
  {
    name: "as many requests as connections are no crowd",
    given: [
      { connections: 500, open: 490 },
      { connections: 500, open: 490, time: 1e9 },
    ],
    want: null,
  },
  {
    name: "a crowd that takes nothing",
    given: [
      { connections: 500, open: 500, stalled: 400 },
      { connections: 500, open: 500, stalled: 400, time: 60_000 },
    ],
    want: /^400 clients have not taken/,
  },
  {
    name: "four fifths of the descriptors",
    given: [{ descriptors: 8_000 }],
    want: /^8000 of 10000 descriptors/,
    oldFirst: false,
  },
  {
    name: "nearly all of the descriptors leave none for a new thread",
    given: [{ descriptors: 9_950 }],
    want: /^9950 of 10000/,
    oldFirst: true,
  },
  {
    name: "what was just done is not done again",
    given: [{ descriptors: 8_000 }, { descriptors: 8_000, time: 1_000 }],
    want: null,
  },
];

for (const { name, given, want, oldFirst } of CASES) {
  Deno.test(`pressure: ${name}`, () => {
    const judge = createPressure(60_000);
    const found = given.map((load) => judge({ ...CALM, ...load })).at(-1);
    if (want === null) return assertEquals(found, null);
    assertMatch(found?.reason ?? "", want);
    if (oldFirst !== undefined) assertEquals(found?.oldFirst, oldFirst);
  });
}

Deno.test("pressure: without a limit of time only descriptors count", () => {
  const judge = createPressure(0);
  judge({ ...CALM, connections: 5_000 });
  assertEquals(judge({ ...CALM, connections: 5_000, time: 1e9 }), null);
});

const RETIRED = {
  age: 5_000,
  grace: 60_000,
  open: 3,
  silent: 0,
  lost: 0,
  stalls: true,
  watched: false,
};

const SPENT = [
  { name: "requests under way are waited for", given: {}, want: false },
  { name: "none are left", given: { open: 0 }, want: true },
  {
    name: "none are left, but some may still take their answers",
    given: { open: 0, watched: true },
    want: false,
  },
  {
    name: "none are left, and it cannot finish",
    given: { open: 0, watched: true, lost: 3 },
    want: true,
  },
  {
    name: "clients have a moment to notice",
    given: { open: 0, age: 500 },
    want: false,
  },
  { name: "the grace is over", given: { age: 61_000 }, want: true },
  {
    name: "the grace is over, but nobody stalls",
    given: { age: 61_000, stalls: false },
    want: false,
  },
  { name: "it does not answer", given: { silent: 6_000 }, want: true },
];

for (const { name, given, want } of SPENT) {
  Deno.test(`a retired thread: ${name}`, () => {
    assertEquals(isSpent({ ...RETIRED, ...given }), want);
  });
}
