import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HttpError } from "../../lib/http/error.ts";
import { errorPages, type StaticOptions } from "../../lib/static/mod.ts";
import { exchange, type Given } from "../support/exchange.ts";
import { ask, makeTree, noise, YESTERDAY } from "./tree.ts";

const FILES = {
  "index.html": "<p>home",
  "a.txt": "hello",
  "empty.txt": "",
  "about.html": "<p>about",
  "both.html": "<p>both page",
  "both/x.txt": "",
  "plain": "no page",
  "plain.html": "<p>plain page",
  "two/index.html": "<p>first",
  "two/index.htm": "<p>second",
  "docs/index.html": "<p>docs",
  "docs/guide.html": "<p>guide",
  "other/index.htm": "<p>other",
  "bare/a.txt": "",
  "app.3f2a9c1b.js": "let a",
  "data.xyz": "x",
};

type Options = Omit<StaticOptions, "root">;

interface Case {
  readonly name: string;
  readonly given: string;
  readonly options?: Options;
  readonly fields?: Record<string, string>;
  readonly status: number;
  /** Content of the answer to GET. */
  readonly text?: string;
  readonly want?: Record<string, string | null>;
}

const HTML = "text/html; charset=utf-8";
const page = { accept: "text/html,*/*;q=0.8" };

const CASES: Case[] = [
  {
    name: "a file, with all that is known of it (9110 §8)",
    given: "/a.txt",
    status: 200,
    text: "hello",
    want: {
      "content-type": "text/plain; charset=utf-8",
      "last-modified": YESTERDAY.toUTCString(),
      "accept-ranges": "bytes",
      "x-content-type-options": "nosniff",
      vary: null,
    },
  },
  { name: "an empty file", given: "/empty.txt", status: 200, text: "" },
  {
    name: "an unknown type (9110 §8.3)",
    given: "/data.xyzzy",
    status: 0,
  },
  {
    name: "a type of the operator's",
    given: "/data.xyz",
    options: { mime: { ".xyz": "chemical/x-xyz" } },
    status: 200,
    want: { "content-type": "chemical/x-xyz" },
  },
  { name: "what is not there", given: "/none", status: 0 },
  {
    name: "an index file",
    given: "/",
    status: 200,
    text: "<p>home",
    want: { "content-type": HTML },
  },
  {
    name: "the second index name",
    given: "/other/",
    status: 200,
    text: "<p>other",
  },
  {
    name: "an index name of the operator's",
    given: "/bare/",
    options: { index: ["a.txt"] },
    status: 200,
    text: "",
  },
  {
    name: "a folder without its slash (9110 §15.4.2)",
    given: "/docs",
    status: 301,
    want: { location: "/docs/", "cache-control": "no-cache" },
  },
  {
    name: "the query stays",
    given: "/docs?a=b/c&d=%20",
    status: 301,
    want: { location: "/docs/?a=b/c&d=%20" },
  },
  {
    name: "a query with other bytes is escaped",
    given: "/docs?\u00e9\u0001\u{1F388}",
    status: 301,
    want: { location: "/docs/?%C3%A9%01%F0%9F%8E%88" },
  },
  {
    name: "never to another host",
    given: "//docs",
    status: 301,
    want: { location: "/docs/" },
  },
  {
    name: "no index and no listing",
    given: "/bare/",
    options: { listing: false },
    status: 0,
  },
  {
    name: "no cache time: ask each time",
    given: "/a.txt",
    status: 200,
    want: { "cache-control": "no-cache" },
  },
  {
    name: "a cache time in seconds (9111 §5.2.2.1)",
    given: "/a.txt",
    options: { maxAge: 3600 },
    status: 200,
    want: { "cache-control": "public, max-age=3600" },
  },
  {
    name: "a name with a hash never changes (8246)",
    given: "/app.3f2a9c1b.js",
    status: 200,
    want: { "cache-control": "public, max-age=31536000, immutable" },
  },
  {
    name: "unless that is switched off",
    given: "/app.3f2a9c1b.js",
    options: { immutable: false },
    status: 200,
    want: { "cache-control": "no-cache" },
  },
  { name: "no clean URLs", given: "/about", status: 0 },
  {
    name: "clean URLs: a page",
    given: "/about",
    options: { cleanUrls: true },
    status: 200,
    text: "<p>about",
  },
  {
    name: "clean URLs: a page below",
    given: "/docs/guide",
    options: { cleanUrls: true },
    status: 200,
    text: "<p>guide",
  },
  {
    name: "clean URLs: its full name leads there",
    given: "/about.html?x",
    options: { cleanUrls: true },
    status: 301,
    want: { location: "/about?x" },
  },
  {
    name: "clean URLs: with a slash too",
    given: "/about/",
    options: { cleanUrls: true },
    status: 301,
    want: { location: "/about" },
  },
  {
    name: "clean URLs: an index file's name leads to its folder",
    given: "/docs/index.html",
    options: { cleanUrls: true },
    status: 301,
    want: { location: "/docs/" },
  },
  {
    name: "clean URLs: that of the root too",
    given: "/index.html",
    options: { cleanUrls: true },
    status: 301,
    want: { location: "/" },
  },
  {
    name: "clean URLs: a page before a folder",
    given: "/both",
    options: { cleanUrls: true },
    status: 200,
    text: "<p>both page",
  },
  {
    name: "clean URLs: a page whose address another file has keeps its name",
    given: "/plain.html",
    options: { cleanUrls: true },
    status: 200,
    text: "<p>plain page",
  },
  {
    name: "clean URLs: so does the second index file of a folder",
    given: "/two/index.htm",
    options: { cleanUrls: true },
    status: 200,
    text: "<p>second",
  },
  {
    name: "clean URLs: what is not there",
    given: "/none",
    options: { cleanUrls: true },
    status: 0,
  },
  {
    name: "one page for all: a navigation",
    given: "/users/7",
    options: { spa: true },
    fields: page,
    status: 200,
    text: "<p>home",
    want: { vary: "accept, sec-fetch-mode" },
  },
  {
    name: "one page for all: a navigation as browsers say it",
    given: "/users/7",
    options: { spa: true },
    fields: { "sec-fetch-mode": "navigate" },
    status: 200,
    text: "<p>home",
  },
  {
    name: "one page for all: not what a script fetches",
    given: "/users/7",
    options: { spa: true },
    fields: { ...page, "sec-fetch-mode": "cors" },
    status: 0,
  },
  {
    name: "one page for all: not assets",
    given: "/users/7.js",
    options: { spa: true },
    fields: page,
    status: 0,
  },
  {
    name: "one page for all: not who wants no HTML",
    given: "/users/7",
    options: { spa: true },
    fields: { accept: "application/json, text/html;q=0" },
    status: 0,
  },
  {
    name: "one page for all: what is there is there",
    given: "/a.txt",
    options: { spa: true },
    fields: page,
    status: 200,
    text: "hello",
  },
  {
    name: "one page for all: 304",
    given: "/x",
    options: { spa: true },
    fields: { ...page, "if-modified-since": YESTERDAY.toUTCString() },
    status: 304,
  },
];

