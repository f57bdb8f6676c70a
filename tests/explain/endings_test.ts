import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { scriptEndings } from "../../lib/explain/endings.ts";
import { exchange } from "../support/exchange.ts";
import { sendRaw } from "../support/raw.ts";
import {
  runGatehouse,
  startServer,
  type TestServer,
} from "../support/server.ts";
import { until } from "../support/until.ts";

const POSIX = Deno.build.os !== "windows";

/** Scripts that answer, and what becomes of them afterwards. */
const SCRIPTS = {
  // The page is cut off in the midst of a script of its own.
  half: `#!/bin/sh
printf 'Content-Type: text/html\\n\\n<h1>Half</h1><script>let x = "'
echo "<img src=x onerror=alert(1)> Zoë: wanted.txt: No such file or directory" >&2
exit 1
`,
  streams: `#!/bin/sh
printf 'Content-Type: text/html\\n\\n<h1>Slow</h1>'
while [ ! -e "$DOCUMENT_ROOT/go" ]; do sleep 0.05; done
no-such-program
`,
  killed: `#!/bin/sh
printf 'Content-Type: text/plain\\n\\nplain'
exec kill -SEGV $$
`,
  // As many a shell script ends: with the exit code of its last test, and a complaint before it or none.
  grumbles: `#!/bin/sh
printf 'Content-Type: text/html\\n\\n<h1>Well</h1>'
echo "only a warning" >&2
`,
  tests: `#!/bin/sh
printf 'Content-Type: text/html\\n\\n<h1>Well</h1>'
[ -e /nowhere ] && echo "<p>It is there."
`,
};

