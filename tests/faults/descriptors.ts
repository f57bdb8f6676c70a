import { assert, assertEquals } from "@std/assert";
import { gather } from "../supervision/crowd.ts";
import { gatehouseCommand, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import type { Fault } from "./fault.ts";
import { lacks } from "./injection.ts";
import { makePlace, statusOf } from "./place.ts";

async function descriptors(): Promise<string> {
  await using place = await makePlace();
  await using server = await startServer([
    place.root,
    "--client-timeout=2s",
    "--log-format=none",
  ], { command: ["prlimit", "--nofile=300:300", ...gatehouseCommand()] });
  using crowd = await gather(server.port, "stops in the fields", 400);
  await server.waitFor("stderr", /serving thread failed|are replaced/);
  const began = performance.now();
  await until(async () => await statusOf(server.port) === 200, "service");
  const took = Math.round(performance.now() - began);
  const left = crowd.open();
  assertEquals(await server.stop(), 0);
  return `serves again ${took} ms after; ${left} of 400 connections are left`;
}

async function logBroken(): Promise<string> {
  await using place = await makePlace();
  const [program = "", ...args] = gatehouseCommand();
  const child = new Deno.Command(program, {
    args: [...args, place.root, "0"],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  let text = "";
  const reader = child.stderr.getReader();
  while (!text.includes("stop     with")) {
    const { value, done } = await reader.read();
    assert(!done, text);
    text += new TextDecoder().decode(value);
  }
  await Promise.all([reader.cancel(), child.stdout.cancel()]);
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(text)?.[1]);
  for (let times = 0; times < 20; times++) {
    assertEquals(await statusOf(port, "/cgi-bin/hello"), 200);
    assertEquals(await statusOf(port, "/nothing"), 404);
  }
  child.kill("SIGTERM");
  assertEquals((await child.status).code, 0);
  return "40 requests are answered, exit code 0";
}

async function stdinClosed(): Promise<string> {
  await using place = await makePlace();
  const command = [
    "/bin/sh",
    "-c",
    'exec "$@" <&-',
    "sh",
    ...gatehouseCommand(),
  ];
  await using server = await startServer([place.root], { command });
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  const content = "Content-Length: 5\r\n\r\nhello";
  assertEquals(await statusOf(server.port, "/cgi-bin/echo", content), 200);
  assertEquals(await server.stop(), 0);
  return "files and scripts are served";
}

/** Descriptors that are used up, and streams that lead nowhere. */
export const DESCRIPTORS: readonly Fault[] = [
  {
    name: "no descriptors left",
    by: "prlimit --nofile=300, 400 connections",
    cannot: () => lacks("prlimit"),
    try: descriptors,
  },
  { name: "nobody reads the log", by: "both pipes closed", try: logBroken },
  { name: "stdin is closed", by: "<&-", try: stdinClosed },
];
