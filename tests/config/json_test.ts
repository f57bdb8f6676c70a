import { assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { pointerTo, readJson } from "../../lib/options/json.ts";

Deno.test("readJson reads what JSON.parse reads", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    const { value, faults } = readJson(text);
    // A name twice is JSON, but nobody means it; and -0 is 0.
    if (faults.length > 0) return;
    assertEquals(JSON.stringify(value), JSON.stringify(JSON.parse(text)));
  }));
});

Deno.test("readJson refuses what JSON.parse refuses", () => {
  const marks = fc.constantFrom(..."{}[]\",:\\ \n01-.eEtruenlfas/'u");
  fc.assert(fc.property(fc.string({ unit: marks, maxLength: 12 }), (text) => {
    let wanted = true;
    try {
      JSON.parse(text);
    } catch {
      wanted = false;
    }
    assertEquals(readJson(text).value !== undefined, wanted, text);
  }));
});

Deno.test("readJson: a comma too many hides nothing of what comes after it", () => {
  const { value, faults } = readJson(
    '{\n  "a": [1,],\n  "b": 2,\n  "b": 3,\n}',
  );
  assertEquals(value, { a: [1], b: 3 });
  assertEquals(faults.map(({ line, reason }) => `${line} ${reason}`), [
    "2 is not JSON: a comma too many before ]",
    "4 is there twice",
    "5 is not JSON: a comma too many before }",
  ]);
});

const FAULTS: { name: string; given: string; line: number; want: RegExp }[] = [
  { name: "nothing", given: "", line: 1, want: /ends where a value/ },
  {
    name: "a comma missing",
    given: '{\n  "a": 1\n  "b": 2\n}',
    line: 3,
    want: /"\\"b\\"" where a comma or } should be/,
  },
  {
    name: "a comment",
    given: '{\n\n// why\n"a": 1}',
    line: 3,
    want: /it has no comments/,
  },
  { name: "single quotes", given: "{'a': 1}", line: 1, want: /double quotes/ },
  { name: "a word", given: '{"a": yes}', line: 1, want: /"yes" where a value/ },
  { name: "the end is missing", given: '{"a": [1', line: 1, want: /it ends/ },
  { name: "two values", given: "{}\n{}", line: 2, want: /something else/ },
  {
    name: "brackets without end",
    given: "[".repeat(100_000),
    line: 1,
    want: /nested too deeply/,
  },
];

Deno.test("readJson: faults by their line", async (t) => {
  for (const { name, given, line, want } of FAULTS) {
    await t.step(name, () => {
      const { value, faults } = readJson(given);
      assertEquals(value, undefined);
      assertEquals(faults.map((fault) => fault.line), [line]);
      assertMatch(faults[0]?.reason ?? "", want);
    });
  }
});

Deno.test("readJson: places", async (t) => {
  const { lineOf, faults } = readJson(
    '{\n"a": [\n{"b~/c": 1},\n2],\n"d":\n3,\n"a": 4}',
  );
  const places = {
    "": 1,
    "/d": 5,
    "/a/0": 3,
    "/a/0/b~0~1c": 3,
    "/a/1": 4,
    "/a/0/other": 3,
  };
  for (const [pointer, line] of Object.entries(places)) {
    await t.step(
      pointer || "the whole",
      () => assertEquals(lineOf(pointer), line),
    );
  }
  await t.step("a name twice is a fault", () =>
    assertEquals(faults, [
      { line: 7, pointer: "/a", reason: "is there twice" },
    ]));
});

Deno.test("pointers are escaped (6901 §3)", () => {
  assertEquals(pointerTo("/a", "b/c~d"), "/a/b~1c~0d");
});

Deno.test("a name is never more than a name", () => {
  const { value } = readJson('{"__proto__": {"port": 1}}');
  assertEquals((value as { port?: number }).port, undefined);
});
