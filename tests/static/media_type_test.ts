import { assertEquals } from "@std/assert";
import {
  isCompressible,
  mediaType,
  USUAL,
} from "../../lib/static/media_type.ts";
import { MEDIA_TYPES } from "../../lib/static/media_type_table.ts";

const PLAIN = "text/plain; charset=utf-8";

const TYPES = [
  { name: "text has a charset", given: "a.txt", want: PLAIN },
  {
    name: "HTML has a charset",
    given: "index.html",
    want: "text/html; charset=utf-8",
  },
  {
    name: "the case of an extension does not matter",
    given: "PHOTO.JPG",
    want: "image/jpeg",
  },
  {
    name: "the last extension counts",
    given: "a.html.tar.gz",
    want: "application/gzip",
  },
  {
    name: "JavaScript is text/javascript (9239 §6)",
    given: "a.mjs",
    want: "text/javascript; charset=utf-8",
  },
  {
    name: "JSON has no charset parameter (8259 §11)",
    given: "a.json",
    want: "application/json",
  },
  {
    name: "an SVG picture tells its encoding itself (7303 §3)",
    given: "a.svg",
    want: "image/svg+xml",
  },
  { name: "so does XML", given: "feed.xml", want: "application/xml" },
  {
    name: "WebAssembly has no parameters",
    given: "a.wasm",
    want: "application/wasm",
  },
  { name: "AVIF", given: "a.avif", want: "image/avif" },
  { name: "WOFF2", given: "a.woff2", want: "font/woff2" },
  {
    name: "web app manifest",
    given: "a.webmanifest",
    want: "application/manifest+json",
  },
  {
    name: ".ts is a stream segment, as in nginx and Apache",
    given: "seg1.ts",
    want: "video/mp2t",
  },
  {
    name: "sources are shown, not downloaded",
    given: "post.py",
    want: PLAIN,
  },
  { name: "MP3", given: "a.mp3", want: "audio/mpeg" },
  { name: "icon", given: "favicon.ico", want: "image/x-icon" },
  { name: "a name alone", given: "README", want: PLAIN },
  {
    name: "a well-known name",
    given: "apple-app-site-association",
    want: "application/json",
  },
  {
    name: "no extension",
    given: "data",
    want: "application/octet-stream",
  },
  {
    name: "an unknown extension",
    given: "a.qqqq",
    want: "application/octet-stream",
  },
  {
    name: "a dot at the end is no extension",
    given: "a.",
    want: "application/octet-stream",
  },
  {
    name: "a dot in front is no extension",
    given: ".html",
    want: "application/octet-stream",
  },
  {
    name: "names of object members are nothing special",
    given: "a.constructor",
    want: "application/octet-stream",
  },
  { name: "an empty name", given: "", want: "application/octet-stream" },
];

for (const { name, given, want } of TYPES) {
  Deno.test(`mediaType: ${name}`, () => {
    assertEquals(mediaType(given), want);
    assertEquals(mediaType(given, { xyz: "x/y" }), want);
  });
}

const OVERRIDES: Readonly<Record<string, string>> = {
  ts: "text/plain",
  ".log": "text/html; charset=iso-8859-1",
  html: "application/xhtml+xml",
  bashrc: "text/plain",
};

const OVERRIDDEN = [
  { name: "wins, with a charset", given: "a.TS", want: PLAIN },
  {
    name: "with a dot and a parameter of its own",
    given: "a.log",
    want: "text/html; charset=iso-8859-1",
  },
  {
    name: "of a type without a charset",
    given: "a.html",
    want: "application/xhtml+xml",
  },
  { name: "for a name that is all extension", given: ".bashrc", want: PLAIN },
  { name: "leaves others alone", given: "a.png", want: "image/png" },
];

for (const { name, given, want } of OVERRIDDEN) {
  Deno.test(`mediaType: an override ${name}`, () => {
    assertEquals(mediaType(given, OVERRIDES), want);
  });
}

Deno.test("the table knows over 1,000 extensions, each with a well-formed type", () => {
  const extensions = Object.values(MEDIA_TYPES).flatMap((records) =>
    records.trim().split(/[;\n]/).flatMap((record) =>
      record.split(" ").slice(1)
    )
  );
  assertEquals(extensions.length, new Set(extensions).size, "no doubles");
  assertEquals(extensions.length > 1000, true);
  const wellFormed = /^[a-z-]+\/[a-z0-9][\w.+-]*(; charset=utf-8)?$/i;
  const wrong = extensions.filter((extension) =>
    !wellFormed.test(mediaType("a." + extension))
  );
  assertEquals(wrong, []);
});

const COMPRESSIBLE = [
  ["text/html; charset=utf-8", true],
  ["TEXT/CSS", true],
  ["application/json", true],
  ["application/ld+json", true],
  ["image/svg+xml", true],
  ["application/wasm", true],
  ["font/ttf", true],
  ["font/woff2", false],
  ["image/png", false],
  ["video/mp4", false],
  ["application/zip", false],
  ["application/octet-stream", false],
] as const;

for (const [type, want] of COMPRESSIBLE) {
  Deno.test(`isCompressible: ${type} is ${want ? "" : "not "}worth it`, () => {
    assertEquals(isCompressible(type), want);
  });
}

Deno.test("the usual types are those of the table, which extensions in upper case are looked up in", () => {
  for (const [extension, type] of USUAL) {
    assertEquals(mediaType(`a.${extension}`), type);
    assertEquals(mediaType(`a.${extension.toUpperCase()}`), type);
  }
});
