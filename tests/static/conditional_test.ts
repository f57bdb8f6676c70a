import { assertEquals } from "@std/assert";
import { allowsRange, evaluate } from "../../lib/static/conditional.ts";
import { makeTree, YESTERDAY } from "./tree.ts";

const TAG = '"abc"';
const AT = "Sun, 06 Nov 1994 08:49:37 GMT";
const EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";
const LATER = "Sun, 06 Nov 1994 08:49:38 GMT";
const MODIFIED = Date.UTC(1994, 10, 6, 8, 49, 37);

const CASES: {
  name: string;
  given: Record<string, string>;
  want: "proceed" | "not modified" | "failed";
}[] = [
  { name: "no precondition", given: {}, want: "proceed" },
  {
    name: "If-Match: the tag (9110 §13.1.1)",
    given: { "if-match": TAG },
    want: "proceed",
  },
  {
    name: "If-Match: * is any (9110 §13.1.1)",
    given: { "if-match": "*" },
    want: "proceed",
  },
  {
    name: "If-Match: one of several (9110 §13.1.1)",
    given: { "if-match": '"x", "abc" , "y,z"' },
    want: "proceed",
  },
  {
    name: "If-Match: another tag (9110 §13.1.1)",
    given: { "if-match": '"x"' },
    want: "failed",
  },
  {
    name: "If-Match compares strongly (9110 §13.1.1)",
    given: { "if-match": 'W/"abc"' },
    want: "failed",
  },
  {
    name: "If-Match: a tag inside another is not it",
    given: { "if-match": '"x,\\"abc\\""' },
    want: "failed",
  },
  {
    name: "If-Match wins over If-Unmodified-Since (9110 §13.2.2 step 1)",
    given: { "if-match": TAG, "if-unmodified-since": EARLIER },
    want: "proceed",
  },
  {
    name: "If-Unmodified-Since: the same date (9110 §13.1.4)",
    given: { "if-unmodified-since": AT },
    want: "proceed",
  },
  {
    name: "If-Unmodified-Since: an earlier date (9110 §13.1.4)",
    given: { "if-unmodified-since": EARLIER },
    want: "failed",
  },
  {
    name: "If-Unmodified-Since: no date is ignored (9110 §13.1.4)",
    given: { "if-unmodified-since": "yesterday" },
    want: "proceed",
  },
  {
    name: "If-None-Match: the tag (9110 §13.1.2)",
    given: { "if-none-match": TAG },
    want: "not modified",
  },
  {
    name: "If-None-Match compares weakly (9110 §13.1.2)",
    given: { "if-none-match": 'W/"abc"' },
    want: "not modified",
  },
  {
    name: "If-None-Match: one of several (9110 §13.1.2)",
    given: { "if-none-match": '"x",W/"abc"' },
    want: "not modified",
  },
  {
    name: "If-None-Match: a backslash escapes nothing (9110 §8.8.3)",
    given: { "if-none-match": '"x\\", "abc"' },
    want: "not modified",
  },
  {
    name:
      "If-None-Match: a quote that nothing closes is no tag, nor what follows",
    given: { "if-none-match": '"x, "abc"' },
    want: "proceed",
  },
  {
    name: "If-None-Match: * (9110 §13.1.2)",
    given: { "if-none-match": "*" },
    want: "not modified",
  },
  {
    name: "If-None-Match: another tag (9110 §13.1.2)",
    given: { "if-none-match": '"x"' },
    want: "proceed",
  },
  {
    name: "If-None-Match: a tag without quotes is none",
    given: { "if-none-match": "abc" },
    want: "proceed",
  },
  {
    name: "If-None-Match wins over If-Modified-Since (9110 §13.2.2)",
    given: { "if-none-match": '"x"', "if-modified-since": AT },
    want: "proceed",
  },
  {
    name: "If-Modified-Since: the same date (9110 §13.1.3)",
    given: { "if-modified-since": AT },
    want: "not modified",
  },
  {
    name: "If-Modified-Since: a later date (9110 §13.1.3)",
    given: { "if-modified-since": LATER },
    want: "not modified",
  },
  {
    name: "If-Modified-Since: an earlier date (9110 §13.1.3)",
    given: { "if-modified-since": EARLIER },
    want: "proceed",
  },
  {
    name: "If-Modified-Since as RFC 850 wrote it (9110 §5.6.7)",
    given: { "if-modified-since": "Sunday, 06-Nov-94 08:49:37 GMT" },
    want: "not modified",
  },
  {
    name: "If-Modified-Since as asctime writes it (9110 §5.6.7)",
    given: { "if-modified-since": "Sun Nov  6 08:49:37 1994" },
    want: "not modified",
  },
  {
    name: "If-Modified-Since: no date is ignored (9110 §13.1.3)",
    given: { "if-modified-since": "Sun, 36 Nov 1994 08:49:37 GMT" },
    want: "proceed",
  },
  {
    name: "If-Match that fails wins over If-None-Match (9110 §13.2.2)",
    given: { "if-match": '"x"', "if-none-match": TAG },
    want: "failed",
  },
];

