import { assert, assertEquals, assertNotEquals } from "@std/assert";
import * as zlib from "node:zlib";
import fc from "fast-check";
import { acceptable, type Coding } from "../../lib/static/encoding.ts";
import { ask, makeTree, noise } from "./tree.ts";

const CASES: { name: string; given: string | null; want: string }[] = [
  { name: "no field: nothing is done", given: null, want: "identity" },
  { name: "an empty field: none", given: "", want: "identity" },
  { name: "one", given: "gzip", want: "gzip > identity" },
  {
    name: "what a browser sends",
    given: "gzip, deflate, br, zstd",
    want: "br zstd gzip > identity",
  },
  {
    name: "weights",
    given: "gzip;q=1, br;q=0.5, zstd;q=0.8",
    want: "gzip > zstd > br > identity",
  },
  {
    name: "a weight of nothing",
    given: "gzip, br;q=0",
    want: "gzip > identity",
  },
  { name: "anything", given: "*", want: "br zstd gzip > identity" },
  {
    name: "anything but",
    given: "*, br;q=0",
    want: "zstd gzip > identity",
  },
  { name: "nothing but", given: "gzip, *;q=0", want: "gzip" },
  { name: "no plain form", given: "gzip, identity;q=0", want: "gzip" },
  {
    name: "the plain form first",
    given: "identity, gzip;q=0.5",
    want: "identity > gzip",
  },
  {
    name: "as gladly: the coding",
    given: "identity, gzip",
    want: "gzip identity",
  },
  { name: "nothing at all", given: "*;q=0", want: "" },
  { name: "nothing known", given: "identity;q=0, compress", want: "" },
  { name: "any case", given: "GZip;Q=0.5", want: "gzip > identity" },
  { name: "the old name (§8.4.1.3)", given: "x-gzip", want: "gzip > identity" },
  { name: "spaces", given: " gzip ; q=0.5 ,br", want: "br > gzip > identity" },
  {
    name: "a broken weight is passed over",
    given: "gzip;q=2, br",
    want: "br > identity",
  },
  {
    name: "an unknown parameter is passed over",
    given: "gzip;level=9, br",
    want: "br > identity",
  },
];

for (const { name, given, want } of CASES) {
  Deno.test(`Accept-Encoding: ${name} (9110 §12.5.3)`, () => {
    const groups = acceptable(given).groups.map((group) =>
      group.map((coding) => coding ?? "identity").join(" ")
    );
    assertEquals(groups.join(" > "), want);
  });
}

Deno.test("Accept-Encoding: any text gives an order without doubles", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const flat = acceptable(text).groups.flat();
    assertEquals(new Set(flat).size, flat.length);
    assertEquals(flat.includes(null), acceptable(text).plain);
  }));
});

const TEXT = "All work and no play makes a dull page. ".repeat(100);
const DECODE: Readonly<Record<Coding, (bytes: Uint8Array) => Uint8Array>> = {
  br: (bytes) => zlib.brotliDecompressSync(bytes),
  zstd: (bytes) => zlib.zstdDecompressSync(bytes),
  gzip: (bytes) => zlib.gunzipSync(bytes),
};

function decoded(coding: Coding, content: Uint8Array): string {
  return new TextDecoder().decode(DECODE[coding](content));
}

