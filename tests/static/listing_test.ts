import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import type { Reply } from "../../lib/http/exchange.ts";
import { fieldValue } from "../../lib/http/fields.ts";
import { type Entry, listingReply } from "../../lib/static/listing.ts";
import { prefersJson } from "../../lib/static/listing_accept.ts";
import { parseOrder, sortEntries } from "../../lib/static/listing_order.ts";
import { exchange, type Given } from "../support/exchange.ts";

const NOON = Date.UTC(2026, 10, 22, 12, 0, 0);

function file(name: string, size = 0, modified = NOON): Entry {
  return { name, folder: false, size, modified };
}

function folder(name: string): Entry {
  return { name, folder: true, size: 0, modified: NOON };
}

async function list(
  entries: Iterable<Entry> | AsyncIterable<Entry>,
  path = "/",
  given?: Given,
): Promise<{ reply: Reply; text: string }> {
  const asked = exchange(path, given);
  const { segments } = asked.target;
  const reply = await listingReply(asked, { segments, entries });
  return { reply, text: await new Response(reply.content).text() };
}

const JSON_ASKED = { fields: { accept: "application/json" } };

const ACCEPT = [
  { name: "no field asks for nothing", given: null, want: false },
  {
    name: "what browsers say",
    given: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    want: false,
  },
  { name: "curl takes anything", given: "*/*", want: false },
  { name: "JSON alone", given: "application/json", want: true },
  {
    name: "the greater weight wins (9110 §12.4.2)",
    given: "text/html;q=0.5, application/json",
    want: true,
  },
  {
    name: "the greater weight wins, the other way round",
    given: "application/json;q=0.5, text/html",
    want: false,
  },
  {
    name: "of equals named alike the page is sent",
    given: "application/json, text/html",
    want: false,
  },
  {
    name: "of equals the more exactly named one (9110 §12.5.1)",
    given: "application/json, text/plain, */*",
    want: true,
  },
  {
    name: "a weight of 0 refuses",
    given: "application/json;q=0, */*;q=0.1",
    want: false,
  },
  {
    name: "the most exact range decides (9110 §12.5.1)",
    given: "text/html;q=0.2, */*;q=0.4, application/json;q=0.3",
    want: true,
  },
  {
    name: "a subtype that is any",
    given: "application/*, text/html;q=0.9",
    want: true,
  },
  {
    name: "case and blanks do not matter",
    given: " Application/JSON ; Q=1.0 , text/html;q=0.1",
    want: true,
  },
  {
    name: "another type with json in its name",
    given: "application/ld+json",
    want: false,
  },
  {
    name: "a broken weight is none",
    given: "application/json;q=high, text/html;q=0.1",
    want: false,
  },
];

for (const { name, given, want } of ACCEPT) {
  Deno.test(`prefersJson: ${name}`, () => {
    assertEquals(prefersJson(given), want);
  });
}

const ENTRIES = [
  file("b 10", 5, 3000),
  file("B 2", 900, 1000),
  folder("zoo"),
  file("élan", 70, 2000),
  file("Eland", 70, 4000),
  folder("Alps"),
  file("a", 0, 5000),
  file("b 02", 1, 1000),
];

const ORDERS = [
  {
    name: "folders first, no case, no accents, numbers by value",
    given: null,
    want: ["Alps", "zoo", "a", "B 2", "b 02", "b 10", "élan", "Eland"],
  },
  {
    name: "by name downwards",
    given: "sort=name&order=desc",
    want: ["zoo", "Alps", "Eland", "élan", "b 10", "b 02", "B 2", "a"],
  },
  {
    name: "by size, largest first",
    given: "sort=size",
    want: ["Alps", "zoo", "B 2", "élan", "Eland", "b 10", "b 02", "a"],
  },
  {
    name: "by size upwards",
    given: "sort=size&order=asc",
    want: ["Alps", "zoo", "a", "b 02", "b 10", "élan", "Eland", "B 2"],
  },
  {
    name: "by time, latest first",
    given: "sort=modified&order=desc",
    want: ["Alps", "zoo", "a", "Eland", "b 10", "élan", "B 2", "b 02"],
  },
  {
    name: "what cannot be sorted by is passed over",
    given: "sort=colour&order=sideways&x",
    want: ["Alps", "zoo", "a", "B 2", "b 02", "b 10", "élan", "Eland"],
  },
];

for (const { name, given, want } of ORDERS) {
  Deno.test(`listing order: ${name}`, () => {
    const names = sortEntries(ENTRIES, parseOrder(given)).map(({ name }) =>
      name
    );
    assertEquals(names, want);
  });
}

