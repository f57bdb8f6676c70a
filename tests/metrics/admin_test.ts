import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  runGatehouse,
  startServer,
  type TestServer,
} from "../support/server.ts";
import { runs } from "../support/program.ts";
import { until } from "../support/until.ts";

const POSIX = Deno.build.os !== "windows";

const SLOW = `#!/bin/sh
printf 'Content-Type: text/plain\\n\\nbegun\\n'
while [ ! -e "$GATEHOUSE_DATA/go" ]; do sleep 0.05; done
`;

async function serving(
  args: readonly string[],
  use: (server: TestServer, admin: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  for (const name of ["www", "cgi-bin", "data"]) {
    await Deno.mkdir(`${folder}/${name}`);
  }
  await Deno.writeTextFile(`${folder}/www/index.html`, "hello");
  await Deno.writeTextFile(`${folder}/cgi-bin/slow`, SLOW, { mode: 0o755 });
  try {
    const all = ["--admin", "127.0.0.1:0", ...args];
    await using server = await startServer(all, { cwd: folder });
    const line = / {2}admin {4}(http:\S+)\/-\/metrics\n/;
    await server.waitFor("stderr", line);
    const [, admin = ""] = line.exec(server.stderr()) ?? [];
    await use(server, admin, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function get(url: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  return `${response.status} ${await response.text()}`;
}

function value(text: string, sample: string): number {
  const line = text.split("\n").find((line) => line.startsWith(sample + " "));
  return Number(line?.slice(sample.length));
}

Deno.test({
  name: "the operator asks on an address of its own",
  ignore: !POSIX,
  async fn() {
    await serving(["--workers", "2"], async (server, admin, folder) => {
      assertEquals(await get(`${admin}/-/health`), "200 ok\n");
      assertEquals(await get(`${admin}/-/ready`), "200 ok\n");
      assertMatch(await get(`${admin}/`), /^404 /);
      assertMatch(await get(`${admin}/-/ready`, { method: "POST" }), /^405 /);
      assertMatch(await get(`${server.url}/-/metrics`), /^404 /);
      for (let count = 0; count < 10; count++) await get(`${server.url}/`);
      const slow = await fetch(`${server.url}/cgi-bin/slow`);
      const read = () => get(`${admin}/-/metrics`);
      const ok = 'gatehouse_http_requests_total{method="GET",code="200"}';
      await until(async () => value(await read(), ok) === 10, "ten answers");
      const text = await read();
      assertEquals(value(text, "gatehouse_http_requests_in_flight"), 1);
      assertEquals(value(text, "gatehouse_threads"), 2);
      assertEquals(value(text, "gatehouse_script_requests_total"), 1);
      assert(value(text, "process_resident_memory_bytes") > 1e6);
      await Deno.writeTextFile(`${folder}/data/go`, "");
      await slow.text();
      await until(async () => value(await read(), ok) === 11, "the eleventh");
      assertEquals(await server.stop(), 0);
    });
  },
});

Deno.test({
  name: "promtool finds nothing wrong with the metrics",
  ignore: !POSIX || !runs("promtool", "--version"),
  async fn() {
    await serving([], async (server, admin) => {
      await get(`${server.url}/`);
      await get(`${server.url}/none`);
      const response = await fetch(`${admin}/-/metrics`);
      assertMatch(
        response.headers.get("content-type") ?? "",
        /^text\/plain; version=0\.0\.4; charset=utf-8$/,
      );
      const child = new Deno.Command("promtool", {
        args: ["check", "metrics"],
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      await response.body?.pipeTo(child.stdin);
      const { code, stdout, stderr } = await child.output();
      const told = new TextDecoder();
      assertEquals(
        [code, told.decode(stdout), told.decode(stderr)],
        [0, "", ""],
      );
      assertEquals(await server.stop(), 0);
    });
  },
});

Deno.test({
  name: "a server that is told to stop is no longer ready, and still serves",
  ignore: !POSIX,
  async fn() {
    await serving(["--drain-delay", "30s"], async (server, admin) => {
      Deno.kill(server.pid, "SIGTERM");
      await until(
        async () => await get(`${admin}/-/ready`) === "503 not ready\n",
        "it to be unready",
      );
      assertEquals(await get(`${admin}/-/health`), "200 ok\n");
      assertEquals(await get(`${server.url}/`), "200 hello");
      assertMatch(await get(`${admin}/-/metrics`), /^gatehouse_ready 0$/m);
      // The second signal ends at once.
      assertEquals(await server.stop("SIGTERM"), 0);
    });
  },
});

Deno.test("an admin address in use is one clear line", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  const { code, stderr } = await runGatehouse([
    folder,
    "0",
    "--admin",
    String(taken.addr.port),
  ]);
  taken.close();
  await Deno.remove(folder, { recursive: true });
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^gatehouse: port \d+ is in use: .* --admin 127\.0\.0\.1:\d+ \(--admin 127\.0\.0\.1:0 finds a free one\)\n$/,
  );
});