for (const coding of ["br", "zstd", "gzip"] as const) {
  for (
    const [size, text] of [["small", TEXT], [
      "large",
      TEXT.repeat(200),
    ]] as const
  ) {
    for (const cacheSize of [undefined, 0]) {
      // What is large is only compressed where it can be kept.
      if (size === "large" && cacheSize === 0) continue;
      const kept = cacheSize === 0 ? "and nothing kept" : "and kept";
      Deno.test(`a ${size} page as ${coding} ${kept} (9110 §8.4)`, async () => {
        using tree = makeTree({ "a.html": text });
        const handler = tree.handler(cacheSize === 0 ? { cacheSize } : {});
        const fields = { "accept-encoding": coding };
        const plain = await ask(handler, "/a.html");
        for (let time = 0; time < 2; time++) {
          const answer = await ask(handler, "/a.html", { fields });
          assertEquals(answer.status, 200);
          assertEquals(answer.fields.get("content-encoding"), coding);
          assertEquals(answer.fields.get("vary"), "accept-encoding");
          assertEquals(answer.fields.get("accept-ranges"), null);
          assertEquals(decoded(coding, answer.content), text);
          const tag = answer.fields.get("etag") ?? "";
          assert(/^"[^"]+"$/.test(tag));
          assertNotEquals(tag, plain.fields.get("etag"));
          const again = await ask(handler, "/a.html", {
            fields: { ...fields, "if-none-match": tag },
          });
          assertEquals(again.status, 304);
          assertEquals(again.fields.get("vary"), "accept-encoding");
          const head = await ask(handler, "/a.html", {
            fields,
            method: "HEAD",
          });
          assertEquals(head.fields.get("etag"), tag);
          assertEquals(
            head.fields.get("content-length"),
            String(answer.content.length),
          );
        }
        const other = await ask(handler, "/a.html", {
          fields: { "if-none-match": plain.fields.get("etag") ?? "" },
        });
        assertEquals(other.status, 304);
      });
    }
  }
}

const PLAIN_CASES: {
  name: string;
  file: string;
  content: string | Uint8Array;
  vary: string | null;
  compress?: boolean;
}[] = [
  {
    name: "a short page",
    file: "a.html",
    content: "x".repeat(1023),
    vary: null,
  },
  { name: "a picture", file: "a.png", content: noise(5000), vary: null },
  {
    name: "where it is switched off",
    file: "a.html",
    content: TEXT,
    vary: null,
    compress: false,
  },
  {
    name: "what does not get smaller",
    file: "a.txt",
    content: noise(5000),
    vary: "accept-encoding",
  },
];

for (const { name, file, content, vary, compress = true } of PLAIN_CASES) {
  Deno.test(`no coding for ${name}`, async () => {
    using tree = makeTree({ [file]: content });
    const fields = { "accept-encoding": "gzip, br, zstd" };
    for (let time = 0; time < 2; time++) {
      const answer = await tree.ask("/" + file, { fields }, { compress });
      assertEquals(answer.fields.get("content-encoding"), null);
      assertEquals(answer.fields.get("vary"), vary);
      assertEquals(answer.fields.get("accept-ranges"), "bytes");
    }
  });
}

Deno.test("406 where nothing is acceptable (9110 §12.5.3)", async () => {
  using tree = makeTree({ "a.png": noise(5000) });
  const answer = await tree.ask("/a.png", {
    fields: { "accept-encoding": "gzip, identity;q=0" },
  });
  assertEquals(answer.status, 406);
  assertEquals(answer.fields.get("vary"), "accept-encoding");
});

const READY: {
  name: string;
  accept: string;
  files: string[];
  want: string | null;
}[] = [
  { name: "brotli", accept: "br", files: [".br"], want: "ready .br" },
  { name: "zstd", accept: "zstd", files: [".zst"], want: "ready .zst" },
  { name: "gzip", accept: "gzip", files: [".gz"], want: "ready .gz" },
  {
    name: "the best of several",
    accept: "gzip, br, zstd",
    files: [".gz", ".zst", ".br"],
    want: "ready .br",
  },
  {
    name: "rather than one that must be made",
    accept: "gzip, br, zstd",
    files: [".gz"],
    want: "ready .gz",
  },
  {
    name: "not against the client's wish",
    accept: "gzip;q=0.5, br",
    files: [".gz"],
    want: null,
  },
];

