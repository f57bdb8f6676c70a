import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { cgiScripts, scriptRunner } from "../../lib/cgi/mod.ts";
import { checkSite } from "../../lib/check/mod.ts";
import type { Reply } from "../../lib/http/exchange.ts";
import { init, LANGUAGES } from "../../lib/starter/mod.ts";
import { exchange } from "../support/exchange.ts";

const windows = Deno.build.os === "windows";
const PATH = Deno.env.get("PATH") ?? "/usr/bin:/bin";

/** What each language needs to be tried, and how its test is run. */
const TRIALS: Readonly<
  Record<string, { needs: string; script: string; test: readonly string[] }>
> = {
  js: {
    needs: "sh",
    script: "greet.js",
    test: [Deno.execPath(), "test", "-A", "tests/"],
  },
  py: {
    needs: "python3",
    script: "greet.py",
    test: ["python3", "tests/greet_test.py"],
  },
  pl: { needs: "perl", script: "greet.pl", test: ["perl", "tests/greet.t"] },
  sh: { needs: "sh", script: "greet.sh", test: ["sh", "tests/greet_test.sh"] },
  php: {
    needs: "php-cgi",
    script: "greet.php",
    test: ["sh", "tests/greet_test.sh"],
  },
  go: { needs: "go", script: "greet.cgi", test: ["go", "test", "-C", "greet"] },
};

function isThere(program: string): boolean {
  return PATH.split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}

async function withFolder(
  use: (folder: string) => Promise<void> | void,
): Promise<void> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    await use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function run(
  [program = "", ...args]: readonly string[],
  cwd: string,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  const said = decoder.decode(stdout) + decoder.decode(stderr);
  assert(success, said);
  return said;
}

/** Sends the form to the script that was written, through the executor. */
async function send(
  folder: string,
  script: string,
  name: string,
): Promise<{ status: number; text: string }> {
  const runner = scriptRunner({ environment: { PATH } });
  const handler = cgiScripts(runner, {
    mount: "/cgi-bin/",
    path: `${folder}/cgi-bin`,
  });
  const content = new URLSearchParams({ name }).toString();
  try {
    const outcome = await handler(exchange(`/cgi-bin/${script}`, {
      method: "POST",
      fields: {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": String(content.length),
      },
      content,
    }));
    const { status, content: body } = outcome as Reply;
    return { status, text: await new Response(body).text() };
  } finally {
    await runner.end();
  }
}

const FORM = /<form method="post" action="([^"]+)">/;

for (const language of LANGUAGES) {
  const { needs, script, test } = TRIALS[language] ?? TRIALS.sh ??
    { needs: "sh", script: "", test: [] };
  const ignore = windows || !isThere(needs);
  Deno.test({
    name: `init --lang ${language}: the form works, and so does the test` +
      (ignore ? ` (no ${needs} here)` : ""),
    ignore,
    fn: () =>
      withFolder(async (folder) => {
        const { text, exitCode } = init({ folder, language });
        assertEquals(exitCode, 0, text);
        const build = /^ {2}(go build .*)$/m.exec(text)?.[1];
        if (build) await run(build.split(" "), folder);

        const page = await Deno.readTextFile(`${folder}/www/index.html`);
        assertEquals(FORM.exec(page)?.[1], `/cgi-bin/${script}`);

        const hello = await send(folder, script, "Zoë & <b>Ada</b>");
        assertEquals(hello.status, 200, hello.text);
        assertStringIncludes(hello.text, "Zoë");
        assert(!hello.text.includes("<b>"), hello.text);
        assertEquals((await send(folder, script, "  ")).status, 400);

        await run(test, folder);
      }),
  });
  Deno.test({
    name: `init --lang ${language}: check finds nothing to mend in it` +
      (ignore ? ` (no ${needs} here)` : ""),
    ignore,
    fn: () =>
      withFolder(async (folder) => {
        init({ folder, language });
        const report = await checkSite({
          root: `${folder}/www`,
          mounts: [{ mount: "/cgi-bin/", path: `${folder}/cgi-bin` }],
          extensions: [".cgi"],
          hidden: false,
          followLinks: false,
          runner: { environment: { PATH } },
          run: true,
          json: false,
        });
        assertEquals(report.findings, []);
      }),
  });
}

Deno.test("init never overwrites: where one file is there, none is written", () =>
  withFolder((folder) => {
    Deno.mkdirSync(`${folder}/www`);
    Deno.writeTextFileSync(`${folder}/www/style.css`, "mine");
    const { text, exitCode } = init({ folder, language: "sh" });
    assertEquals(exitCode, 1);
    assertStringIncludes(text, "www/style.css");
    assertEquals(Deno.readTextFileSync(`${folder}/www/style.css`), "mine");
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  }));

Deno.test("init says what it wrote and what to do next", () =>
  withFolder((folder) => {
    const site = `${folder}/my site`;
    const { text } = init({ folder: site, language: "pl", command: "gh" });
    for (
      const part of [
        `A small site in Perl is in ${site}:`,
        "  cgi-bin/greet.pl  the script",
        "my site'\n  gh\n",
        "http://127.0.0.1:8000/",
        "  perl tests/greet.t",
      ]
    ) assertStringIncludes(text, part);
    assert(Deno.statSync(`${site}/cgi-bin/greet.pl`).isFile);
  }));

Deno.test("init names the languages where it does not know one", () => {
  const { text, exitCode } = init({ folder: ".", language: "cobol" });
  assertEquals(exitCode, 2);
  assertStringIncludes(text, "js, py, pl, sh, php, go");
});