for (
  const { name, given, options = {}, fields = {}, status, text, want = {} }
    of CASES
) {
  for (const method of ["GET", "HEAD"]) {
    Deno.test(`${method}: ${name}`, async () => {
      using tree = makeTree(FILES);
      const answer = await tree.ask(given, { method, fields }, options);
      assertEquals(answer.status, status);
      for (const [field, value] of Object.entries(want)) {
        assertEquals(withoutPlatform(answer.fields.get(field)), value, field);
      }
      if (text === undefined) return;
      assertEquals(answer.text, method === "GET" ? text : "");
      if (method === "HEAD") {
        assertEquals(answer.fields.get("content-length"), `${text.length}`);
      }
    });
  }
}

/** Deno before 2.8 is told not to compress by a directive of its own. */
function withoutPlatform(value: string | null): string | null {
  return value?.replace(/(?:, )?no-transform$/, "") ?? null;
}

const METHODS: { method: string; given: string; status: number }[] = [
  { method: "OPTIONS", given: "/a.txt", status: 204 },
  { method: "OPTIONS", given: "/none", status: 0 },
  { method: "POST", given: "/a.txt", status: 405 },
  { method: "POST", given: "/", status: 405 },
  { method: "POST", given: "/docs", status: 405 },
  { method: "POST", given: "/none", status: 0 },
  { method: "PUT", given: "/a.txt", status: 405 },
  { method: "DELETE", given: "/a.txt", status: 405 },
  { method: "PROPFIND", given: "/a.txt", status: 405 },
];

for (const { method, given, status } of METHODS) {
  Deno.test(`${method} of ${given} (9110 §9.3.7, §15.5.6)`, async () => {
    using tree = makeTree(FILES);
    const answer = await tree.ask(given, { method });
    assertEquals(answer.status, status);
    if (status === 0) return;
    assertEquals(answer.fields.get("allow"), "GET, HEAD, OPTIONS");
  });
}

Deno.test("who posts to a file is told how to make it a script", async () => {
  using tree = makeTree(FILES);
  const post = { method: "POST" };
  const found = await tree.ask("/a.txt", post, { scripts: "/run/" });
  assertStringIncludes(found.error?.remedy ?? "", "/run/");
  const off = await tree.ask("/a.txt", post, { scripts: null });
  assertStringIncludes(off.error?.remedy ?? "", "--no-cgi");
  const put = await tree.ask("/a.txt", { method: "PUT" });
  assertEquals(put.error?.remedy, undefined);
});

Deno.test("a date to come is not sent (9110 §8.8.2.1)", async () => {
  using tree = makeTree();
  tree.write("a.txt", "a", new Date(Date.now() + 86_400_000));
  const answer = await tree.ask("/a.txt");
  const modified = Date.parse(answer.fields.get("last-modified") ?? "");
  assert(modified <= Date.now());
});