for (const { name, accept, files, want } of READY) {
  Deno.test(`a ready-made sibling is sent: ${name}`, async () => {
    using tree = makeTree({ "a.html": TEXT });
    for (const end of files) tree.write("a.html" + end, `ready ${end}`);
    const answer = await tree.ask("/a.html", {
      fields: { "accept-encoding": accept },
    });
    assertEquals(answer.fields.get("content-type"), "text/html; charset=utf-8");
    assertEquals(answer.fields.get("vary"), "accept-encoding");
    if (want) assertEquals(answer.text, want);
    else assertEquals(decoded("br", answer.content), TEXT);
  });
}

Deno.test("a ready-made sibling counts for any type and size, and sets Vary", async () => {
  using tree = makeTree({ "a.bin": "x", "a.bin.gz": "ready" });
  const plain = await tree.ask("/a.bin");
  assertEquals(plain.text, "x");
  assertEquals(plain.fields.get("vary"), "accept-encoding");
  const coded = await tree.ask("/a.bin", {
    fields: { "accept-encoding": "gzip" },
  });
  assertEquals(coded.text, "ready");
});

Deno.test("a sibling that is older than its file is of a state that is gone", async () => {
  using tree = makeTree({ "a.html": TEXT });
  tree.write("a.html.gz", "stale", new Date(Date.now() - 2 * 86_400_000));
  const answer = await tree.ask("/a.html", {
    fields: { "accept-encoding": "gzip" },
  });
  assertEquals(decoded("gzip", answer.content), TEXT);
});

Deno.test("a sibling of nothing is no coding of anything", async () => {
  using tree = makeTree({ "a.html": TEXT, "a.html.br": "", "a.bin": "x" });
  tree.write("a.bin.gz", "");
  const fields = { "accept-encoding": "br, gzip" };
  const page = await tree.ask("/a.html", { fields });
  assertEquals(decoded("br", page.content), TEXT);
  assertEquals((await tree.ask("/a.bin", { fields })).text, "x");
});

Deno.test("siblings that cannot be sent set no Vary (9110 §12.5.5)", async () => {
  using tree = makeTree({ "stale.png": "x", "none.png": "x" });
  tree.write("stale.png.gz", "stale", new Date(0));
  tree.write("none.png.gz", "");
  Deno.mkdirSync(tree.path("none.png.br"));
  for (const name of ["stale.png", "none.png"]) {
    const fields = { "accept-encoding": "br, gzip" };
    const answer = await tree.ask(`/${name}`, { fields });
    assertEquals(answer.text, "x");
    assertEquals(answer.fields.get("vary"), null);
  }
});

Deno.test("a large ready-made sibling comes from the disk", async () => {
  const bytes = noise(1_500_000);
  using tree = makeTree({ "a.bin": noise(1_900_000), "a.bin.br": bytes });
  const answer = await tree.ask("/a.bin", {
    fields: { "accept-encoding": "br" },
  });
  assertEquals(answer.content, bytes);
  assertEquals(answer.fields.get("content-length"), "1500000");
});

Deno.test("a sibling that is a link out of the root is not sent", async () => {
  using outside = makeTree({ "secret": "secret" });
  using tree = makeTree({ "a.bin": "plain" });
  Deno.symlinkSync(outside.path("secret"), tree.path("a.bin.gz"));
  const answer = await tree.ask("/a.bin", {
    fields: { "accept-encoding": "gzip" },
  });
  assertEquals(answer.text, "plain");
});

Deno.test("asked for by its own name, a compressed file is not compressed twice", async () => {
  using tree = makeTree({ "a.tar.gz": noise(5000) });
  const answer = await tree.ask("/a.tar.gz", {
    fields: { "accept-encoding": "gzip, br" },
  });
  assertEquals(answer.fields.get("content-encoding"), null);
  assertEquals(answer.fields.get("content-type"), "application/gzip");
});

Deno.test("several who want the same coding at once wait for one", async () => {
  const text = TEXT.repeat(200);
  using tree = makeTree({ "a.html": text });
  const handler = tree.handler();
  const fields = { "accept-encoding": "gzip" };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => ask(handler, "/a.html", { fields })),
  );
  for (const { content } of answers) {
    assertEquals(decoded("gzip", content), text);
  }
});
