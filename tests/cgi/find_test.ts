import { assertEquals } from "@std/assert";
import {
  findScripts,
  type FoundScript,
  scriptWarnings,
  startOptions,
} from "../../lib/cgi/mod.ts";

const OPTIONS = startOptions({ interpreters: { ".odd": ["no-such-program"] } });

function found(name: string, text: string, mode: number): FoundScript[] {
  const folder = Deno.makeTempDirSync({ prefix: "gatehouse-test-" });
  Deno.mkdirSync(`${folder}/sub`);
  Deno.writeTextFileSync(`${folder}/sub/${name}`, text);
  Deno.chmodSync(`${folder}/sub/${name}`, mode);
  const scripts = findScripts(folder, OPTIONS);
  Deno.removeSync(folder, { recursive: true });
  return scripts;
}

const rows: readonly {
  name: string;
  given: [name: string, text: string, mode: number];
  /** Why it cannot run; true where it can; `null` where it is no script. */
  want: string | true | null;
}[] = [
  {
    name: "an executable with #!",
    given: ["x", "#!/bin/sh\n", 0o755],
    want: true,
  },
  {
    name: "env looks along PATH",
    given: ["x", "#!/usr/bin/env sh\n", 0o755],
    want: true,
  },
  {
    name: "an interpreter that is not installed",
    given: ["x", "#!/usr/bin/env no-such-program\n", 0o755],
    want: "no-such-program is not installed",
  },
  {
    name: "a program that is not there",
    given: ["x", "#!/no/such/program\n", 0o755],
    want: "/no/such/program is not there",
  },
  {
    name: "lines that end in CR LF",
    given: ["x", "#!/bin/sh\r\n", 0o755],
    want:
      "its lines end in CR LF, so that the system looks for a program whose name ends in CR",
  },
  {
    name: "a #! without the bit",
    given: ["x.cgi", "#!/bin/sh\n", 0o644],
    want: "it is not executable, and no interpreter is set for its extension",
  },
  { name: "an extension of the table", given: ["x.sh", "", 0o644], want: true },
  {
    name: "an extension whose interpreter is missing",
    given: ["x.odd", "", 0o644],
    want: "its interpreter no-such-program is not installed",
  },
  { name: "JavaScript", given: ["x.js", "", 0o644], want: true },
  { name: "a text is no script", given: ["x.txt", "hello", 0o644], want: null },
  {
    name: "nor is a backup",
    given: ["x.sh~", "#!/bin/sh\n", 0o755],
    want: null,
  },
];

for (const { name, given, want } of rows) {
  Deno.test(`findScripts: ${name}`, () => {
    const [script] = found(...given);
    const runnable = script?.runnable ?? null;
    assertEquals(
      typeof runnable === "object" ? runnable?.reason ?? null : runnable,
      want,
    );
    if (script) assertEquals(script.name, `sub/${given[0]}`);
  });
}

Deno.test("findScripts: a folder that is not there holds none", () => {
  assertEquals(findScripts("/no/such/folder", OPTIONS), []);
});

Deno.test("scriptWarnings: scripts of root, and scripts that anybody may change", () => {
  const scripts = found("x.sh", "", 0o646);
  const root = scriptWarnings(scripts, { uid: 0, user: null });
  assertEquals(root.length, 2);
  assertEquals(
    root[1]?.endsWith("anybody on this system may change it."),
    true,
  );
  assertEquals(scriptWarnings(scripts, { uid: 0, user: "www" }).length, 1);
  assertEquals(scriptWarnings(scripts, { uid: 1000, user: null }).length, 1);
  assertEquals(scriptWarnings([], { uid: 0, user: null }), []);
});
