import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { runGatehouse, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const POSIX = Deno.build.os !== "windows";

const TELLS = `#!/bin/sh
echo "complains" >&2
echo "Content-Type: text/plain"
echo "Set-Cookie: sid=$HTTP_X_TOKEN"
echo
echo "$REQUEST_METHOD $QUERY_STRING $PATH_INFO $HTTP_X_A"
cat
`;

/** A folder with `www` and scripts in `cgi-bin`. */
async function withSite(
  scripts: Readonly<Record<string, string>>,
  use: (cwd: string) => Promise<void>,
): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${cwd}/www`);
    await Deno.mkdir(`${cwd}/cgi-bin`);
    for (const [name, text] of Object.entries(scripts)) {
      const file = `${cwd}/cgi-bin/${name}`;
      await Deno.writeTextFile(file, text, { mode: 0o755 });
    }
    await use(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

Deno.test({
  name: "gatehouse run shows variables, output, stderr, answer and time",
  ignore: !POSIX,
  async fn() {
    await withSite({ "tells.sh": TELLS }, async (cwd) => {
      const { code, stdout } = await runGatehouse([
        "run",
        "cgi-bin/tells.sh",
        "PUT /x?y=1",
        "--data",
        "some content",
        "--header",
        "X-Token: very-secret",
        "--header=X-A: b",
        "--env",
        "COLOUR=red",
      ], { cwd });
      assertEquals(code, 0, stdout);
      assertMatch(stdout, /^PUT \/cgi-bin\/tells\.sh\/x\?y=1\n/);
      assertMatch(stdout, /\n {2}COLOUR +red\n/);
      assertMatch(stdout, /\n {2}CONTENT_LENGTH +12\n/);
      assertMatch(stdout, /\n {2}HTTP_X_TOKEN +•••••\n/);
      assertMatch(stdout, /\n {2}Set-Cookie: sid=•••••\n/);
      assertMatch(stdout, /\n {2}PUT y=1 \/x b\n {2}some content\n/);
      assertMatch(stdout, /\nStandard error\n {2}complains\n/);
      assertMatch(stdout, /\nAnswer\n {2}200\n {2}Content-Type: text\/plain\n/);
      assertMatch(stdout, /with exit code 0\n$/);
      assertNotMatch(stdout, /very-secret/);
    });
  },
});

const FAILING: { name: string; script: string; want: RegExp }[] = [
  {
    name: "no header",
    script: "#!/bin/sh\necho Hello\n",
    want: /The output has no header\. \[no-header\]/,
  },
  {
    name: "never started",
    script: "#!/nowhere/python\nprint()\n",
    want: /\/nowhere\/python/,
  },
  {
    name: "an answer of its own that is a failure",
    script: "#!/bin/sh\necho Status: 503 Busy; echo Content-Type: a/b; echo\n",
    want: /\nAnswer\n {2}503/,
  },
  {
    name:
      "what is no text is shown byte by byte, and sends nothing to the terminal",
    script:
      "#!/bin/sh\nprintf 'Status: 500\\nContent-Type: a/b\\n\\n\\000\\033[31m'\n",
    want: /0000 {2}00 1b 5b 33 31 6d .*·\[31m/,
  },
];

Deno.test({
  name:
    "gatehouse run: exit code 1 and the reason where a visitor is not served",
  ignore: !POSIX,
  async fn(t) {
    for (const { name, script, want } of FAILING) {
      await t.step(name, async () => {
        await withSite({ script }, async (cwd) => {
          const { code, stdout } = await runGatehouse(
            ["run", "cgi-bin/script"],
            { cwd },
          );
          assertMatch(stdout, want);
          assertEquals(code, 1);
        });
      });
    }
  },
});

const FAULTS: { args: string[]; want: RegExp }[] = [
  { args: ["run"], want: /run needs a script/ },
  { args: ["run", "none.py"], want: /there is no script none\.py/ },
  { args: ["run", "www"], want: /www is not a file/ },
  { args: ["run", "cgi-bin/a", "GET x y"], want: /is not a request such as/ },
  { args: ["run", "cgi-bin/a", "--header", "x"], want: /not of the form/ },
  { args: ["run", "cgi-bin/a", "--data"], want: /--data needs a value/ },
  { args: ["run", "cgi-bin/a", "--data=@no"], want: /--data @no: / },
  { args: ["replay"], want: /replay takes one folder/ },
  { args: ["replay", "www"], want: /there is no record in www/ },
  { args: ["replay", "cgi-bin/a"], want: /cgi-bin\/a is not JSON/ },
  { args: ["replay", "www", "--url", "here"], want: /is not a URL/ },
];

Deno.test("gatehouse run and replay: faults are told, exit code 2", async (t) => {
  await withSite({ a: "#!/bin/sh\n" }, async (cwd) => {
    for (const { args, want } of FAULTS) {
      await t.step(args.join(" "), async () => {
        const { code, stderr } = await runGatehouse(args, { cwd });
        assertMatch(stderr, want);
        assertEquals(code, 2);
      });
    }
  });
});

const PICKY = `#!/bin/sh
read -r line
[ "$line" = "a=1&password=masked-later" ] && exit 1
echo "Content-Type: text/plain"; echo; echo "$line"
`;

Deno.test({
  name: "--record keeps requests that fail, and gatehouse replay repeats them",
  ignore: !POSIX,
  async fn() {
    await withSite({
      "bad.sh": "#!/bin/sh\necho Hello\n",
      "picky.sh": PICKY,
      "good.sh": TELLS,
    }, async (cwd) => {
      const records = `${cwd}/records`;
      await using server = await startServer(["--record", "records"], { cwd });
      const ask = async (path: string, init?: RequestInit) => {
        const response = await fetch(`${server.url}${path}`, init);
        await response.body?.cancel();
        return response.status;
      };
      const post = {
        method: "POST",
        body: new URLSearchParams("a=1&password=masked-later"),
        headers: { cookie: "sid=secret-1" },
      };
      assertEquals(await ask("/cgi-bin/good.sh"), 200);
      assertEquals(await ask("/cgi-bin/bad.sh/x?token=secret-2"), 502);
      // The same cause again, at once, is not kept again.
      assertEquals(await ask("/cgi-bin/bad.sh/y"), 502);
      assertEquals(await ask("/cgi-bin/picky.sh", post), 502);
      const names = () =>
        [...Deno.readDirSync(records)].map(({ name }) => name);
      await until(() => names().length === 2, "two records");
      const all = names().map((name) =>
        Deno.readTextFileSync(`${records}/${name}`)
      ).join("\n");
      assertNotMatch(all, /secret-1|secret-2|masked-later/);
      const [name = ""] = names();
      assertEquals((Deno.statSync(`${records}/${name}`).mode ?? 0) & 0o77, 0);

      const before = await runGatehouse(["replay", "records"], { cwd });
      assertMatch(
        before.stdout,
        /FAILS .*\n {2}GET \/cgi-bin\/bad\.sh\/x\?token=••••• *: 502 no-header, now 502 no-header/,
      );
      assertMatch(before.stdout, /good .*\n {2}POST \/cgi-bin\/picky\.sh/);
      assertMatch(before.stdout, /1 of 2 requests are answered now/);
      assertEquals(before.code, 1);

      await Deno.writeTextFile(`${cwd}/cgi-bin/bad.sh`, TELLS);
      const here = await runGatehouse(["replay", "records"], { cwd });
      assertEquals(here.code, 0, here.stdout);
      const there = await runGatehouse(
        ["replay", "records", "--url", server.url],
        { cwd },
      );
      assertEquals(there.code, 0, there.stdout);
      assertMatch(there.stdout, /2 of 2 requests are answered now/);
      await server.waitFor("stdout", "/cgi-bin/bad.sh/x?token=%E2%80%A2");
    });
  },
});
