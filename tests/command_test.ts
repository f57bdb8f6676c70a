import { assertEquals, assertMatch } from "@std/assert";
import { runGatehouse } from "./support/server.ts";

Deno.test("gatehouse init writes a site that gatehouse check finds sound", async () => {
  const cwd = await Deno.makeTempDir();
  const made = await runGatehouse(["init", "site", "--lang", "sh"], { cwd });
  assertEquals([made.code, made.stderr], [0, ""]);
  assertMatch(made.stdout, /cgi-bin\/greet\.sh/);
  const found = await runGatehouse(["check", "--run"], { cwd: `${cwd}/site` });
  assertEquals(found.code, 0, found.stdout);
  const again = await runGatehouse(["init", "site"], { cwd });
  assertMatch(again.stdout + again.stderr, /nothing was written/);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("gatehouse check names what is wrong, for people and programs", async () => {
  const cwd = await Deno.makeTempDir();
  await Deno.mkdir(`${cwd}/www`);
  await Deno.mkdir(`${cwd}/cgi-bin`);
  await Deno.writeTextFile(`${cwd}/cgi-bin/bad`, "#!/bin/sh\r\necho\r\n", {
    mode: 0o755,
  });
  const text = await runGatehouse(["check"], { cwd });
  assertEquals(text.code, 1);
  assertMatch(text.stdout, /cgi-bin\/bad/);
  const json = await runGatehouse(["check", "--json"], { cwd });
  const report = JSON.parse(json.stdout);
  assertEquals(report.findings.length, 1);
  await Deno.remove(cwd, { recursive: true });
});

const FAULTS: { name: string; args: string[]; want: RegExp; code: number }[] = [
  {
    name: "an unknown topic",
    args: ["help", "cooking"],
    want: /cooking is not a topic; there are serving/,
    code: 2,
  },
  {
    name: "an unknown option of init",
    args: ["init", "--foo"],
    want: /--foo is not an option of init; there is --lang/,
    code: 2,
  },
  {
    name: "an unknown option of check",
    args: ["check", "--prot"],
    want: /--prot is not an option; did you mean --port\?/,
    code: 2,
  },
  {
    name: "a command that is misspelt",
    args: ["chek"],
    want: /ROOT: there is no [^\n]*\n[^\n]*did you mean the command check\?/,
    code: 1,
  },
  {
    name: "check of a folder that is not there",
    args: ["check", "/nowhere/at/all"],
    want: /ROOT: there is no/,
    code: 1,
  },
];

Deno.test("sub-commands: faults", async (t) => {
  for (const { name, args, want, code } of FAULTS) {
    await t.step(name, async () => {
      const { stderr, code: got } = await runGatehouse(args);
      assertMatch(stderr, want);
      assertEquals(got, code);
    });
  }
});

for (
  const args of [
    ["check", "--help"],
    ["check", "-h"],
    ["check", "www", "--help"],
    ["help", "check"],
  ]
) {
  Deno.test(`gatehouse ${args.join(" ")} tells of the command`, async () => {
    const { stdout, code } = await runGatehouse(args);
    assertEquals(code, 0);
    assertMatch(stdout, /^gatehouse check \[ROOT\] /);
    assertMatch(stdout, /\n {2}gatehouse check --run\n/);
  });
}

Deno.test("gatehouse help TOPIC tells of every option of it", async () => {
  const { stdout, code } = await runGatehouse(["help", "scripts"]);
  assertEquals(code, 0);
  assertMatch(stdout, /--max-scripts N/);
});
