import { assertEquals } from "@std/assert";
import {
  arrows,
  cycles,
  escapedPaths,
  OUTSIDE,
  outside,
  places,
  shapes,
} from "./architecture/rules.ts";
import { importsOf, type Source, strip } from "./architecture/source.ts";

const ROOT = new URL("../", import.meta.url);
const BINARY = /\.(?:jpe?g|png|gif|ico|webp|avif|pdf|gz|br|zst|woff2?|wasm)$/;

/** The tracked files and those about to be; all files where this is no checkout of git. */
function tracked(): string[] {
  try {
    const { success, stdout } = new Deno.Command("git", {
      args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      cwd: ROOT,
      stderr: "null",
    }).outputSync();
    if (success) return new TextDecoder().decode(stdout).split("\0");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return [...walk("")];
}

function* walk(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (/^(?:\.git|node_modules|dist)$/.test(name)) continue;
    if (isDirectory) yield* walk(`${folder}${name}/`);
    else yield folder + name;
  }
}

function read(paths: readonly string[]): Source[] {
  return paths.flatMap((path) => {
    if (path === "" || BINARY.test(path)) return [];
    try {
      return [{ path, text: Deno.readTextFileSync(new URL(path, ROOT)) }];
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return []; // just removed
      if (error instanceof Deno.errors.IsADirectory) return []; // a link
      throw error;
    }
  });
}

const all = read(tracked());
const modules = all.filter(({ path }) =>
  path === "main.ts" || /^lib\/.*\.[jt]sx?$/.test(path)
);

Deno.test("the tree holds main.ts, lib/http, lib/static and lib/cgi", () => {
  const wanted = ["main.ts", "lib/http/", "lib/static/", "lib/cgi/"];
  assertEquals(
    wanted.filter((start) =>
      !modules.some(({ path }) => path.startsWith(start))
    ),
    [],
  );
});

Deno.test("arrows point down only, and lib/ brings no package", () => {
  assertEquals(arrows(modules), []);
});

Deno.test("no import cycles", () => {
  assertEquals(cycles(modules), []);
});

Deno.test("only named files touch files, processes and sockets", () => {
  assertEquals(outside(modules, OUTSIDE), []);
});

Deno.test("no file of lib/ over 300 lines, none with a vague name", () => {
  assertEquals(shapes(modules), []);
});

Deno.test("no tracked file names a machine's path or a registry", () => {
  assertEquals(places(all.filter(({ path }) => path !== "deno.lock")), []);
});

Deno.test("paths of files are right in a folder with a space in its name", () => {
  assertEquals(escapedPaths(all), []);
});

interface Broken {
  readonly name: string;
  readonly given: Readonly<Record<string, string>>;
  readonly want: readonly string[];
}

const made = (given: Readonly<Record<string, string>>): Source[] =>
  Object.entries(given).map(([path, text]) => ({ path, text }));

