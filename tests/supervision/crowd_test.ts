import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { gatehouseCommand, NARROW, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { gather } from "./crowd.ts";
import { makeGround } from "./ground.ts";
import { besiege, type Siege } from "./siege.ts";

const LINUX = Deno.build.os === "linux";
/** Where the system's library can be asked, each connection is judged by itself. */
const EACH = Deno.build.target.endsWith("-linux-gnu");

const CROWDS: readonly Siege[] = [
  { manner: "says nothing", count: 1_000 },
  { manner: "stops in the fields", count: 1_000 },
  { manner: "stops in the content", count: 1_000 },
  { manner: "stops in the content", count: 300, path: "/cgi-bin/echo" },
  { manner: "takes nothing", count: 300, path: "/large" },
  { manner: "takes nothing", count: 30, path: "/cgi-bin/writes" },
];

const FEW: readonly Siege[] = [
  { manner: "says nothing", count: 3 },
  { manner: "stops in the fields", count: 3 },
  { manner: "drips fields", count: 3 },
  { manner: "stops in the content", count: 3 },
  { manner: "takes nothing", count: 3, path: "/large" },
];

for (const siege of [...FEW, ...CROWDS]) {
  const { manner, count, path = "/" } = siege;
  Deno.test({
    name: `${count} clients, each ${manner} (${path}): gone in time`,
    ignore: count < 200 ? !EACH : !LINUX,
    async fn() {
      await using ground = await makeGround();
      await using server = await startServer([
        ground.root,
        "--client-timeout=2s",
        "--cgi-silence=2s",
        "--log-format=none",
      ]);
      const { made, gone, faults } = await besiege(server, siege, 60_000);
      assertEquals(made, count);
      assert(gone !== null, server.stderr());
      assertEquals(faults, []);
      assertEquals(await server.stop(), 0);
    },
  });
}

Deno.test({
  name: "a crowd ends no thread, and is told of in the log",
  ignore: !EACH,
  async fn() {
    await using ground = await makeGround();
    await using server = await startServer([
      ground.root,
      "--client-timeout=1s",
    ]);
    using crowd = await gather(server.port, "says nothing", 200);
    await until(() => crowd.open() === 0, "the crowd to go");
    await server.waitFor("stderr", /connections were ended .*idle=\d{3}/);
    assert(!/replaced/.test(server.stderr()), server.stderr());
    assertEquals(await server.stop(), 0);
  },
});

Deno.test({
  name: "with less than all permissions a crowd is gone, too: threads change",
  ignore: !LINUX,
  async fn() {
    await using ground = await makeGround();
    await using server = await startServer([
      ground.root,
      "--client-timeout=2s",
      "--log-format=none",
    ], {
      command: gatehouseCommand(...NARROW),
    });
    const siege: Siege = { manner: "stops in the fields", count: 500 };
    const { gone, made } = await besiege(server, siege, 60_000);
    assertEquals(made, 500);
    assert(gone !== null, server.stderr());
    await server.waitFor("stderr", /connections have carried no request/);
    assertEquals(await server.stop(), 0);
  },
});

Deno.test({
  name: "--max-client-connections: what is more goes, and requests are served",
  ignore: !EACH,
  async fn() {
    await using ground = await makeGround();
    await using server = await startServer([
      ground.root,
      "--max-client-connections=20",
      "--log-format=none",
    ]);
    using crowd = await gather(server.port, "says nothing", 60);
    await until(() => crowd.open() === 20, "the surplus to go");
    await server.waitFor("stderr", /connections were ended .*many=40/);
    const response = await fetch(server.url);
    assertEquals(await response.text(), "home");
    assertEquals(await server.stop(), 0);
  },
});

Deno.test({
  name: "where descriptors run short, who does nothing makes room",
  ignore: !EACH,
  async fn() {
    await using ground = await makeGround();
    const command = [
      ...["prlimit", "--nofile=1000:1000", Deno.execPath(), "run", "-A"],
      fileURLToPath(new URL("../../main.ts", import.meta.url)),
    ];
    await using server = await startServer(
      [ground.root, "--log-format=none"],
      { command },
    );
    // More than seven tenths, and less than what threads are replaced for.
    using crowd = await gather(server.port, "says nothing", 720);
    await until(() => crowd.open() < 650, "room");
    assert(!/replaced/.test(server.stderr()), server.stderr());
    assertEquals(await (await fetch(server.url)).text(), "home");
    assertEquals(await server.stop(), 0);
  },
});