const HOSTILE = [
  { name: "a:b", given: "a:b", want: "./a:b" },
  {
    name: "a scheme",
    given: "javascript:alert(1)",
    want: "./javascript:alert(1)",
  },
  { name: "a query", given: "what?", want: "./what%3F" },
  { name: "a fragment", given: "c#", want: "./c%23" },
  { name: "an escape", given: "100%41", want: "./100%2541" },
  {
    name: "slashes that another system allows",
    given: "//x",
    want: "./%2F%2Fx",
  },
  { name: "a backslash", given: "\\x", want: "./%5Cx" },
  { name: "blanks at the ends", given: " a ", want: "./%20a%20" },
  { name: "quotes", given: `"'`, want: "./%22'" },
  { name: "an emoji", given: "🍎", want: "./%F0%9F%8D%8E" },
  { name: "half a character", given: "\ud800", want: "./%EF%BF%BD" },
  { name: "markup", given: "<b>&amp;", want: "./%3Cb%3E&amp;" },
];

for (const { name, given, want } of HOSTILE) {
  Deno.test(`a listed name with ${name} is encoded in its reference`, async () => {
    const { text } = await list([file(given)], "/", JSON_ASKED);
    const { entries: [entry] } = JSON.parse(text);
    assertEquals(entry.href, want);
    assertEquals(entry.name, given);
    const url = new URL(entry.href, "http://here.test/folder/");
    assert(url.href.startsWith("http://here.test/folder/"), url.href);
    const page = (await list([file(given)])).text;
    assertStringIncludes(
      page,
      `href="${want.replace("&", "&amp;").replace("'", "&#39;")}"`,
    );
  });
}

Deno.test("a listed name is text on the page, not markup", async () => {
  const name = `<img src=x onerror=alert(1)>"'&.txt`;
  const { text } = await list([file(name)], "/a/");
  assertEquals(text.includes("<img"), false);
  assertStringIncludes(
    text,
    "<bdi>&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.txt</bdi>",
  );
});

Deno.test("the folder's own path is text on the page, too", async () => {
  const { text } = await list([], "/%3Cb%3E%22/%3Ci%3E/");
  assertEquals(/<b>|<i>/.test(text), false);
  assertStringIncludes(text, `<h1><bdi>&lt;i&gt;</bdi></h1>`);
});

Deno.test("the way back leads up one folder a step", async () => {
  const { text } = await list([], "/a/b/c/");
  const references = [...text.matchAll(/<li><a href="([^"]*)">/g)].map((
    [, reference],
  ) => reference);
  assertEquals(references, ["../../../", "../../", "../"]);
  assertStringIncludes(text, `class="up" href="../"`);
  assertEquals((await list([])).text.includes("../"), false);
});

Deno.test("the policy lets the page's own style and script run by hash, and nothing else", async () => {
  const { reply, text } = await list([file("a")]);
  const policy = fieldValue(reply.fields, "content-security-policy") ?? "";
  for (const element of ["style", "script"]) {
    const source = new RegExp(`<${element}>([^]*?)</${element}>`).exec(text);
    const hash = createHash("sha256").update(source?.[1] ?? "").digest(
      "base64",
    );
    assertStringIncludes(policy, `${element}-src 'sha256-${hash}';`);
  }
  assertStringIncludes(policy, "default-src 'none'");
  assertEquals(/unsafe|\*/.test(policy), false);
  assertEquals(
    / on\w+=| style=/.test(text.replace(/<script>[^]*<\/script>/, "")),
    false,
  );
});

Deno.test("both forms vary by Accept, are asked for anew and keep their type", async () => {
  for (
    const [given, type] of [
      [undefined, "text/html; charset=utf-8"],
      [JSON_ASKED, "application/json"],
    ] as const
  ) {
    const { reply } = await list([], "/", given);
    assertEquals(reply.status, 200);
    assertEquals(fieldValue(reply.fields, "content-type"), type);
    assertEquals(fieldValue(reply.fields, "vary"), "accept");
    assertEquals(fieldValue(reply.fields, "cache-control"), "no-cache");
    assertEquals(fieldValue(reply.fields, "x-content-type-options"), "nosniff");
  }
});

Deno.test("HEAD has the fields of GET and looks at no entry (9110 §9.3.2)", async () => {
  let looked = 0;
  const entries = (function* () {
    looked++;
    yield file("a");
  })();
  const { reply } = await list(entries, "/", { method: "HEAD" });
  const whole = await list([]);
  assertEquals(reply.fields, whole.reply.fields);
  assertEquals(reply.content, null);
  assertEquals(looked, 0);
});

