import { assertEquals, assertStrictEquals } from "@std/assert";
import { dated } from "../../lib/http/set_back.ts";

const NOON = Date.UTC(2100, 0, 1, 12);
const MINUTE = 60_000;

const reply = (...fields: [string, string][]) => ({
  status: 200,
  fields,
  content: null,
});

Deno.test("a reply leaves as it is while the clock goes on", () => {
  for (const now of [NOON, NOON, NOON + MINUTE, NOON + MINUTE - 1_000]) {
    const given = reply(["last-modified", "Fri, 01 Jan 2100 13:00:00 GMT"]);
    assertStrictEquals(dated(given, now), given);
  }
});

const ROWS: {
  name: string;
  given: [string, string][];
  want: [string, string][];
}[] = [
  {
    name: "it has a Date of its own (RFC 9110 §6.6.1)",
    given: [["x-a", "1"]],
    want: [["x-a", "1"], ["date", "Fri, 01 Jan 2100 11:59:00 GMT"]],
  },
  {
    name: "a script's Date stays",
    given: [["Date", "Thu, 01 Jan 1970 00:00:00 GMT"]],
    want: [["Date", "Thu, 01 Jan 1970 00:00:00 GMT"]],
  },
  {
    name: "Last-Modified is not after Date (RFC 9110 §8.8.2.1)",
    given: [["last-modified", "Fri, 01 Jan 2100 11:59:01 GMT"]],
    want: [
      ["last-modified", "Fri, 01 Jan 2100 11:59:00 GMT"],
      ["date", "Fri, 01 Jan 2100 11:59:00 GMT"],
    ],
  },
  {
    name: "an earlier Last-Modified, or one that is no date, stays",
    given: [
      ["last-modified", "Fri, 01 Jan 2100 11:58:59 GMT"],
      ["last-modified", "yesterday"],
    ],
    want: [
      ["last-modified", "Fri, 01 Jan 2100 11:58:59 GMT"],
      ["last-modified", "yesterday"],
      ["date", "Fri, 01 Jan 2100 11:59:00 GMT"],
    ],
  },
];

for (const { name, given, want } of ROWS) {
  Deno.test(`a reply once the clock has been set back: ${name}`, () => {
    dated(reply(), NOON);
    assertEquals(dated(reply(...given), NOON - MINUTE).fields, want);
  });
}
