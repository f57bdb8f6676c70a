import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { CONFIG_OPTIONS } from "../../lib/options/config.ts";
import { readJson } from "../../lib/options/json.ts";
import {
  initialValues,
  parseCommandLine,
  readConfig,
} from "../../lib/options/mod.ts";
import { OPTIONS } from "../../lib/options/table.ts";
import { pieces, RUNS } from "./pieces.ts";

const TEXT = pieces(
  "{",
  "}",
  "[",
  "]",
  '"',
  ":",
  ",",
  "0",
  "1",
  "-",
  ".5",
  "e9",
  "true",
  "null",
  '"a"',
  '"a":',
  "\\u0000",
  "\\",
  "\n",
  " ",
  "//",
  "'",
);

Deno.test("a text is JSON by the rules of RFC 8259 and no others", () => {
  fc.assert(
    fc.property(fc.oneof(TEXT, fc.json()), (text) => {
      const { value, faults } = readJson(text);
      let want: unknown;
      try {
        want = JSON.parse(text);
      } catch {
        assert(faults.length > 0 && value === undefined);
        return;
      }
      assertEquals(JSON.stringify(value), JSON.stringify(want));
      const twice = faults.every(({ reason }) => reason === "is there twice");
      assert(twice, JSON.stringify(faults));
    }),
    RUNS,
  );
});

Deno.test("every name that an object has twice is told of", () => {
  const pair = fc.tuple(fc.constantFrom("a", "b", "c", "__proto__"), fc.nat(9));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 6 }), (pairs) => {
      const members = pairs.map(([name, value]) => `"${name}":\n${value}`);
      const { faults } = readJson(`{${members.join(",")}}`);
      const twice = pairs.map(([name]) => name).filter((name, index, all) =>
        all.indexOf(name) < index
      );
      assertEquals(
        faults.map(({ pointer }) => pointer),
        twice.map((name) => `/${name}`),
      );
    }),
    RUNS,
  );
});

Deno.test("faults of a file have a line of it, and nothing is thrown", () => {
  const name = fc.oneof(
    fc.constantFrom(
      ...CONFIG_OPTIONS.keys(),
      "root",
      "redirects",
      "rewrites",
      "fields",
      "__proto__",
      "constructor",
    ),
    fc.string(),
  );
  const rule = fc.dictionary(
    fc.constantFrom("from", "to", "status", "path", "fields"),
    fc.jsonValue(),
  );
  const value = fc.oneof(fc.jsonValue(), fc.array(rule, { maxLength: 3 }));
  const file = fc.dictionary(name, value).map((file) =>
    JSON.stringify(file, null, 1)
  );
  fc.assert(
    fc.property(fc.oneof(file, TEXT), (text) => {
      const values = initialValues();
      const { faults } = readConfig(text, values, new Set());
      const lines = text.split("\n").length;
      for (const { line, pointer, reason } of faults) {
        assert(line >= 1 && line <= lines, `line ${line} of ${lines}`);
        assert(pointer === "" || pointer.startsWith("/"));
        assert(reason !== "");
      }
      assertEquals(
        Object.keys(values).toSorted(),
        Object.keys(OPTIONS).toSorted(),
      );
      assertEquals(({} as Record<string, unknown>).polluted, undefined);
    }),
    RUNS,
  );
});

const VALUES = fc.oneof(
  fc.constantFrom(
    "0",
    "1",
    "8080",
    "70000",
    "-1",
    "1.5",
    "5m",
    "1h",
    "64MiB",
    "a",
    ".py",
    "/a=b",
    "/=c",
    "a=b",
    "=",
    "A: b",
    "127.0.0.1",
    "10.0.0.0/8",
    "::1",
    "10.0.0.0/99",
    "unix",
    "json",
    "660",
    "127.0.0.1:9000",
    ".php=127.0.0.1:9000",
    "*",
    "*.a.test",
    "a.test",
  ),
  pieces("=", "/", ":", ".", "a", "1", ",", " ", "*"),
);

Deno.test("the file takes what the command line takes, and makes the same of it", () => {
  const options = [...CONFIG_OPTIONS].filter(([, name]) =>
    OPTIONS[name].value !== null
  );
  fc.assert(
    fc.property(fc.constantFrom(...options), VALUES, ([flag, name], word) => {
      // A hyphen at its beginning, or nothing at all, is for the command line no value.
      if (word === "" || word.startsWith("-")) return;
      const line = parseCommandLine([`--${flag}=${word}`]);
      const values = initialValues();
      const { faults } = readConfig(
        JSON.stringify({ [flag]: word }),
        values,
        new Set(),
      );
      assertEquals(
        faults.length > 0,
        line.faults.length > 0,
        `${faults[0]?.reason} | ${line.faults[0]}`,
      );
      if (faults.length === 0) assertEquals(values[name], line.values[name]);
    }),
    RUNS,
  );
});