Deno.test("a date before 1970 is no fault", async () => {
  using tree = makeTree();
  tree.write("a.txt", "a", new Date(-3_600_000));
  const answer = await tree.ask("/a.txt");
  // Deno before 2.8 reads such a date as one after 1970.
  assertEquals(
    answer.fields.get("last-modified")?.slice(0, 16),
    "Thu, 01 Jan 1970",
  );
});

Deno.test("a large file has a strong tag once it is a second old, a weak one before (9110 §8.8.1)", async () => {
  using tree = makeTree({ "old.bin": noise(1_300_000) });
  assert(/^"/.test((await tree.ask("/old.bin")).fields.get("etag") ?? ""));
  const now = Date.now();
  tree.write("new.bin", noise(1_300_000), new Date(now));
  const tag = (await tree.ask("/new.bin")).fields.get("etag") ?? "";
  if (Date.now() - now < 900) assert(/^W\/"/.test(tag), tag);
});

Deno.test("the tag of a small file is of its content alone (9110 §8.8.3)", async () => {
  using one = makeTree({ "a.txt": "same" });
  using two = makeTree();
  two.write("b.txt", "same", new Date(0));
  const [a, b] = [await one.ask("/a.txt"), await two.ask("/b.txt")];
  assertEquals(a.fields.get("etag"), b.fields.get("etag"));
});

const ERRORS: {
  name: string;
  given: string;
  status: number;
  want: string | null;
  options?: Options;
}[] = [
  { name: "of the root", given: "/none", status: 404, want: "root 404" },
  { name: "of the folder", given: "/a/none", status: 404, want: "a 404" },
  {
    name: "of the nearest folder",
    given: "/a/b/c/none",
    status: 404,
    want: "b 404",
  },
  { name: "of a folder itself", given: "/a/b/", status: 404, want: "b 404" },
  { name: "403", given: "/a/x", status: 403, want: "root 403" },
  {
    name: "of any fault of the server",
    given: "/a/x",
    status: 502,
    want: "root 50x",
  },
  {
    name: "of one fault before that of any",
    given: "/x",
    status: 503,
    want: "root 503",
  },
  { name: "none", given: "/x", status: 405, want: null },
  {
    name: "none in a hidden folder",
    given: "/.h/none",
    status: 404,
    want: "root 404",
  },
  {
    name: "one in a hidden folder that is shown",
    given: "/.h/none",
    status: 404,
    want: "root 404",
    options: { hidden: true },
  },
  {
    name: "not by way of a slash in a name",
    given: "/a%2Fb/none",
    status: 404,
    want: "root 404",
  },
];

const PAGES = {
  "404.html": "root 404",
  "403.html": "root 403",
  "50x.html": "root 50x",
  "503.html": "root 503",
  "a/404.html": "a 404",
  "a/b/404.html": "b 404",
  "a/b/c/x": "",
};

for (const { name, given, status, want, options = {} } of ERRORS) {
  Deno.test(`error pages: ${name}`, async () => {
    using tree = makeTree(PAGES);
    const pages = errorPages({ root: tree.root, ...options });
    const error = new HttpError(status, "no", { fields: [["allow", "GET"]] });
    const reply = await pages(exchange(given), error);
    if (want === null) return assertEquals(reply, null);
    if (!(reply?.content instanceof Uint8Array)) throw new Error("no page");
    assertEquals(reply.status, status);
    assertEquals(new TextDecoder().decode(reply.content), want);
    const fields = new Headers(reply.fields as [string, string][]);
    assertEquals(fields.get("allow"), "GET");
    assertEquals(fields.get("content-type"), HTML);
    assertEquals(fields.get("etag"), null);
    assertEquals(fields.get("cache-control"), "no-store");
  });
}

Deno.test("error pages: a root that is gone is no further fault", async () => {
  const pages = errorPages({ root: "/nowhere/at/all" });
  const error = new HttpError(404, "no");
  assertEquals(await pages(exchange("/a/b"), error), null);
});

Deno.test("a listing tells what is there, and nothing that is not served", async () => {
  using tree = makeTree({ "f/a.txt": "abc", "f/.hidden": "", "f/g/x": "" });
  using outside = makeTree({ "secret.txt": "" });
  Deno.symlinkSync(outside.path("secret.txt"), tree.path("f/out.txt"));
  Deno.symlinkSync("a.txt", tree.path("f/in.txt"));
  Deno.symlinkSync("nowhere", tree.path("f/broken.txt"));
  tree.write("f/run.cgi", "");
  const given: Given = { fields: { accept: "application/json" } };
  const answer = await ask(
    tree.handler({ withhold: (real) => real.endsWith(".cgi") }),
    "/f/",
    given,
  );
  assertEquals(answer.status, 200);
  for (const name of ["a.txt", "in.txt", '"g']) {
    assertStringIncludes(answer.text, name);
  }
  for (const name of ["out.txt", "broken", "hidden", "run.cgi"]) {
    assert(!answer.text.includes(name), name);
  }
});
