import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startServer } from "../support/server.ts";

const PROBE = fileURLToPath(new URL("./probe.ts", import.meta.url));

interface Case {
  readonly name: string;
  /** What is tried, and on what; ROOT, SCRIPTS, OUTSIDE, PORT and PID stand for the test's own. */
  readonly attempt: readonly [string, string];
  /** Whether a thread that runs scripts may, and one that does not. */
  readonly want: readonly [scripts: boolean, files: boolean];
}

const CASES: Case[] = [
  {
    name: "a file of ROOT is read",
    attempt: ["read", "ROOT/index.html"],
    want: [true, true],
  },
  {
    name: "a script is read",
    attempt: ["read", "SCRIPTS/say"],
    want: [true, false],
  },
  {
    name: "a file beside ROOT is not read",
    attempt: ["read", "OUTSIDE/secret"],
    want: [false, false],
  },
  {
    name: "the system's accounts are not read",
    attempt: ["read", "/etc/passwd"],
    want: [false, false],
  },
  {
    name: "the processes are not listed",
    attempt: ["list", "/proc"],
    want: [false, false],
  },
  {
    name: "no environment of a process is read",
    attempt: ["read", "/proc/self/environ"],
    want: [false, false],
  },
  {
    name: "ROOT is not written to",
    attempt: ["write", "ROOT/index.html"],
    want: [false, false],
  },
  {
    name: "scripts are not written to",
    attempt: ["write", "SCRIPTS/say"],
    want: [false, false],
  },
  {
    name: "programs are run for scripts only",
    attempt: ["run", "/bin/true"],
    want: [true, false],
  },
  {
    name: "the environment is not read",
    attempt: ["env", "PATH"],
    want: [false, false],
  },
  {
    name: "no other port is listened on",
    attempt: ["listen", "0"],
    want: [false, false],
  },
  {
    name: "no other port is connected to",
    attempt: ["connect", "1"],
    want: [false, false],
  },
  {
    name: "the machine is not asked for its name",
    attempt: ["sys", ""],
    want: [false, false],
  },
  {
    name: "no module comes from the network",
    attempt: ["import", "http://127.0.0.1:1/x.js"],
    want: [false, false],
  },
  {
    name: "no library is loaded",
    attempt: ["ffi", "/lib/x86_64-linux-gnu/libc.so.6"],
    want: [false, false],
  },
];

async function makeSite(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  const home = Deno.realPathSync(folder);
  await Deno.mkdir(`${home}/www`);
  await Deno.mkdir(`${home}/tmp`);
  await Deno.mkdir(`${home}/cgi-bin`);
  await Deno.writeTextFile(`${home}/www/index.html`, "x");
  await Deno.writeTextFile(`${home}/cgi-bin/say`, "#!/bin/sh\n", {
    mode: 0o755,
  });
  await Deno.writeTextFile(`${home}/secret`, "x");
  return home;
}

for (const scripts of [true, false]) {
  const kind = scripts ? "a thread that runs scripts" : "a thread for files";
  Deno.test(`${kind} may do what is served and nothing else`, async (t) => {
    const home = await makeSite();
    await using server = await startServer([
      `${home}/www`,
      ...(scripts ? [] : ["--no-cgi"]),
      "--log-format=none",
    ], { command: [Deno.execPath(), "run", "-A", PROBE] });
    for (const { name, attempt: [what, word], want } of CASES) {
      const argument = word.replace("ROOT", `${home}/www`)
        .replace("SCRIPTS", `${home}/cgi-bin`).replace("OUTSIDE", home);
      await t.step(name, async () => {
        const path = `/${what}/${encodeURIComponent(argument)}`;
        const response = await fetch(server.url + path);
        const allowed = want[scripts ? 0 : 1];
        assertEquals(
          await response.text(),
          allowed ? "allowed" : "refused",
        );
      });
    }
    await server.stop();
    await Deno.remove(home, { recursive: true });
  });
}
