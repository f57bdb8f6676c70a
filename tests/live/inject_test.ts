import { assertEquals } from "@std/assert";
import type { Fields, Reply } from "../../lib/http/exchange.ts";
import { inject } from "../../lib/live/inject.ts";
import { admitsScript } from "../../lib/live/policy.ts";

const POLICIES: { name: string; given: string; want: boolean }[] = [
  { name: "nothing about scripts", given: "img-src 'none'", want: true },
  { name: "the page's own origin", given: "default-src 'self'", want: true },
  { name: "no scripts", given: "script-src 'none'", want: false },
  { name: "nothing at all", given: "default-src 'none'", want: false },
  {
    name: "scripts by hash only",
    given: "script-src 'sha256-x'; connect-src 'self'",
    want: false,
  },
  {
    name: "scripts, but no connections",
    given: "default-src 'none'; script-src 'self'",
    want: false,
  },
  {
    name: "script-src-elem goes before script-src",
    given: "script-src 'self'; script-src-elem 'none'",
    want: false,
  },
  {
    name: "'strict-dynamic' takes no notice of 'self'",
    given: "script-src 'self' 'strict-dynamic'",
    want: false,
  },
  { name: "a sandbox", given: "sandbox allow-scripts", want: false },
  {
    name: "two policies, of which one forbids",
    given: "default-src 'self', script-src 'none'",
    want: false,
  },
  {
    name: "the first directive of a name counts",
    given: "script-src 'none'; script-src 'self'",
    want: false,
  },
];

for (const { name, given, want } of POLICIES) {
  Deno.test(`a policy admits the script, or not: ${name}`, () => {
    assertEquals(admitsScript(given), want);
  });
}

const ELEMENT = "<S>";
const HTML: Fields = [["content-type", "text/html; charset=utf-8"]];

function page(text: string, more: Partial<Reply> = {}): Reply {
  const content = new TextEncoder().encode(text);
  return { status: 200, fields: HTML, content, ...more };
}

async function textOf({ content }: Reply): Promise<string> {
  return await new Response(content).text();
}

const PLACES: { name: string; given: string; want: string }[] = [
  {
    name: "before the end of the body",
    given: "<body><p>é</p></body></html>",
    want: "<body><p>é</p><S></body></html>",
  },
  {
    name: "before the last one, in any case of letters",
    given: "<body>&lt;/body> </body> x </BODY >",
    want: "<body>&lt;/body> </body> x <S></BODY >",
  },
  { name: "at the end of what has none", given: "<p>x", want: "<p>x<S>" },
  { name: "into nothing", given: "", want: "<S>" },
];

for (const { name, given, want } of PLACES) {
  Deno.test(`the script goes ${name}`, async () => {
    assertEquals(await textOf(inject(page(given), ELEMENT)), want);
  });
}

const ALONE: { name: string; given: Partial<Reply> }[] = [
  { name: "a redirect", given: { status: 303 } },
  { name: "a part", given: { status: 206 } },
  { name: "no content, as for HEAD", given: { content: null } },
  { name: "no HTML", given: { fields: [["content-type", "text/plain"]] } },
  {
    name: "an encoding without ASCII",
    given: { fields: [["Content-Type", "text/html; charset=UTF-16"]] },
  },
  {
    name: "compressed content",
    given: { fields: [...HTML, ["Content-Encoding", "gzip"]] },
  },
  {
    name: "a download",
    given: { fields: [...HTML, ["Content-Disposition", "attachment"]] },
  },
  {
    name: "a policy that forbids",
    given: {
      fields: [...HTML, ["Content-Security-Policy", "default-src 'none'"]],
    },
  },
];

for (const status of [200, 404, 500]) {
  Deno.test(`the script goes into a page of the status ${status}`, async () => {
    const reply = inject(page("<body></body>", { status }), ELEMENT);
    assertEquals(reply.status, status);
    assertEquals(await textOf(reply), "<body><S></body>");
  });
}

for (const { name, given } of ALONE) {
  Deno.test(`the script does not go into ${name}`, () => {
    const reply = page("<body></body>", given);
    assertEquals(inject(reply, ELEMENT), reply);
  });
}

Deno.test("a page with the script in it has no validators, and is stored nowhere", () => {
  const fields: Fields = [
    ...HTML,
    ["ETag", '"1"'],
    ["Last-Modified", "x"],
    ["Cache-Control", "max-age=60"],
    ["X-Other", "1"],
  ];
  assertEquals(inject(page("", { fields }), ELEMENT).fields, [
    ...HTML,
    ["X-Other", "1"],
    ["cache-control", "no-store"],
  ]);
});

Deno.test("a stream gets the script at its end, and its length is put right", async () => {
  const content = new Blob(["<p>a", "b"]).stream() as ReadableStream<
    Uint8Array<ArrayBuffer>
  >;
  const reply = inject(page("", { content, length: 5 }), ELEMENT);
  assertEquals(reply.length, 8);
  assertEquals(await textOf(reply), "<p>ab<S>");
});

Deno.test("a stream whose reader leaves is cancelled", async () => {
  let cancelled = false;
  const content = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.enqueue(new Uint8Array(9)),
    cancel: () => void (cancelled = true),
  });
  const reply = inject(page("", { content }), ELEMENT);
  const stream = reply.content as ReadableStream<Uint8Array>;
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  assertEquals([cancelled, reply.length], [true, undefined]);
});