async function withSite(use: (cwd: string) => Promise<void>): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${cwd}/www`);
    await Deno.mkdir(`${cwd}/cgi-bin`);
    for (const [name, text] of Object.entries(SCRIPTS)) {
      await Deno.writeTextFile(`${cwd}/cgi-bin/${name}`, text, { mode: 0o755 });
    }
    await use(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

async function visit(
  { port }: TestServer,
  name: string,
  fields = "",
): Promise<string> {
  const { text } = await sendRaw(
    port,
    `GET /cgi-bin/${name} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n` +
      `${fields}Connection: close\r\n\r\n`,
  );
  return text;
}

Deno.test({
  name:
    "--dev: a script that fails in the midst of its page is explained there",
  ignore: !POSIX,
  async fn(t) {
    await withSite(async (cwd) => {
      await using server = await startServer(["--dev", "--status"], { cwd });
      await t.step(
        "under what there is of the page, as plain text",
        async () => {
          const text = await visit(server, "half");
          assertMatch(text, /^<h1>Half<\/h1>/);
          assertMatch(text, /<\/script>.*<aside style="[^"]*"/);
          assertMatch(text, /<code>wanted\.txt<\/code>, which is not there/);
          assertMatch(text, /&lt;img src=x onerror=alert\(1\)&gt; Zo&#235;:/);
          assertNotMatch(text, /<img/);
          assertMatch(text, /exit code 1 after/);
        },
      );
      await t.step("a page that is sent while it runs", async () => {
        const answer = visit(server, "streams");
        await Deno.writeTextFile(`${cwd}/www/go`, "");
        const text = await answer;
        assertMatch(text, /^<h1>Slow<\/h1>/);
        assertMatch(text, /calls <code>no-such-program<\/code>/);
      });
      await t.step("the log and the status know it, too", async () => {
        await server.waitFor("stderr", /cause="file-missing"/);
        const line = server.stderr().split("\n").find((line) =>
          line.includes("file-missing")
        );
        assertMatch(
          line ?? "",
          /warning \[\S+\] The script wants `wanted.txt`/,
        );
        assertMatch(line ?? "", / answered=true /);
        const status = await (await fetch(`${server.url}/-/status`)).json();
        const half = status.scripts.find(({ name }: { name: string }) =>
          name === "/cgi-bin/half"
        );
        assertEquals(half.failures, { "file-missing": 1 });
      });
      await t.step("what is no page stays as it is", async () => {
        await visit(server, "killed").catch(() => {});
        await server.waitFor("stderr", /SIGSEGV\)\. answered=true/);
      });
      await t.step(
        "one that ends well by its own lights has not failed",
        async () => {
          for (const name of ["grumbles", "tests"]) {
            assertNotMatch(await visit(server, name), /<aside/);
          }
          await server.waitFor("stderr", "only a warning");
          assertNotMatch(server.stderr(), /\/(?:grumbles|tests)" cause=/);
        },
      );
      await t.step("somebody behind a proxy sees nothing of it", async () => {
        const text = await visit(
          server,
          "half",
          "X-Forwarded-For: 192.0.2.1\r\n",
        );
        assertEquals(text, '<h1>Half</h1><script>let x = "');
      });
    });
  },
});

Deno.test({
  name:
    "without --dev the page ends where the script does, and the log says why",
  ignore: !POSIX,
  async fn() {
    await withSite(async (cwd) => {
      await using server = await startServer([], { cwd });
      assertEquals(
        await visit(server, "half"),
        '<h1>Half</h1><script>let x = "',
      );
      await server.waitFor("stderr", /cause="file-missing"/);
    });
  },
});

Deno.test({
  name:
    "--record keeps requests whose script failed after its header; replay tells",
  ignore: !POSIX,
  async fn() {
    await withSite(async (cwd) => {
      await using server = await startServer(["--record", "kept"], { cwd });
      await visit(server, "half");
      const names = () => {
        try {
          return [...Deno.readDirSync(`${cwd}/kept`)].map(({ name }) => name);
        } catch {
          return [];
        }
      };
      await until(() => names().length === 1, "a record");
      const record = JSON.parse(
        await Deno.readTextFile(`${cwd}/kept/${names()[0]}`),
      );
      assertEquals([record.status, record.cause], [200, "file-missing"]);
      const again = await runGatehouse(["replay", "kept"], { cwd });
      assertEquals(again.code, 1, again.stdout);
      assertMatch(again.stdout, /200 file-missing, now file-missing/);
    });
  },
});

Deno.test({
  name: "gatehouse run and check --run take it for a failure",
  ignore: !POSIX,
  async fn() {
    await withSite(async (cwd) => {
      const run = await runGatehouse(["run", "cgi-bin/half"], { cwd });
      assertEquals(run.code, 1, run.stdout);
      assertMatch(run.stdout, /\nFailure\n.*\n.*\[file-missing\]\n/);
      const good = await runGatehouse(["run", "cgi-bin/tests"], { cwd });
      assertEquals(good.code, 0, good.stdout);
      await Deno.writeTextFile(`${cwd}/www/go`, "");
      const check = await runGatehouse(["check", "--run", "--json"], { cwd });
      assertEquals(check.code, 1);
      const { findings } = JSON.parse(check.stdout);
      const told = findings.map((
        { url, cause }: { url: string; cause: string },
      ) => [url, cause]);
      assertEquals(told.sort(), [
        ["/cgi-bin/half", "file-missing"],
        ["/cgi-bin/killed", "crashed"],
        ["/cgi-bin/streams", "command-not-found"],
      ]);
    });
  },
});

Deno.test("an end is told to those who wait for that very request, once", async () => {
  const endings = scriptEndings();
  const [one, other] = [exchange("/cgi-bin/a"), exchange("/cgi-bin/b")];
  const [first, second] = [endings.expect(one), endings.expect(one)];
  const third = endings.expect(other);
  second.forget();
  endings.ended(one, null);
  assertEquals(await first.failure, null);
  let told = false;
  third.failure.then(() => told = true);
  await Promise.resolve();
  assert(!told);
  endings.ended(other, null);
  assertEquals(await third.failure, null);
});