const BROKEN: (Broken & { rule: (sources: Source[]) => string[] })[] = [
  {
    name: "a slice imports another slice",
    rule: arrows,
    given: { "lib/static/mod.ts": 'import { x } from "../cgi/script.ts";' },
    want: [
      "lib/static/mod.ts (slice:static) imports lib/cgi/script.ts (slice:cgi)",
    ],
  },
  {
    name: "types are arrows too",
    rule: arrows,
    given: { "lib/log/a.ts": 'import type { X } from "../static/mod.ts";' },
    want: ["lib/log/a.ts (slice:log) imports lib/static/mod.ts (slice:static)"],
  },
  {
    name: "lib/http imports upwards",
    rule: arrows,
    given: { "lib/http/a.ts": 'export * from "../handler.ts";' },
    want: ["lib/http/a.ts (shared:http) imports lib/handler.ts (handler)"],
  },
  {
    name: "shared rooms have an order",
    rule: arrows,
    given: {
      "lib/diagnosis/a.ts": 'import "../gateway/b.ts"; import "../http/c.ts";',
      "lib/gateway/b.ts": 'import "../diagnosis/a.ts";',
      "lib/cgi/mod.ts": 'import "../diagnosis/a.ts";',
    },
    want: [
      "lib/gateway/b.ts (shared:gateway) imports lib/diagnosis/a.ts (shared:diagnosis)",
    ],
  },
  {
    name: "sub-commands may look at slices, not at each other",
    rule: arrows,
    given: {
      "lib/check/a.ts": 'import "../cgi/mod.ts"; import "../starter/mod.ts";',
      "lib/cgi/mod.ts": 'import "../check/a.ts";',
    },
    want: [
      "lib/check/a.ts (tool:check) imports lib/starter/mod.ts (tool:starter)",
      "lib/cgi/mod.ts (slice:cgi) imports lib/check/a.ts (tool:check)",
    ],
  },
  {
    name: "handler.ts imports a slice",
    rule: arrows,
    given: { "lib/handler.ts": 'const x = await import("./cgi/mod.ts");' },
    want: ["lib/handler.ts (handler) imports lib/cgi/mod.ts (slice:cgi)"],
  },
  {
    name: "options import something of lib",
    rule: arrows,
    given: {
      "lib/options/mod.ts":
        'import { a } from "./table.ts";\nimport "../http/fields.ts";',
    },
    want: [
      "lib/options/mod.ts (options) imports lib/http/fields.ts (shared:http)",
    ],
  },
  {
    name: "a server module imports main.ts, as a thread's module",
    rule: arrows,
    given: {
      "lib/server.ts": 'new Worker(new URL("../main.ts", import.meta.url));',
    },
    want: ["lib/server.ts (root) imports main.ts (main)"],
  },
  {
    name: "lib imports a test",
    rule: arrows,
    given: { "lib/cgi/a.ts": 'import { x } from "../../tests/support/x.ts";' },
    want: ["lib/cgi/a.ts imports tests/support/x.ts, which is outside lib/"],
  },
  {
    name: "packages",
    rule: arrows,
    given: {
      "main.ts": 'import "npm:left-pad";\nimport { a } from "@std/assert";\n' +
        'await import("jsr:@std/path");\nimport z from "https://x.test/z.ts";' +
        'import { parseArgs } from "node:util";',
    },
    want: [
      "npm:left-pad",
      "@std/assert",
      "https://x.test/z.ts",
      "jsr:@std/path",
    ]
      .map((specifier) => `main.ts imports the package "${specifier}"`),
  },
  {
    name: "what may be imported is no fault",
    rule: arrows,
    given: {
      "main.ts": 'import { a } from "./lib/cgi/mod.ts";',
      "lib/mod.ts": 'export { a } from "./cgi/mod.ts";',
      "lib/command.ts": 'import settings from "../deno.json" with {};' +
        'new URL("file:///"); new URL("https://example.test/");',
      "lib/cgi/mod.ts": 'import { b } from "../http/fields.ts";\n' +
        'import { c } from "./script.ts"; // import "../static/mod.ts"\n' +
        "const t = 'import \"../static/mod.ts\"';",
    },
    want: [],
  },
  {
    name: "a cycle of three",
    rule: cycles,
    given: {
      "lib/http/a.ts": 'import { b } from "./b.ts";',
      "lib/http/b.ts": 'import { type X, c } from "./c.ts";',
      "lib/http/c.ts": 'import { a } from "./a.ts";',
    },
    want: ["lib/http/a.ts → lib/http/b.ts → lib/http/c.ts → lib/http/a.ts"],
  },
  {
    name: "a circle of types is none",
    rule: cycles,
    given: {
      "lib/http/a.ts": 'import type { B } from "./b.ts";',
      "lib/http/b.ts": 'import { type A } from "./a.ts";\nconst b = 1;',
    },
    want: [],
  },
  {
    name: "a module that runs as a process of its own is no part of a cycle",
    rule: cycles,
    given: {
      "lib/cgi/a.ts": 'const u = new URL("./b.ts", import.meta.url);',
      "lib/cgi/b.ts": 'import "./a.ts";',
    },
    want: [],
  },
  {
    name: "I/O in a file that is not named for it",
    rule: (sources) => outside(sources, {}),
    given: {
      "lib/static/a.ts":
        'import fs from "node:fs";\nDeno.statSync("x"); fetch("y");\n' +
        "// Deno.open\nconst d: Deno.FileInfo | null = null;\n" +
        'const s = "Deno.exit"; throw new Deno.errors.NotFound(`${Deno.cwd()}`);',
      "lib/cgi/b.ts": "new Deno.Command('x'); const { open } = Deno;",
      "lib/http/c.ts": "new Worker(x); a.fetch(y);",
    },
    want: [
      "lib/static/a.ts touches Deno.statSync",
      "lib/static/a.ts touches Deno.cwd",
      "lib/static/a.ts touches fetch",
      "lib/static/a.ts touches node:fs",
      "lib/cgi/b.ts touches Deno.Command",
      "lib/cgi/b.ts touches Deno[…]",
      "lib/http/c.ts touches new Worker or a socket",
    ],
  },
  {
    name: "a file named for I/O that is gone",
    rule: (sources) => outside(sources, { "lib/old.ts": "nothing any more" }),
    given: {},
    want: ["lib/old.ts is allowed I/O but is not there"],
  },
  {
    name: "too long, vague, misspelt",
    rule: shapes,
    given: {
      "lib/cgi/long.ts": "a\n".repeat(301),
      "lib/cgi/enough.ts": "a\n".repeat(300),
      "lib/http/utils.ts": "",
      "lib/helpers/a.ts": "",
      "lib/cgi/scriptRunner.ts": "",
      "lib/http/common_log.ts": "",
      "tests/support/helpers.ts": "",
    },
    want: [
      "lib/cgi/long.ts has 301 lines",
      "lib/http/utils.ts is named for nothing",
      "lib/helpers/a.ts is named for nothing",
      "lib/cgi/scriptRunner.ts is not in snake_case",
      "lib/http/common_log.ts is named for nothing",
    ],
  },
  {
    name: "the path of a URL as it stands",
    rule: escapedPaths,
    given: {
      "tests/a.ts": 'new URL("./b.ts", import.meta.url)\n  .path' + "name;",
      "tests/b.ts": 'fileURLToPath(new URL("./b.ts", import.meta.url));',
    },
    want: ["tests/a.ts needs fileURLToPath for the path of a URL"],
  },
  {
    name: "a machine's path and a registry",
    rule: places,
    given: {
      "README.md": "see\n/wo" + "rk/main or https://registry.npm" + "js.org/x",
      "a.ts": "work/at/home, /usr/bin/env, /home/: all fine",
    },
    want: ["README.md:2 names /wo" + "rk/"],
  },
];

