import { assert, assertEquals } from "@std/assert";
import { gatehouseCommand, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import type { Fault } from "./fault.ts";
import { lacks } from "./injection.ts";
import {
  isAlive,
  makePlace,
  processesWith,
  runProgram,
  statusOf,
} from "./place.ts";

async function scriptKilled(): Promise<string> {
  await using place = await makePlace();
  await using server = await startServer([place.root, "--log-format=none"]);
  const response = await fetch(`${server.url}/cgi-bin/lasts`);
  const reader = response.body?.getReader();
  const first = await reader?.read();
  Deno.kill(Number(new TextDecoder().decode(first?.value)), "SIGKILL");
  const rest = await reader?.read().catch(() => ({ done: true }));
  assertEquals(rest?.done, true);
  await server.waitFor("stderr", /Something outside killed the script/);
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  assertEquals(await server.stop(), 0);
  return "its response ends, others are served";
}

async function clientLeaves(): Promise<string> {
  await using place = await makePlace();
  await using server = await startServer([
    place.root,
    "--cgi-grace=100ms",
    "--log-format=none",
  ]);
  const leaving = new AbortController();
  const response = await fetch(`${server.url}/cgi-bin/lasts`, {
    signal: leaving.signal,
  });
  const reader = response.body?.getReader();
  const pid = Number(
    new TextDecoder().decode((await reader?.read())?.value),
  );
  assert(isAlive(pid));
  leaving.abort();
  const mark = `GATEHOUSE_SERVER=${server.pid}-`;
  await until(() => processesWith(mark).length === 0, "the script's end");
  assertEquals(await server.stop(), 0);
  return "a script that ignores TERM is gone, and what it started";
}

async function serverKilled(): Promise<string> {
  await using place = await makePlace();
  const killed = await startServer([place.root, "--log-format=none"]);
  const response = await fetch(`${killed.url}/cgi-bin/lasts`);
  const mark = `GATEHOUSE_SERVER=${killed.pid}-`;
  await until(() => processesWith(mark).length >= 2, "the script's processes");
  await killed.stop("SIGKILL");
  await response.body?.cancel().catch(() => {});
  const left = processesWith(mark).length;
  await using next = await startServer([place.root, "--log-format=none"]);
  await until(() => processesWith(mark).length === 0, "their end");
  assertEquals(await next.stop(), 0);
  return `the next start ends the ${left} processes that were left`;
}

async function serverStopped(): Promise<string> {
  await using place = await makePlace();
  await using server = await startServer([
    place.root,
    "--drain=200ms",
    "--log-format=none",
  ]);
  const response = await fetch(`${server.url}/cgi-bin/lasts`);
  const mark = `GATEHOUSE_SERVER=${server.pid}-`;
  await until(() => processesWith(mark).length >= 2, "the script's processes");
  assertEquals(await server.stop(), 0);
  await response.body?.cancel().catch(() => {});
  assertEquals(processesWith(mark), []);
  return "exit code 0, and none of the script's processes is left";
}

async function noProcesses(): Promise<string> {
  await using place = await makePlace();
  const cache = `${place.home}/cache`;
  await Deno.mkdir(cache);
  await Deno.chown(cache, 65_534, 65_534);
  const nobody = [
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
  ];
  const command = [...nobody, ...gatehouseCommand()];
  await using server = await startServer([place.root, "--log-format=none"], {
    command,
    env: { DENO_DIR: cache, HOME: cache },
  });
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  // What explains failures is there a moment after the start, or with the first of them.
  assertEquals(await statusOf(server.port, "/cgi-bin/fails"), 502);
  const limit = (most: string) =>
    runProgram(
      ...nobody,
      ...["prlimit", "--pid", String(server.pid), `--nproc=${most}`],
    );
  assertEquals(await limit("1:1000"), 0);
  const status = await statusOf(server.port, "/cgi-bin/hello");
  assertEquals(status, 503);
  await server.waitFor("stderr", /The system starts no more processes/);
  assertEquals(await statusOf(server.port), 200);
  await limit("1000:1000");
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  assertEquals(await server.stop(), 0);
  return `scripts are answered ${status}, files served; 200 when there is room`;
}

/** Processes that end, are ended, or cannot be had. */
export const PROCESSES: readonly Fault[] = [
  { name: "a script is killed", by: "SIGKILL", try: scriptKilled },
  { name: "the client leaves", by: "abort", try: clientLeaves },
  { name: "the server is killed", by: "SIGKILL", try: serverKilled },
  { name: "the server is stopped", by: "SIGTERM", try: serverStopped },
  {
    name: "no processes left",
    by: "prlimit --nproc=1",
    cannot: () =>
      Deno.uid() === 0
        ? lacks("prlimit", "setpriv")
        : "only root may take another user",
    try: noProcesses,
  },
];
