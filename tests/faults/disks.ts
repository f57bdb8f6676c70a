import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import type { Fault } from "./fault.ts";
import { cannotMount, mountDisk } from "./injection.ts";
import { makePlace, statusOf } from "./place.ts";

async function noRoomToStore(): Promise<string> {
  await using place = await makePlace();
  const full = `${place.home}/full`;
  await using disk = mountDisk(full, "512k");
  await using server = await startServer([place.root, "--log-format=none"], {
    env: { TMPDIR: full },
  });
  // A mebibyte is kept in memory; what is more needs the disk.
  const chunk = `8000\r\n${"x".repeat(0x8000)}\r\n`.repeat(36);
  const content = `Transfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`;
  const store = () => statusOf(server.port, "/cgi-bin/echo", content);
  disk.fill();
  const status = await store();
  assertEquals(status, 507);
  await server.waitFor("stderr", /There is no room to store the content/);
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  disk.empty();
  assertEquals(await store(), 200);
  assertEquals(await server.stop(), 0);
  return `content that must be stored is answered ${status}, all else served; 200 when there is room`;
}

/** How many whole records an access log in JSON has. */
async function recordsIn(path: string): Promise<number> {
  const text = await Deno.readTextFile(path);
  return text.split("\n").filter((line) => /^\{.*\}$/.test(line)).length;
}

/** Lines that the log has lost, as the operator is told. */
async function lostLines(admin: string): Promise<number> {
  const text = await (await fetch(admin)).text();
  return Number(/^gatehouse_log_dropped_lines_total (\d+)/m.exec(text)?.[1]);
}

async function noRoomForLog(): Promise<string> {
  await using place = await makePlace();
  const folder = `${place.home}/log`;
  await using disk = mountDisk(folder, "256k");
  const log = `${folder}/access.log`;
  await using server = await startServer([
    place.root,
    `--log-file=${log}`,
    "--log-format=json",
    "--admin=127.0.0.1:0",
  ]);
  const [, admin = ""] = / {2}admin {4}(http:\S+\/metrics)/.exec(
    server.stderr(),
  ) ?? [];
  let asked = 0;
  const ask = async (path: string) => {
    assertEquals(await statusOf(server.port, path), 200);
    asked++;
  };
  await ask("/");
  await until(async () => await recordsIn(log) === 1, "the first record");
  disk.fill();
  while (await lostLines(admin) < 20) {
    await ask("/");
    await ask("/cgi-bin/hello");
    assert(asked < 20_000, "no line is missing");
  }
  await server.waitFor("stderr", /the access log fails.*No space left/);
  disk.empty();
  await until(async () => {
    await ask("/");
    return server.stderr().includes("lines are missing");
  }, "what is missing to be told");
  const lost = await lostLines(admin);
  assertMatch(server.stderr(), new RegExp(`"lines":"?${lost}\\b`));
  await until(async () => await recordsIn(log) + lost === asked, "the rest");
  assertEquals(await server.stop(), 0);
  return `${asked} of ${asked} requests are answered, ${lost} lines are counted as missing; written again when there is room`;
}

async function noRoomForDatabase(): Promise<string> {
  await using place = await makePlace();
  const book = fileURLToPath(
    new URL("../../cgi-bin/guestbook.js", import.meta.url),
  );
  await Deno.copyFile(book, `${place.home}/cgi-bin/guestbook.js`);
  const data = `${place.home}/data`;
  await using disk = mountDisk(data, "512k");
  await using server = await startServer([
    place.root,
    `--data=${data}`,
    "--log-format=none",
  ]);
  const path = "/cgi-bin/guestbook.js";
  const sign = () => {
    const form = `name=A&words=${"w".repeat(400)}`;
    const fields = `Content-Type: application/x-www-form-urlencoded\r\n` +
      `Content-Length: ${form.length}\r\n\r\n`;
    return statusOf(server.port, path, fields + form);
  };
  assertEquals(await sign(), 303);
  disk.fill();
  const full = await sign();
  assertEquals(full, 507);
  assertEquals(await statusOf(server.port), 200);
  disk.empty();
  assertEquals([await sign(), await statusOf(server.port, path)], [303, 200]);
  assertEquals(await server.stop(), 0);
  return `the script is answered as it says, ${full}, all else served; 303 when there is room`;
}

/** Every disk that can be full. */
export const DISKS: readonly Fault[] = [
  {
    name: "no room to store content",
    by: "full tmpfs",
    cannot: cannotMount,
    try: noRoomToStore,
  },
  {
    name: "no room for the log",
    by: "full tmpfs under --log-file",
    cannot: cannotMount,
    try: noRoomForLog,
  },
  {
    name: "no room for a script's database",
    by: "full tmpfs as --data",
    cannot: cannotMount,
    try: noRoomForDatabase,
  },
];
