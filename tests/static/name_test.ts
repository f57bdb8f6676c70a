import { assertEquals } from "@std/assert";
import {
  carriesHash,
  isFileName,
  isHidden,
  pathInside,
} from "../../lib/static/name.ts";

const NAMES: {
  name: string;
  given: string;
  unix: boolean;
  windows: boolean;
}[] = [
  { name: "a plain name", given: "a.txt", unix: true, windows: true },
  { name: "spaces inside", given: "a b.txt", unix: true, windows: true },
  { name: "% # ? + as such", given: "%#+", unix: true, windows: true },
  { name: "a question mark", given: "a?", unix: true, windows: false },
  { name: "emoji", given: "🎈.txt", unix: true, windows: true },
  { name: "an encoded slash", given: "a/b", unix: false, windows: false },
  { name: "a backslash", given: "..\\x", unix: false, windows: false },
  { name: "a drive letter", given: "c:", unix: true, windows: false },
  {
    name: "an alternate stream",
    given: "a.txt::$DATA",
    unix: true,
    windows: false,
  },
  { name: "a device", given: "NUL", unix: true, windows: false },
  {
    name: "a device with an extension",
    given: "con.txt",
    unix: true,
    windows: false,
  },
  {
    name: "a device with a space",
    given: "aux .txt",
    unix: true,
    windows: false,
  },
  { name: "a numbered device", given: "COM1", unix: true, windows: false },
  {
    name: "a superscript device",
    given: "lpt².log",
    unix: true,
    windows: false,
  },
  {
    name: "a name like a device",
    given: "console.js",
    unix: true,
    windows: true,
  },
  { name: "another", given: "com10", unix: true, windows: true },
  { name: "a dot at the end", given: "a.cgi.", unix: true, windows: false },
  { name: "a space at the end", given: "a.cgi ", unix: true, windows: false },
  { name: "a wildcard", given: "*.txt", unix: true, windows: false },
  { name: "a control byte", given: "a\x01", unix: true, windows: false },
];

for (const { name, given, unix, windows } of NAMES) {
  Deno.test(`file names: ${name}`, () => {
    assertEquals(isFileName(given, false), unix);
    assertEquals(isFileName(given, true), windows);
  });
}

const HIDDEN: { given: string[]; want: boolean }[] = [
  { given: [], want: false },
  { given: ["a", "b.c"], want: false },
  { given: [".git", "config"], want: true },
  { given: ["a", ".env"], want: true },
  { given: [".well-known", "security.txt"], want: false },
  { given: [".well-known", ".secret"], want: true },
  { given: ["a", ".well-known", "x"], want: true },
  { given: [".well-known2"], want: true },
];

for (const { given, want } of HIDDEN) {
  Deno.test(`hidden: /${given.join("/")} ${want ? "is" : "is not"}`, () => {
    assertEquals(isHidden(given), want);
  });
}

const INSIDE: [string, string, string | undefined][] = [
  ["/srv/www", "/srv/www", ""],
  ["/srv/www", "/srv/www/a/b", "a/b"],
  ["/srv/www", "/srv/www2/a", undefined],
  ["/srv/www", "/srv", undefined],
  ["/", "/etc", "etc"],
  ["C:\\www", "C:\\www\\a", "a"],
];

for (const [folder, path, want] of INSIDE) {
  Deno.test(`inside: ${path} in ${folder}`, () => {
    assertEquals(pathInside(folder, path), want);
  });
}

const HASHED: [string, boolean][] = [
  ["app.3f2a9c1b.js", true],
  ["app-3f2a9c1b2d4e.css", true],
  ["main.3f2a9c1b.chunk.js", true],
  ["photo.d41d8cd98f00b204e9800998ecf8427e.jpg", true],
  ["index-DiwrgT4a.js", true],
  ["index-KQ3JX2ZF.css.map", true],
  ["index-B_wrgT4a.js", true],
  ["app.js", false],
  ["report-20240115.pdf", false],
  ["jquery-3.7.1.min.js", false],
  ["index-fallback.js", false],
  ["release-DEADBEEF.js", false],
  ["facade.deadbeef.js", false],
  ["3f2a9c1b.js", false],
  ["image-iPhone15.jpg", false],
  ["a-b-c", false],
];

for (const [given, want] of HASHED) {
  Deno.test(`a hash: ${given} ${want ? "has one" : "has none"}`, () => {
    assertEquals(carriesHash(given), want);
  });
}
