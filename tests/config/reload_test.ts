import { assert, assertEquals, assertMatch } from "@std/assert";
import { steadyLoad } from "../support/load.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const POSIX = Deno.build.os !== "windows";

const SLOW = `#!/bin/sh
printf 'Content-Type: text/plain\\n\\nbegun\\n'
while [ ! -e "$GATEHOUSE_DATA/go" ]; do sleep 0.05; done
echo done
`;

interface Site {
  readonly folder: string;
  readonly server: TestServer;
  /** Writes the configuration and has it read. */
  reload(config: string): Promise<void>;
}

function config(mark: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ header: { "X-Mark": mark }, ...more });
}

async function serving(
  first: string,
  use: (site: Site) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  for (const name of ["www", "cgi-bin", "data"]) {
    await Deno.mkdir(`${folder}/${name}`);
  }
  await Deno.writeTextFile(`${folder}/www/index.html`, "hello");
  await Deno.writeTextFile(`${folder}/cgi-bin/slow`, SLOW, { mode: 0o755 });
  await Deno.writeTextFile(`${folder}/gatehouse.json`, first);
  try {
    await using server = await startServer([], { cwd: folder });
    await use({
      folder,
      server,
      async reload(config) {
        await Deno.writeTextFile(`${folder}/gatehouse.json`, config);
        Deno.kill(server.pid, "SIGHUP");
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The mark, or `null` where the connection ended: it was made just when its thread stopped to take requests. */
async function mark({ url }: TestServer): Promise<string | null> {
  try {
    const response = await fetch(url, { headers: { connection: "close" } });
    await response.body?.cancel();
    return response.headers.get("x-mark");
  } catch {
    return null;
  }
}

function messages(server: TestServer, pattern: RegExp): string[] {
  return server.stderr().split("\n").filter((line) => pattern.test(line));
}

Deno.test({
  name: "SIGHUP: another configuration is served by, and no request is lost",
  ignore: !POSIX,
  async fn() {
    await serving(config("one"), async ({ folder, server, reload }) => {
      const slow = await fetch(`${server.url}/cgi-bin/slow`);
      const load = steadyLoad(`${server.url}/`);
      await until(() => load.answered() > 50, "some answers");
      await reload(config("two"));
      await until(async () => await mark(server) === "two", "the new mark");
      await reload(config("three", { workers: 2 }));
      await until(async () => await mark(server) === "three", "the third mark");
      await server.waitFor("stderr", /info the configuration was read anew/);
      const before = load.answered();
      await until(() => load.answered() > before + 50, "more answers");
      const { failures, repeated } = await load.stop();
      assertEquals(failures, []);
      // Only a request on its way over a connection that was idle meets its end.
      assert(repeated <= 8, `${repeated} requests had to be repeated`);
      await Deno.writeTextFile(`${folder}/data/go`, "");
      assertEquals(await slow.text(), "begun\ndone\n");
      assertEquals(await server.stop(), 0);
    });
  },
});

Deno.test({
  name: "SIGHUP: a broken file under load leaves the old settings, and a line",
  ignore: !POSIX,
  async fn() {
    await serving(config("one"), async ({ server, reload }) => {
      const load = steadyLoad(`${server.url}/`);
      await until(() => load.answered() > 50, "some answers");
      await reload('{\n"prot": 1,\n"cache": "soon"\n}');
      await server.waitFor("stderr", /cannot be taken.*\n/);
      assertEquals(await mark(server), "one");
      assertEquals(
        await load.stop().then(({ failures, repeated }) => ({
          failures,
          repeated,
        })),
        { failures: [], repeated: 0 },
      );
      const [line = "", ...more] = messages(server, /cannot be taken/);
      assertEquals(more, []);
      assertMatch(
        line,
        /^\S+ error the configuration cannot be taken; the old one stays reason="gatehouse\.json:2: \/prot is not an option; did you mean port\?; gatehouse\.json:3: \/cache \\"soon\\" is not/,
      );
      await reload(config("two"));
      await until(async () => await mark(server) === "two", "the new mark");
      assertEquals(await server.stop(), 0);
    });
  },
});

Deno.test({
  name: "SIGHUP: a change during a reload is read after it",
  ignore: !POSIX,
  async fn() {
    await serving(config("none"), async ({ server, reload }) => {
      for (const mark of ["one", "two", "three", "last"]) {
        await reload(config(mark));
        await new Promise((resolve) => setTimeout(resolve));
      }
      await until(async () => await mark(server) === "last", "the last mark");
      assertEquals(await server.stop(), 0);
    });
  },
});

Deno.test({
  name: "SIGHUP: what cannot change is not changed",
  ignore: !POSIX,
  async fn() {
    await serving(config("one"), async ({ server, reload }) => {
      await reload(config("two", { host: "127.0.0.2" }));
      await server.waitFor("stderr", /host, port and admin can change only by/);
      await reload(config("two", { "cgi-dir": "nowhere" }));
      await server.waitFor("stderr", /\/cgi-dir: there is no/);
      await reload(config("two", { "log-file": "/nowhere/at/all" }));
      await server.waitFor("stderr", /cannot write the log \/nowhere\/at\/all/);
      assertEquals(await mark(server), "one");
      assertEquals(await server.stop(), 0);
    });
  },
});
