import { assertEquals } from "@std/assert";
import { basicChallenge, parseBasic } from "../../lib/access/credentials.ts";
import { parseUsers } from "../../lib/access/htpasswd.ts";
import { byPath, covering } from "../../lib/access/path.ts";
import { createThrottle } from "../../lib/access/throttle.ts";
import { createVerified } from "../../lib/access/verified.ts";
import { parseTarget } from "../../lib/http/target.ts";

const CREDENTIALS: {
  name: string;
  given: string | null;
  want: string | null;
}[] = [
  {
    name: "name and password (RFC 7617 §2)",
    given: "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    want: "Aladdin|open sesame",
  },
  {
    name: "in UTF-8 (RFC 7617 §2.1)",
    given: "Basic dGVzdDoxMjPCow==",
    want: "test|123£",
  },
  {
    name: "the scheme in any case (RFC 9110 §11.1)",
    given: `bAsIc ${btoa("a:b")}`,
    want: "a|b",
  },
  {
    name: "only the first colon parts them",
    given: `Basic ${btoa("a:b:c")}`,
    want: "a|b:c",
  },
  { name: "a password may be empty", given: `Basic ${btoa("a:")}`, want: "a|" },
  { name: "a name may not", given: `Basic ${btoa(":b")}`, want: null },
  { name: "no colon", given: `Basic ${btoa("ab")}`, want: null },
  { name: "another scheme", given: "Bearer abc", want: null },
  { name: "no field", given: null, want: null },
  { name: "not base 64", given: "Basic ?", want: null },
  {
    name: "a control character in the name",
    given: `Basic ${btoa("a\nb:c")}`,
    want: null,
  },
  {
    name: "a name that is not UTF-8",
    given: `Basic ${btoa("\xff:c")}`,
    want: null,
  },
  {
    name: "longer than anybody's",
    given: `Basic ${btoa(`a:${"b".repeat(2_000)}`)}`,
    want: null,
  },
];

for (const { name, given, want } of CREDENTIALS) {
  Deno.test(`parseBasic: ${name}`, () => {
    const read = parseBasic(given);
    const text = read &&
      `${read.user}|${new TextDecoder().decode(read.password)}`;
    assertEquals(text, want);
  });
}

Deno.test("a challenge quotes its realm (RFC 9110 §11.5)", () => {
  assertEquals(
    basicChallenge('a "b" \\ ü\r\nx'),
    'Basic realm="a \\"b\\" \\\\ ???x", charset="UTF-8"',
  );
});

Deno.test("parseUsers: names, comments, and what cannot be used", () => {
  const sha = "{SHA}UWuXg/ylF+7L0dBk2i0WUxCxl1k=";
  const { hashes, faults } = parseUsers(
    `\ufeff# people\r\none:${sha}\r\n\n  two:${sha}:more\nplain:word\nold:4zgQKZ9V5sgdA\nbroken\none:$2y$\n`,
  );
  assertEquals([...hashes.keys()], ["one", "two"]);
  assertEquals(faults.map((fault) => fault.slice(0, 30)), [
    "line 5: plain has no hash, but",
    "line 6: old has a hash of the ",
    "line 7 is not name:hash",
    "line 8: one has a hash that is",
  ]);
});

const PATHS: [path: string, covered: string][] = [
  ["/", ""],
  ["/private", "private"],
  ["/private/", "private"],
  ["/private/a/b", "private"],
  ["/private/deep/x", "deep private"],
  ["/privateer", ""],
  ["/%70rivate/x", "private"],
  ["/PRIVATE/x", "private"],
  ["//private///x", "private"],
  ["/x/../private/", "private"],
  ["/private./x", "private"],
  ["/private%20/x", "private"],
  ["/private::$DATA", "private"],
  ["/private%2Fx", "private"],
  ["/private%5Cx", "private"],
  ["/%EF%BD%90rivate/", "private"],
];

for (const [path, want] of PATHS) {
  Deno.test(`what holds for ${path}: ${want || "nothing"}`, () => {
    const rules = byPath([
      { path: "/private/", name: "private" },
      { path: "/private/deep", name: "deep" },
    ]);
    const { segments } = parseTarget(path);
    const names = covering(rules, segments).map(({ name }) => name);
    assertEquals(names.join(" "), want);
  });
}

Deno.test("five wrong passwords are free, then each costs twice the time of the last", () => {
  const throttle = createThrottle();
  const waits: number[] = [];
  let now = 0;
  for (let count = 0; count < 13; count++) {
    const wait = throttle.wait("who", now);
    waits.push(wait);
    now += wait;
    throttle.failed("who", now);
  }
  assertEquals(
    waits,
    [0, 0, 0, 0, 0, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000],
  );
  assertEquals(throttle.wait("another", now), 0);
  assertEquals(throttle.wait("who", now + 900_001), 0);
});

Deno.test("a right password makes all wrong ones forgotten", () => {
  const throttle = createThrottle();
  for (let count = 0; count < 9; count++) throttle.failed("who", 0);
  throttle.succeeded("who");
  assertEquals(throttle.wait("who", 0), 0);
});

Deno.test("a login that was found right is known for five minutes", () => {
  const verified = createVerified();
  const bytes = (text: string) => new TextEncoder().encode(text);
  const key = verified.keyOf([bytes("a"), bytes("bc")]);
  assertEquals(verified.has(key, 0), false);
  verified.add(key, 0);
  assertEquals(verified.has(key, 299_999), true);
  assertEquals(verified.has(key, 300_000), false);
  assertEquals(key === verified.keyOf([bytes("ab"), bytes("c")]), false);
  assertEquals(
    key === createVerified().keyOf([bytes("a"), bytes("bc")]),
    false,
  );
});

Deno.test("of many logins the oldest is forgotten first", () => {
  const verified = createVerified();
  for (let count = 0; count <= 1_000; count++) verified.add(`${count}`, 0);
  assertEquals(verified.has("0", 1), false);
  assertEquals(verified.has("1", 1), true);
});