for (const { name, given, want } of CASES) {
  Deno.test(`preconditions: ${name}`, () => {
    const validators = { tag: TAG, modified: MODIFIED };
    assertEquals(evaluate(new Headers(given), validators), want);
  });
}

Deno.test("preconditions: each byte of a field is read once: in the square of this length nobody would see the end", () => {
  const validators = { tag: TAG, modified: MODIFIED };
  const fields = new Headers({ "if-none-match": '\\"'.repeat(500_000) });
  assertEquals(evaluate(fields, validators), "proceed");
});

const IF_RANGE: {
  name: string;
  given: string | null;
  tag?: string;
  age?: number;
  want: boolean;
}[] = [
  { name: "none", given: null, want: true },
  { name: "the tag", given: TAG, want: true },
  { name: "another tag", given: '"x"', want: false },
  { name: "a weak tag never (§13.1.5)", given: 'W/"abc"', want: false },
  {
    name: "a weak tag not even of itself",
    given: 'W/"abc"',
    tag: 'W/"abc"',
    want: false,
  },
  { name: "the date", given: AT, want: true },
  { name: "a later date is another date", given: LATER, want: false },
  { name: "an earlier date", given: EARLIER, want: false },
  { name: "a date too young to be strong", given: AT, age: 500, want: false },
  { name: "neither tag nor date", given: "abc", want: false },
];

for (const { name, given, tag = TAG, age = 1e6, want } of IF_RANGE) {
  Deno.test(`If-Range: ${name} (9110 §13.1.5)`, () => {
    const validators = { tag, modified: MODIFIED };
    assertEquals(allowsRange(given, validators, MODIFIED + age), want);
  });
}

const WHOLE: {
  name: string;
  given: (tag: string, date: string) => Record<string, string>;
  get: number;
  head: number;
}[] = [
  { name: "nothing asked", given: () => ({}), get: 200, head: 200 },
  {
    name: "fresh by tag",
    given: (tag) => ({ "if-none-match": tag }),
    get: 304,
    head: 304,
  },
  {
    name: "fresh by date",
    given: (_, date) => ({ "if-modified-since": date }),
    get: 304,
    head: 304,
  },
  {
    name: "fresh, whatever range is asked (§13.2.2)",
    given: (tag) => ({ "if-none-match": tag, range: "bytes=0-1" }),
    get: 304,
    head: 304,
  },
  {
    name: "If-Match fails",
    given: () => ({ "if-match": '"no"', range: "bytes=0-1" }),
    get: 412,
    head: 412,
  },
  {
    name: "a part if the tag still holds",
    given: (tag) => ({ "if-range": tag, range: "bytes=0-1" }),
    get: 206,
    head: 200,
  },
  {
    name: "a part if the date still holds",
    given: (_, date) => ({ "if-range": date, range: "bytes=0-1" }),
    get: 206,
    head: 200,
  },
  {
    name: "the whole if it does not",
    given: () => ({ "if-range": '"no"', range: "bytes=0-1" }),
    get: 200,
    head: 200,
  },
  {
    name: "a range past the end is no matter once If-Range fails",
    given: () => ({ "if-range": '"no"', range: "bytes=99-" }),
    get: 200,
    head: 200,
  },
  {
    name: "a range past the end",
    given: () => ({ range: "bytes=99-" }),
    get: 416,
    head: 200,
  },
];

for (const { name, given, get, head } of WHOLE) {
  for (const method of ["GET", "HEAD"]) {
    Deno.test(`${method}: ${name} (9110 §13)`, async () => {
      using tree = makeTree({ "a.txt": "hello" });
      const date = YESTERDAY.toUTCString();
      const first = await tree.ask("/a.txt");
      const tag = first.fields.get("etag") ?? "";
      const fields = given(tag, date);
      const answer = await tree.ask("/a.txt", { method, fields });
      assertEquals(answer.status, method === "GET" ? get : head);
      if (answer.status === 304) {
        assertEquals(Object.fromEntries(answer.fields), {
          etag: tag,
          "cache-control": first.fields.get("cache-control") ?? "",
        });
      }
    });
  }
}
