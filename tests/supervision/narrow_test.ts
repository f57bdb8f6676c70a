import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { makePlace, statusOf } from "../faults/place.ts";
import { gatehouseCommand, NARROW, startServer } from "../support/server.ts";

const HOME = fileURLToPath(new URL("../../", import.meta.url));
const OWN = ["main.ts", "lib", "deno.json"].map((path) => HOME + path);

interface Case {
  readonly name: string;
  /** Flags of `deno run`; ROOT stands for the folder of the site. */
  readonly flags: readonly string[];
  readonly options?: readonly string[];
  /** Statuses of a page, of a script, and of one that is sent what must be stored. */
  readonly want: readonly [page: number, script: number, stored: number];
}

const CASES: Case[] = [
  { name: "all permissions", flags: ["-A"], want: [200, 200, 200] },
  {
    name: "the permissions of deno.json",
    flags: NARROW,
    want: [200, 200, 200],
  },
  {
    name: "what the README names, for files alone",
    flags: [
      "--no-prompt",
      `--allow-read=ROOT/www,${OWN.join(",")}`,
      "--allow-net=127.0.0.1",
    ],
    options: ["--no-cgi"],
    want: [200, 404, 404],
  },
  {
    name: "what the README names, without writing",
    flags: [
      "--no-prompt",
      "--allow-read",
      "--allow-net=127.0.0.1",
      "--allow-run",
      "--allow-env=PATH",
    ],
    want: [200, 200, 200],
  },
];

for (const { name, flags, options = [], want } of CASES) {
  Deno.test(`serving threads under ${name}`, async () => {
    await using place = await makePlace();
    const command = gatehouseCommand(
      ...flags.map((flag) => flag.replace("ROOT", place.home)),
    );
    await using server = await startServer([
      place.root,
      "--log-format=none",
      ...options,
    ], { command });
    const content = "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    assertEquals([
      await statusOf(server.port),
      await statusOf(server.port, "/cgi-bin/hello"),
      await statusOf(server.port, "/cgi-bin/echo", content),
    ], want);
    assertEquals(await server.stop(), 0);
  });
}

Deno.test("without the permission to run programs, the start-up message says what that means", async () => {
  await using place = await makePlace();
  const command = gatehouseCommand(
    "--no-prompt",
    "--allow-read",
    "--allow-net=127.0.0.1",
  );
  await using server = await startServer([place.root], { command });
  assertMatch(
    server.stderr(),
    /4 scripts at [^\n]*\n +None of them can run: [^\n]*--allow-run/,
  );
});
