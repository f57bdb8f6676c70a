import { assertEquals, assertThrows } from "@std/assert";
import { HttpError } from "../../lib/http/error.ts";
import {
  formatPath,
  parseAuthority,
  parseTarget,
  splitUrl,
} from "../../lib/http/target.ts";

const TARGETS: {
  name: string;
  given: string;
  want: { segments: string[]; folder: boolean; query: string | null } | 400;
}[] = [
  {
    name: "the root",
    given: "/",
    want: { segments: [], folder: true, query: null },
  },
  {
    name: "segments and a query (9112 §3.2.1)",
    given: "/a/b?c=/d",
    want: { segments: ["a", "b"], folder: false, query: "c=/d" },
  },
  {
    name: "an empty query is not no query",
    given: "/a?",
    want: { segments: ["a"], folder: false, query: "" },
  },
  {
    name: "only the first ? begins the query",
    given: "/a?b?c",
    want: { segments: ["a"], folder: false, query: "b?c" },
  },
  {
    name: "escapes are decoded once (3986 §2.4)",
    given: "/%2541/%20",
    want: { segments: ["%41", " "], folder: false, query: null },
  },
  {
    name: "UTF-8 in escapes (3986 §2.5)",
    given: "/%C3%A9/%F0%9F%98%80",
    want: { segments: ["é", "😀"], folder: false, query: null },
  },
  {
    name: "+ is a plus sign in a path",
    given: "/a+b",
    want: { segments: ["a+b"], folder: false, query: null },
  },
  {
    name: "empty segments are merged",
    given: "//a///b//",
    want: { segments: ["a", "b"], folder: true, query: null },
  },
  {
    name: "dot segments are removed (3986 §5.2.4)",
    given: "/a/./b/../c",
    want: { segments: ["a", "c"], folder: false, query: null },
  },
  {
    name: "dot segments are removed after decoding",
    given: "/a/%2e%2E/b",
    want: { segments: ["b"], folder: false, query: null },
  },
  {
    name: "a dot segment at the end names a folder",
    given: "/a/b/..",
    want: { segments: ["a"], folder: true, query: null },
  },
  {
    name: "an encoded slash stays inside its segment",
    given: "/a%2Fb",
    want: { segments: ["a/b"], folder: false, query: null },
  },
  {
    name: "three dots are a name",
    given: "/...",
    want: { segments: ["..."], folder: false, query: null },
  },
  { name: "above the root", given: "/../a", want: 400 },
  { name: "above the root, encoded", given: "/%2e%2e/a", want: 400 },
  { name: "above the root, later", given: "/a/../../b", want: 400 },
  { name: "a broken escape", given: "/%zz", want: 400 },
  { name: "half an escape", given: "/%4", want: 400 },
  { name: "overlong UTF-8", given: "/%C0%AE%C0%AE/", want: 400 },
  { name: "bytes that are not UTF-8", given: "/%FF", want: 400 },
  { name: "a surrogate", given: "/%ED%A0%80", want: 400 },
  { name: "NUL", given: "/a%00b", want: 400 },
  { name: "a fragment (9112 §3.2.1)", given: "/a#b", want: 400 },
];

Deno.test("parseTarget", async (t) => {
  for (const { name, given, want } of TARGETS) {
    await t.step(name, () => {
      if (want === 400) {
        const error = assertThrows(() => parseTarget(given), HttpError);
        assertEquals(error.status, 400);
        return;
      }
      const { segments, folder, query } = parseTarget(given);
      assertEquals({ segments, folder, query }, want);
    });
  }
});

const AUTHORITIES: {
  name: string;
  given: string;
  want: { host: string; port: number | undefined } | 400;
}[] = [
  {
    name: "a name",
    given: "Example.ORG",
    want: { host: "example.org", port: undefined },
  },
  { name: "a port", given: "a:8080", want: { host: "a", port: 8080 } },
  {
    name: "IPv6 keeps its brackets",
    given: "[::1]",
    want: { host: "[::1]", port: undefined },
  },
  {
    name: "IPv6 and a port",
    given: "[::1]:80",
    want: { host: "[::1]", port: 80 },
  },
  { name: "a path in it", given: "a/b", want: 400 },
  { name: "a query in it", given: "a?b", want: 400 },
  { name: "a user in it", given: "user@a", want: 400 },
  { name: "two of them", given: "a, b", want: 400 },
  { name: "a port without a number", given: "a:b", want: 400 },
  { name: "a port out of range", given: "a:65536", want: 400 },
  { name: "nothing", given: "", want: 400 },
  { name: "a space", given: "a b", want: 400 },
];

Deno.test("parseAuthority (9110 §7.2)", async (t) => {
  for (const { name, given, want } of AUTHORITIES) {
    await t.step(name, () => {
      if (want === 400) {
        const error = assertThrows(() => parseAuthority(given), HttpError);
        assertEquals(error.status, 400);
      } else assertEquals(parseAuthority(given), want);
    });
  }
});

Deno.test("splitUrl: what the platform makes of a request", async (t) => {
  const cases = [
    ["http://a:1/b?c", "a:1", "/b?c"],
    ["http://a//evil/x", "a", "//evil/x"],
    ["http+unix://sock/x", "sock", "/x"],
    ["http:///x", "", "/x"],
  ] as const;
  for (const [given, authority, target] of cases) {
    await t.step(given, () => {
      assertEquals(splitUrl(given), { authority, target });
    });
  }
  for (const given of ["http://a", "http://a?b/c", "http://a#b/c"]) {
    await t.step(`${given} has no path`, () => {
      assertThrows(() => splitUrl(given), HttpError);
    });
  }
});

Deno.test("formatPath is read back as it was", () => {
  const names = ["a b", "ä", "%41", "a?b#c", "x:y@z", "+", "'", '"<&>', "😀"];
  assertEquals(parseTarget(formatPath(names)).segments, names);
  assertEquals(parseTarget(formatPath(names, true)).folder, true);
  assertEquals(formatPath([]), "/");
});
