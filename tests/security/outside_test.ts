import { assertEquals, assertThrows } from "@std/assert";
import type { Source } from "../architecture/source.ts";
import { differences, placesIn, placesOf } from "./outside.ts";

const ROOT = new URL("../../", import.meta.url);

function* modules(folder: string): Generator<Source> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    const path = folder + name;
    if (isDirectory) yield* modules(`${path}/`);
    else if (/\.[jt]sx?$/.test(name)) {
      yield { path, text: Deno.readTextFileSync(new URL(path, ROOT)) };
    }
  }
}

Deno.test("whatever is opened, started or answered is in the table, and it is why nobody can misuse it", () => {
  const main = Deno.readTextFileSync(new URL("main.ts", ROOT));
  const sources = [{ path: "main.ts", text: main }, ...modules("lib/")];
  const table = Deno.readTextFileSync(new URL("./outside.md", import.meta.url));
  assertEquals(differences(placesIn(sources), placesOf(table)), []);
});

const FOUND: readonly { given: string; want: readonly string[] }[] = [
  { given: "new Deno.Command(x).spawn();", want: ["Deno.Command"] },
  { given: "let child: Deno.CommandStatus | Deno.ChildProcess;", want: [] },
  {
    given: "await Deno.open(a); Deno\n  .openSync(b);",
    want: ["Deno.open", "Deno.openSync"],
  },
  {
    given: "Deno.readTextFile(a); Deno.writeFileSync(b); Deno.create(c);",
    want: ["Deno.readTextFile", "Deno.writeFileSync", "Deno.create"],
  },
  { given: "Deno.removeSignalListener(a, b); Deno.stdin.read(c);", want: [] },
  { given: "`${Deno.readFileSync(a)}`", want: ["Deno.readFileSync"] },
  { given: '// Deno.open(a)\n"Deno.open(b)"; `Deno.open(c)`;', want: [] },
  {
    given: "return new Response(a); Response.json(b);",
    want: ["new Response", "Response.json"],
  },
  {
    given: "fetch(a); b.fetch(c); await import(d); import.meta.url;",
    want: ["fetch", "import"],
  },
  { given: 'import fs from "node:fs";', want: ["node:fs"] },
  { given: 'import type fs from "node:fs";', want: [] },
  { given: "const { open } = Deno;", want: ["Deno[…]"] },
  { given: "new Worker(a); eval(b);", want: ["new Worker", "eval"] },
];

Deno.test("every way to the outside is found, and nothing else", async (t) => {
  for (const { given, want } of FOUND) {
    await t.step(given, () => {
      const places = placesIn([{ path: "a.ts", text: given }]);
      assertEquals([...places.keys()], want.map((call) => `a.ts ${call}`));
    });
  }
});

Deno.test("a place without a row and a row without a place are told", () => {
  const code = placesIn([
    { path: "a.ts", text: "Deno.open(a); Deno.open(b); Deno.mkdir(c);" },
  ]);
  const table = "| file | call | whose | why |\n| --- | --- | --- | --- |\n" +
    "| `a.ts` | `Deno.open` | operator | x |\n" +
    "| `a.ts` | `Deno.remove` × 2 | operator | y |\n";
  assertEquals(differences(code, placesOf(table)), [
    "a.ts Deno.mkdir: 1 in the code, 0 in the table",
    "a.ts Deno.open: 2 in the code, 1 in the table",
    "a.ts Deno.remove: 0 in the code, 2 in the table",
  ]);
});

Deno.test("a row without a reason is none", () => {
  const row = "| `a.ts` | `Deno.open` | operator | |";
  assertThrows(() => placesOf(row), Error, "not a row");
});