Deno.test("JSON has names, types, sizes and times", async () => {
  const { text } = await list(
    [file("b.txt", 12), folder("a"), { ...file("c"), modified: 0 }],
    "/x%20y/",
    JSON_ASKED,
  );
  const modified = "2026-11-22T12:00:00.000Z";
  assertEquals(JSON.parse(text), {
    path: "/x%20y/",
    sorted: true,
    entries: [
      { name: "a", type: "folder", href: "./a/", modified },
      { name: "b.txt", type: "file", href: "./b.txt", size: 12, modified },
      { name: "c", type: "file", href: "./c", size: 0 },
    ],
  });
});

Deno.test("JSON of an empty folder is whole", async () => {
  const { text } = await list([], "/", JSON_ASKED);
  assertEquals(JSON.parse(text), { path: "/", sorted: true, entries: [] });
});

const SIZES = [
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [99_949, "99.9 kB"],
  [99_950, "100 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [5_300_000_000, "5.3 GB"],
] as const;

for (const [bytes, want] of SIZES) {
  Deno.test(`${bytes} bytes are shown as ${want}`, async () => {
    const { text } = await list([file("a", bytes)]);
    assertStringIncludes(text, `>${want}</data>`);
  });
}

Deno.test("the columns' links sort, and turn the order round", async () => {
  const { text } = await list(ENTRIES, "/?sort=size&order=desc");
  assertStringIncludes(
    text,
    `id="by-name"><a href="?sort=name&amp;order=asc">`,
  );
  assertStringIncludes(
    text,
    `id="by-size" aria-sort="descending"><a href="?sort=size&amp;order=asc">`,
  );
  assertStringIncludes(text, "2 folders, 6 files, 1.0 kB");
});

Deno.test("a folder of 5,000 is sorted, and written bit by bit", async () => {
  const { entries, closed } = many(5000);
  const { reply, text } = await list(entries, "/", JSON_ASKED);
  assert(reply.content instanceof ReadableStream);
  const given = JSON.parse(text);
  assertEquals(given.sorted, true);
  assertEquals(given.entries.length, 5000);
  assertEquals(given.entries[0].name, "file 1");
  assertEquals(given.entries.at(-1).name, "file 5000");
  assertEquals(closed(), true);
});

/** A folder that counts what was looked at, and tells when nobody will ask it again. */
function many(count: number): {
  entries: AsyncIterable<Entry>;
  looked: () => number;
  closed: () => boolean;
} {
  let [looked, closed] = [0, false];
  async function* entries(): AsyncGenerator<Entry> {
    try {
      for (let index = 0; index < count; index++) {
        looked++;
        yield await Promise.resolve(file(`file ${count - index}`, index));
      }
    } finally {
      closed = true;
    }
  }
  return { entries: entries(), looked: () => looked, closed: () => closed };
}

function readerOf(
  { content }: Reply,
): ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> {
  if (content instanceof ReadableStream) return content.getReader();
  throw new Error("this should have been a stream");
}

Deno.test("a folder of 100,000 is sent as it is read, whole", async () => {
  const { entries, looked, closed } = many(100_000);
  const asked = exchange("/big/", JSON_ASKED);
  const reply = await listingReply(asked, { segments: ["big"], entries });
  const reader = readerOf(reply);
  const first = await reader.read();
  assert(looked() < 12_000, `${looked()} were looked at for the first rows`);
  let text = new TextDecoder().decode(first.value);
  assertStringIncludes(text, `"sorted":false`);
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    assert(value.length < 200_000, "memory stays flat");
    text += new TextDecoder().decode(value);
  }
  assertEquals(JSON.parse(text).entries.length, 100_000);
  assertEquals(closed(), true);
});

Deno.test("a large folder is looked at no further once the client has left", async () => {
  const { entries, looked, closed } = many(100_000);
  const reply = await listingReply(exchange("/big/"), {
    segments: ["big"],
    entries,
  });
  const reader = readerOf(reply);
  await reader.read();
  await reader.cancel();
  assertEquals(closed(), true);
  assert(looked() < 12_000);
});

Deno.test("a large folder's page is whole and says that it is not sorted yet", async () => {
  const { text } = await list(many(10_500).entries, "/big/");
  assertEquals(text.match(/<tr>\n<td><a/g)?.length, 10_501);
  assertEquals(text.includes('aria-sort="'), false);
  assertStringIncludes(text, `<p id="note">`);
  assert(text.endsWith("</html>\n"));
});
