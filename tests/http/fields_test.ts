import { assertEquals } from "@std/assert";
import {
  fieldValue,
  formatDate,
  isFieldName,
  isFieldValue,
  parseDate,
  parseList,
} from "../../lib/http/fields.ts";

const THEN = 784111777000;
const NOW = Date.UTC(2026, 0, 1);

const DATES: { name: string; given: string; want: number | undefined }[] = [
  { name: "IMF-fixdate", given: "Sun, 06 Nov 1994 08:49:37 GMT", want: THEN },
  { name: "RFC 850", given: "Sunday, 06-Nov-94 08:49:37 GMT", want: THEN },
  { name: "asctime", given: "Sun Nov  6 08:49:37 1994", want: THEN },
  {
    name: "a two-digit year far ahead is past",
    given: "Sunday, 06-Nov-77 08:49:37 GMT",
    want: Date.UTC(1977, 10, 6, 8, 49, 37),
  },
  {
    name: "a two-digit year soon is to come",
    given: "Sunday, 06-Nov-30 08:49:37 GMT",
    want: Date.UTC(2030, 10, 6, 8, 49, 37),
  },
  {
    name: "a two-digit year is past where the day is more than 50 years ahead",
    given: "Thursday, 02-Jan-76 00:00:00 GMT",
    want: Date.UTC(1976, 0, 2),
  },
  {
    name: "a two-digit year is to come where the day is 50 years ahead",
    given: "Wednesday, 01-Jan-76 00:00:00 GMT",
    want: Date.UTC(2076, 0, 1),
  },
  {
    name: "a leap second",
    given: "Sat, 31 Dec 2016 23:59:60 GMT",
    want: Date.UTC(2017, 0, 1),
  },
  {
    name: "second 61",
    given: "Sat, 31 Dec 2016 23:59:61 GMT",
    want: undefined,
  },
  {
    name: "29 February of a leap year",
    given: "Thu, 29 Feb 2024 00:00:00 GMT",
    want: Date.UTC(2024, 1, 29),
  },
  {
    name: "29 February of another",
    given: "Wed, 29 Feb 2023 00:00:00 GMT",
    want: undefined,
  },
  {
    name: "hour 24",
    given: "Sun, 06 Nov 1994 24:00:00 GMT",
    want: undefined,
  },
  {
    name: "another zone",
    given: "Sun, 06 Nov 1994 08:49:37 CET",
    want: undefined,
  },
  { name: "ISO 8601", given: "1994-11-06T08:49:37Z", want: undefined },
  { name: "nothing", given: "", want: undefined },
  {
    name: "a month that is none",
    given: "Sun, 06 ovD 1994 08:49:37 GMT",
    want: undefined,
  },
];

Deno.test("parseDate (9110 §5.6.7)", async (t) => {
  for (const { name, given, want } of DATES) {
    await t.step(name, () => assertEquals(parseDate(given, NOW), want));
  }
});

Deno.test("formatDate is read back", () => {
  assertEquals(formatDate(THEN), "Sun, 06 Nov 1994 08:49:37 GMT");
  assertEquals(parseDate(formatDate(0)), 0);
  assertEquals(formatDate(-1), "Thu, 01 Jan 1970 00:00:00 GMT");
  assertEquals(formatDate(1e300), "Fri, 31 Dec 9999 23:59:59 GMT");
});

Deno.test("parseList (9110 §5.6.1)", () => {
  assertEquals(parseList('a, "b,c" ,, d;q="1,2"'), [
    "a",
    '"b,c"',
    'd;q="1,2"',
  ]);
  assertEquals(parseList(""), []);
  assertEquals(parseList('"open'), ['"open']);
  assertEquals(parseList('a, "open, b'), ["a", '"open, b']);
  assertEquals(parseList('"a\\", b", c, d\\'), ['"a\\", b"', "c", "d\\"]);
});

Deno.test("parseList reads each byte once: in the square of this length nobody would see the end", () => {
  const quotes = '\\"'.repeat(500_000);
  for (const value of [quotes, `"${quotes}`, '"'.repeat(1_000_000)]) {
    assertEquals(parseList(value), [value]);
  }
});

Deno.test("isFieldName, isFieldValue (9110 §5.1, §5.5)", () => {
  assertEquals(["a", "X-Y", "!#$"].map(isFieldName), [true, true, true]);
  assertEquals(["", "a b", "a:", "ä"].map(isFieldName), Array(4).fill(false));
  assertEquals(["", "a b\t", "é"].map(isFieldValue), [true, true, true]);
  assertEquals(
    ["\r\nX: y", "\0", "\x01", "\x7f", "→"].map(isFieldValue),
    Array(5).fill(false),
  );
});

Deno.test("fieldValue finds a name in any case", () => {
  assertEquals(fieldValue([["Content-Type", "a/b"]], "content-type"), "a/b");
  assertEquals(fieldValue([], "etag"), undefined);
});
