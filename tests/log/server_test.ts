import { assert, assertEquals, assertMatch } from "@std/assert";
import { runs } from "../support/program.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const POSIX = Deno.build.os !== "windows";

const SCRIPTS: Readonly<Record<string, string>> = {
  "hello": "printf 'Content-Type: text/plain\\n\\nhello'",
  "mutters": "echo first >&2; printf 'Content-Type: text/plain\\n\\nx'; " +
    "echo second >&2",
  "fails": "echo 'no such table' >&2; exit 3",
};

async function serving(
  args: readonly string[],
  use: (server: TestServer, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${folder}/www`);
  await Deno.mkdir(`${folder}/cgi-bin`);
  await Deno.writeTextFile(`${folder}/www/index.html`, "hello");
  for (const [name, lines] of Object.entries(SCRIPTS)) {
    const file = `${folder}/cgi-bin/${name}`;
    await Deno.writeTextFile(file, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  }
  try {
    await using server = await startServer(args, { cwd: folder });
    await use(server, folder);
    await server.stop();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function get({ url }: TestServer, path: string): Promise<number> {
  const response = await fetch(url + path);
  await response.body?.cancel();
  return response.status;
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

function objects(text: string): Record<string, unknown>[] {
  return text.split("\n").filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

Deno.test({
  name: "JSON lines: id, duration, bytes, script and cause; stderr by its id",
  ignore: !POSIX,
  async fn() {
    await serving(["--log-format", "json"], async (server) => {
      assertEquals(await get(server, "/"), 200);
      assertEquals(await get(server, "/cgi-bin/mutters?a"), 200);
      assertEquals(await get(server, "/cgi-bin/fails"), 502);
      await until(() => objects(server.stdout()).length === 3, "three lines");
      const [page, mutters, fails] = objects(server.stdout());
      assertEquals([page?.status, page?.bytes, page?.script], [
        200,
        5,
        undefined,
      ]);
      assert(Number(page?.duration) > 0);
      assertEquals([mutters?.target, mutters?.script, mutters?.cause], [
        "/cgi-bin/mutters?a",
        "/cgi-bin/mutters",
        undefined,
      ]);
      assertEquals(fails?.script, "/cgi-bin/fails");
      assertMatch(String(fails?.cause), /\w+ \w+/);
      await server.waitFor("stderr", "second");
      const said = objects(server.stderr());
      const of = (id: unknown) => said.filter((line) => line.id === id);
      assertEquals(of(mutters?.id).map(({ message }) => message), [
        "first",
        "second",
      ]);
      assert(of(fails?.id).some(({ message }) => message === "no such table"));
    });
  },
});

Deno.test({
  name: "logrotate moves the log away, and no line is lost",
  ignore: !POSIX || !runs("logrotate", "--version"),
  async fn() {
    const logs = await Deno.makeTempDir({ prefix: "gatehouse-logs-" });
    const file = `${logs}/access.log`;
    await serving(["--log-file", file], async (server) => {
      const config = `${file} {
  rotate 3
  missingok
  nocreate
  postrotate
    kill -USR2 ${server.pid}
  endscript
}
`;
      await Deno.writeTextFile(`${logs}/rotate.conf`, config, { mode: 0o644 });
      const rotate = async () => {
        const { success, stderr } = await new Deno.Command("logrotate", {
          args: ["--force", "--state", `${logs}/state`, `${logs}/rotate.conf`],
        }).output();
        assert(success, new TextDecoder().decode(stderr));
      };
      let count = 0;
      for (let turn = 0; turn < 3; turn++) {
        await rotate();
        await until(() => turn === 0 || read(file) === "", "a new file");
        for (let request = 0; request < 20; request++) {
          await get(server, `/?${count++}`);
        }
        await until(() => read(file).includes(`?${count - 1} `), "its lines");
      }
      const all = [`${file}.2`, `${file}.1`, file].map(read).join("");
      const seen = [...all.matchAll(/GET \/\?(\d+) /g)].map(([, n]) =>
        Number(n)
      );
      assertEquals(seen, Array.from({ length: count }, (_, n) => n));
      assertEquals(server.stdout(), "");
      assertEquals((Deno.statSync(file).mode ?? 0) & 0o777, 0o640);
    });
    await Deno.remove(logs, { recursive: true });
  },
});

Deno.test({
  name:
    "a full disk keeps nobody from being served, and lost lines are told of",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const logs = await Deno.makeTempDir({ prefix: "gatehouse-logs-" });
    const file = `${logs}/access.log`;
    await Deno.symlink("/dev/full", file);
    await serving(["--log-file", file], async (server) => {
      for (let count = 0; count < 5; count++) {
        assertEquals(await get(server, "/"), 200);
      }
      await server.waitFor("stderr", /error the access log fails reason=/);
      await Deno.remove(file);
      Deno.kill(server.pid, "SIGUSR2");
      await until(
        async () => {
          await get(server, "/");
          return read(file) !== "";
        },
        "the log to go on",
        () => server.stderr(),
      );
      assertEquals(await get(server, "/after"), 404);
      await until(() => read(file).includes("GET /after "), "a line");
      await server.waitFor("stderr", /lines are missing log="access" lines=\d/);
    });
    await Deno.remove(logs, { recursive: true });
  },
});

Deno.test("a log that cannot be opened is one clear line", async () => {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  let told = "";
  try {
    await using server = await startServer([
      folder,
      "--log-file",
      "/nowhere/at/all",
    ]);
    await server.stop();
  } catch (error) {
    told = String(error);
  }
  assertMatch(told, /gatehouse: cannot write the log \/nowhere\/at\/all: No/);
  await Deno.remove(folder, { recursive: true });
});
