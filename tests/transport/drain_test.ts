import { assert, assertEquals, assertMatch } from "@std/assert";
import { steadyLoad } from "../support/load.ts";
import { runs } from "../support/program.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const POSIX = Deno.build.os !== "windows";

const SLOW = `#!/bin/sh
printf 'Content-Type: text/plain\\n\\nbegun\\n'
while [ ! -e "$GATEHOUSE_DATA/go" ]; do sleep 0.05; done
echo done
`;
const COUNT = `#!/bin/sh
cat >/dev/null
printf 'Content-Type: text/plain\\n\\ntaken'
`;

async function inSite(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  for (const name of ["www", "cgi-bin", "data"]) {
    await Deno.mkdir(`${folder}/${name}`);
  }
  await Deno.writeTextFile(`${folder}/www/index.html`, "hello");
  await Deno.writeTextFile(`${folder}/cgi-bin/slow`, SLOW, { mode: 0o755 });
  await Deno.writeTextFile(`${folder}/cgi-bin/count`, COUNT, { mode: 0o755 });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whether anybody can still connect. */
async function listens({ port }: TestServer): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

Deno.test({
  name: "SIGTERM: what runs is finished, nothing new is taken, exit code 0",
  ignore: !POSIX,
  async fn() {
    await inSite(async (folder) => {
      const server = await startServer(["--drain", "60s"], { cwd: folder });
      const slow = await fetch(`${server.url}/cgi-bin/slow`);
      Deno.kill(server.pid, "SIGTERM");
      await until(async () => !(await listens(server)), "it to stop listening");
      await Deno.writeTextFile(`${folder}/data/go`, "");
      assertEquals(await slow.text(), "begun\ndone\n");
      assertEquals(await server.stop("SIGCONT"), 0);
      assertMatch(server.stdout(), /"GET \/cgi-bin\/slow HTTP\/1\.1" 200 11 /);
    });
  },
});

Deno.test({
  name: "SIGTERM: what takes longer than --drain is ended, exit code 0",
  ignore: !POSIX,
  async fn() {
    await inSite(async (folder) => {
      const args = ["--drain", "200ms", "--cgi-grace", "100ms"];
      const server = await startServer(args, { cwd: folder });
      const slow = await fetch(`${server.url}/cgi-bin/slow`);
      const text = slow.text().catch(() => "broken off");
      assertEquals(await server.stop(), 0);
      assert((await text) !== "begun\ndone\n");
    });
  },
});

Deno.test({
  name: "a second signal ends at once, exit code 0",
  ignore: !POSIX,
  async fn() {
    await inSite(async (folder) => {
      const server = await startServer(["--drain", "1h"], { cwd: folder });
      const slow = await fetch(`${server.url}/cgi-bin/slow`);
      const text = slow.text().catch(() => "broken off");
      Deno.kill(server.pid, "SIGTERM");
      await until(async () => !(await listens(server)), "it to stop listening");
      assertEquals(await server.stop("SIGINT"), 0);
      assert((await text) !== "begun\ndone\n");
    });
  },
});

/** Ports that are free now; held until all are found, so that they differ. */
function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}

/** No request is ever sent twice by this balancer: readiness alone must do. */
function balancer(port: number, servers: readonly [number, number][]): string {
  const lines = servers.map(([port, admin], index) =>
    `  server s${index} 127.0.0.1:${port} check port ${admin} inter 100ms fall 2 rise 1`
  );
  return `defaults
  mode http
  timeout connect 2s
  timeout client 20s
  timeout server 20s
  timeout check 5s
  retries 0
frontend web
  bind 127.0.0.1:${port}
  default_backend all
backend all
  balance roundrobin
  option httpchk GET /-/ready
  http-response set-header x-server %s
${lines.join("\n")}
`;
}

/** Which replica answered. */
async function answerer(url: string): Promise<string | null> {
  const response = await fetch(url, { headers: { connection: "close" } });
  await response.body?.cancel();
  return response.headers.get("x-server");
}

Deno.test({
  name: "a rolling restart behind HAProxy fails no request, of any method",
  ignore: !POSIX || !runs("haproxy", "-v"),
  async fn() {
    await inSite(async (folder) => {
      const [front = 0, one = 0, two = 0, adminOne = 0, adminTwo = 0] =
        freePorts(5);
      const pairs: [number, number][] = [[one, adminOne], [two, adminTwo]];
      const start = ([port, admin]: [number, number]) =>
        startServer(
          [
            ...["--port", String(port), "--admin", String(admin)],
            ...["--drain-delay", "2s", "--log-format", "none"],
          ],
          { cwd: folder },
        );
      const servers = await Promise.all(pairs.map(start));
      const file = `${folder}/haproxy.cfg`;
      await Deno.writeTextFile(file, balancer(front, pairs));
      const haproxy = new Deno.Command("haproxy", {
        args: ["-db", "-f", file],
        stdout: "null",
        stderr: "null",
      }).spawn();
      try {
        const url = `http://127.0.0.1:${front}`;
        await until(
          () => fetch(url).then((r) => r.text()).then(() => true, () => false),
          "the balancer",
        );
        const gets = steadyLoad(`${url}/`);
        const posts = steadyLoad(`${url}/cgi-bin/count`, 1, {
          method: "POST",
          body: "x=1",
        });
        for (const [index, pair] of pairs.entries()) {
          await until(() => gets.answered() > 20, "some answers");
          assertEquals(await servers[index]?.stop(), 0);
          const next = await start(pair);
          servers[index] = next;
          // The balancer must have seen it before the other one goes.
          await until(
            () => answerer(url).then((name) => name === `s${index}`),
            "an answer of the next one",
          );
        }
        const [got, posted] = await Promise.all([gets.stop(), posts.stop()]);
        assert(got.answered > 200 && posted.answered > 5);
        assertEquals([got.failures, got.repeated], [[], 0]);
        assertEquals([posted.failures, posted.repeated], [[], 0]);
      } finally {
        haproxy.kill("SIGTERM");
        await haproxy.status;
        for (const server of servers) await server.stop();
      }
    });
  },
});