for (const { name, rule, given, want } of BROKEN) {
  Deno.test(`the rules see: ${name}`, () => {
    assertEquals(rule(made(given)), want);
  });
}

Deno.test("the scanner tells code from comments, strings, templates and patterns", () => {
  const given = 'const a = /["\'`/*]/; b = c / d; /* e */ f("g//h"); // i\n' +
    "j(`k ${l(`m ${n}`)} o` + /[/]`/.source); const p = {q: `r`};";
  const { code, strings } = strip(given);
  assertEquals(strings, ["g//h"]);
  assertEquals(code.match(/\b[a-z]\b/g)?.join(""), "abcdfjlnpq");
});

Deno.test("the scanner finds every form of import", () => {
  const given = 'import "./a.ts";\nimport b from "./b.ts";\n' +
    'import * as c from "./c.ts";\nimport {\n  d,\n  type D,\n} from "./d.ts";\n' +
    'import type { E } from "./e.ts";\nexport { f } from "./f.ts";\n' +
    'export * from "./g.ts";\nexport const name = "not an import";\n' +
    'export type { H } from "./h.ts";\nawait import("./i.ts");\n' +
    'new URL("./j.ts", import.meta.url); new URL("./page.html", x);';
  assertEquals(
    importsOf(given).map(({ specifier, typeOnly }) =>
      specifier.slice(2, 3) + (typeOnly ? "?" : "")
    ).join(" "),
    "a b c d e? f g h? i j",
  );
});
