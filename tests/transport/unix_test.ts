import { assertEquals, assertMatch } from "@std/assert";
import { runs } from "../support/program.ts";
import { runGatehouse, startServer } from "../support/server.ts";

const POSIX = Deno.build.os !== "windows";

const SAY = `#!/bin/sh
printf 'Content-Type: text/plain\\n\\n'
echo "$REMOTE_ADDR $HTTPS $SERVER_NAME $SERVER_PORT"
`;

async function inSite(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${folder}/www`);
  await Deno.mkdir(`${folder}/cgi-bin`);
  await Deno.writeTextFile(`${folder}/www/index.html`, "hello");
  await Deno.writeTextFile(`${folder}/cgi-bin/say`, SAY, { mode: 0o755 });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Asks over a Unix socket; the content. */
async function ask(
  path: string,
  target: string,
  fields: readonly string[] = [],
): Promise<string> {
  const { stdout } = await new Deno.Command("curl", {
    args: [
      ...["-s", "--unix-socket", path, `http://site.test${target}`],
      ...fields.flatMap((field) => ["-H", field]),
    ],
  }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test({
  name: "a Unix socket: mode, what is stale, SIGHUP, and what is left behind",
  ignore: !POSIX || !runs("curl", "--version"),
  async fn() {
    await inSite(async (folder) => {
      const path = `${folder}/x.sock`;
      // A server that was killed leaves its socket behind.
      Deno.listen({ transport: "unix", path }).close();
      const args = ["--host", `unix:${path}`, "--socket-mode", "606"];
      const server = await startServer(args, { cwd: folder });
      assertMatch(server.stderr(), /at {7}unix:\/.*x\.sock {2}\(for whom/);
      const { mode, isSocket } = Deno.lstatSync(path);
      assertEquals([isSocket, (mode ?? 0) & 0o777], [true, 0o606]);
      assertMatch(await ask(path, "/"), /hello/);
      assertMatch(
        await ask(path, "/cgi-bin/say"),
        /0\.0\.0\.0 {2}site\.test 80/,
      );

      const second = await runGatehouse(["--host", `unix:${path}`], {
        cwd: folder,
      });
      assertEquals(second.code, 1);
      assertMatch(second.stderr, /another server listens on .*x\.sock/);

      Deno.kill(server.pid, "SIGHUP");
      await server.waitFor("stderr", "read anew");
      assertMatch(await ask(path, "/"), /hello/);
      await server.waitFor("stdout", /^unix - - .* "GET \/ HTTP\/1\.1" 200/m);
      assertEquals(await server.stop(), 0);
      assertEquals(
        [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
        [
          "cgi-bin",
          "www",
        ],
      );
    });
  },
});

Deno.test({
  name: "behind a proxy on a Unix socket scripts learn who the client is",
  ignore: !POSIX || !runs("curl", "--version"),
  async fn() {
    await inSite(async (folder) => {
      const path = `${folder}/x.sock`;
      const args = ["--host", `unix:${path}`, "--trusted-proxy", "unix"];
      const server = await startServer(args, { cwd: folder });
      const told = await ask(path, "/cgi-bin/say", [
        "X-Forwarded-For: 10.0.0.1, 192.0.2.7",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: www.example.org",
      ]);
      assertMatch(told, /192\.0\.2\.7 on www\.example\.org 443/);
      await server.waitFor("stdout", /^192\.0\.2\.7 - - /m);
      assertEquals(await server.stop(), 0);
    });
  },
});

const FAULTS: { name: string; args: string[]; want: RegExp }[] = [
  {
    name: "a file in the way",
    args: ["--host", "unix:www/index.html"],
    want: /index\.html is there already, and is no socket/,
  },
  {
    name: "several threads",
    args: ["--host", "unix:x.sock", "--workers", "2"],
    want: /a Unix socket is for one serving thread only/,
  },
];

Deno.test({
  name: "faults of Unix sockets are told",
  ignore: !POSIX,
  async fn(t) {
    await inSite(async (cwd) => {
      for (const { name, args, want } of FAULTS) {
        await t.step(name, async () => {
          const { code, stderr } = await runGatehouse(args, { cwd });
          assertEquals(code, 1);
          assertMatch(stderr, want);
        });
      }
    });
  },
});
