import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { initialValues, readConfig } from "../../lib/options/mod.ts";
import { configSchema } from "../../lib/options/schema.ts";

const FILE = new URL("../../www/manual/gatehouse.schema.json", import.meta.url);

Deno.test("the schema in the manual is that of the options", () => {
  assertEquals(
    Deno.readTextFileSync(FILE),
    JSON.stringify(configSchema(), null, 2) + "\n",
    "make it anew: deno run -A main.ts config --schema > www/manual/gatehouse.schema.json",
  );
});

/** Files that the server takes, and files that it refuses: the schema must say the same of both. */
const CASES: { name: string; given: unknown; good: boolean }[] = [
  { name: "nothing", given: {}, good: true },
  { name: "not an object", given: [], good: false },
  { name: "its own place", given: { "$schema": "x" }, good: true },
  { name: "the root", given: { root: "site" }, good: true },
  { name: "an unknown option", given: { prot: 1 }, good: false },
  { name: "a number", given: { port: 8080 }, good: true },
  { name: "a negative number", given: { port: -1 }, good: false },
  { name: "a number that is a list", given: { port: [1] }, good: false },
  { name: "a switch", given: { spa: true }, good: true },
  { name: "a switch in words", given: { spa: "true" }, good: false },
  { name: "a time with unit", given: { cache: "1h" }, good: true },
  { name: "a time in seconds", given: { cache: 90 }, good: true },
  { name: "a time in words", given: { cache: "soon" }, good: false },
  { name: "a size", given: { "cache-size": "64MiB" }, good: true },
  { name: "a size in words", given: { "cache-size": "big" }, good: false },
  { name: "a word of few", given: { "log-format": "json" }, good: true },
  { name: "another word", given: { "log-format": "xml" }, good: false },
  { name: "words in one text", given: { index: "a.html,b.html" }, good: true },
  { name: "words in a list", given: { index: ["a.html", "b"] }, good: true },
  { name: "words as a number", given: { index: { a: 1 } }, good: false },
  { name: "pairs as an object", given: { env: { A: "1" } }, good: true },
  { name: "pairs as a list", given: { env: ["A=1"] }, good: true },
  { name: "a pair of nothing", given: { env: { A: null } }, good: false },
  { name: "an empty text", given: { "cgi-dir": "" }, good: false },
  {
    name: "every list of rules",
    given: {
      redirects: [{ from: "/a", to: "/b", status: 301 }],
      rewrites: [{ from: "/a", to: "/b" }],
      fields: [{ path: "/*", fields: { "X-A": "b" } }],
    },
    good: true,
  },
  {
    name: "a redirect with another status",
    given: { redirects: [{ from: "/a", to: "/b", status: 200 }] },
    good: false,
  },
  {
    name: "a rule with a slip of the pen",
    given: { rewrites: [{ from: "/a", too: "/b", to: "/b" }] },
    good: false,
  },
  {
    name: "a rule without its path",
    given: { rewrites: [{ to: "/b" }] },
    good: false,
  },
  {
    name: "a field that cannot be sent",
    given: { fields: [{ path: "/*", fields: { "X": "a\nb" } }] },
    good: false,
  },
];

Deno.test("readConfig takes and refuses by the same cases", async (t) => {
  for (const { name, given, good } of CASES) {
    await t.step(name, () => {
      const text = JSON.stringify(given);
      const { faults } = readConfig(text, initialValues(), new Set());
      assertEquals(faults.length === 0, good, JSON.stringify(faults));
    });
  }
});

const VALIDATOR = `
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
print(json.dumps([validator.is_valid(case) for case in json.load(sys.stdin)]))
`;

/** A Python that has a validator, or nothing. */
const PYTHON = ["python3", "/usr/bin/python3"].find((python) => {
  try {
    return new Deno.Command(python, {
      args: ["-c", "import jsonschema; jsonschema.Draft202012Validator"],
      stderr: "null",
    }).outputSync().success;
  } catch {
    return false;
  }
});

Deno.test({
  name: "a validator reads the schema, and agrees with the server",
  ignore: PYTHON === undefined,
  async fn() {
    const child = new Deno.Command(PYTHON ?? "", {
      args: ["-c", VALIDATOR, fileURLToPath(FILE)],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const stdin = child.stdin.getWriter();
    const given = CASES.map((one) => one.given);
    await stdin.write(new TextEncoder().encode(JSON.stringify(given)));
    await stdin.close();
    const { success, stdout } = await child.output();
    assert(success);
    const valid: boolean[] = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(
      CASES.map(({ name }, index) => [name, valid[index]]),
      CASES.map(({ name, good }) => [name, good]),
    );
  },
});
