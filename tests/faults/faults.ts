import { assert, assertEquals } from "@std/assert";
import { gather } from "../supervision/crowd.ts";
import { gatehouseCommand, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import {
  isAlive,
  makePlace,
  processesWith,
  runProgram,
  statusOf,
} from "./place.ts";

/** A fault that is really brought about. */
export interface Fault {
  readonly name: string;
  /** How it is brought about. */
  readonly by: string;
  /** What the server must do; settles with what it did. Throws where it does not, `Impossible` where it cannot be tried. */
  try(): Promise<string>;
}

/** A fault cannot be brought about on this system; the message says why. */
export class Impossible extends Error {
  override readonly name = "Impossible";
}

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

async function scriptKilled(): Promise<string> {
  await using place = await makePlace();
  await using server = await startServer([place.root, "--log-format=none"]);
  const response = await fetch(`${server.url}/cgi-bin/lasts`);
  const reader = response.body?.getReader();
  const first = await reader?.read();
  Deno.kill(Number(new TextDecoder().decode(first?.value)), "SIGKILL");
  const rest = await reader?.read().catch(() => ({ done: true }));
  assertEquals(rest?.done, true);
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  assertEquals(await server.stop(), 0);
  return "its response ends, others are served";
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

async function rootDeleted(): Promise<string> {
  await using place = await makePlace();
  await using server = await startServer([place.root, "--log-format=none"]);
  assertEquals(await statusOf(server.port), 200);
  await Deno.rename(place.root, `${place.home}/moved`);
  const gone = await statusOf(server.port, "/index.html");
  assert(gone === 404 || gone === 503, String(gone));
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  await Deno.rename(`${place.home}/moved`, place.root);
  assertEquals(await statusOf(server.port), 200);
  assertEquals(await server.stop(), 0);
  return `${gone} while it is gone, 200 when it is back`;
}

async function rootReplaced(): Promise<string> {
  await using place = await makePlace();
  await Deno.mkdir(`${place.home}/outside`);
  await Deno.writeTextFile(`${place.home}/outside/secret.html`, "secret");
  await using server = await startServer([place.root, "--log-format=none"]);
  assertEquals(await statusOf(server.port), 200);
  await Deno.rename(place.root, `${place.home}/moved`);
  await Deno.symlink(`${place.home}/outside`, place.root);
  const status = await statusOf(server.port, "/secret.html");
  await Deno.remove(place.root);
  await Deno.rename(`${place.home}/moved`, place.root);
  assertEquals(await statusOf(server.port), 200);
  assertEquals(await server.stop(), 0);
  return `what the link leads to is answered ${status}; 200 when ROOT is back`;
}

async function diskFull(): Promise<string> {
  await using place = await makePlace();
  const full = `${place.home}/full`;
  await Deno.mkdir(full);
  const mounted = await runProgram(
    "mount",
    ...["-t", "tmpfs", "-o", "size=256k", "tmpfs", full],
  );
  if (mounted !== 0) throw new Impossible("no file system can be mounted");
  try {
    await using server = await startServer([place.root, "--log-format=none"], {
      env: { TMPDIR: full },
    });
    const chunk = `40000\r\n${"x".repeat(0x40000)}\r\n`;
    const content = `Transfer-Encoding: chunked\r\n\r\n${
      chunk.repeat(8)
    }0\r\n\r\n`;
    const status = await statusOf(server.port, "/cgi-bin/echo", content);
    assertEquals(status, 507);
    assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
    assertEquals(await server.stop(), 0);
    return `content that must be stored is answered ${status}, all else served`;
  } finally {
    await runProgram("umount", full);
  }
}

async function noProcesses(): Promise<string> {
  if (Deno.uid() !== 0) throw new Impossible("another user cannot be taken");
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
  const limit = (most: string) =>
    runProgram(
      ...nobody,
      ...["prlimit", "--pid", String(server.pid), `--nproc=${most}`],
    );
  if (await limit("1:1000") !== 0) throw new Impossible("prlimit may not");
  const status = await statusOf(server.port, "/cgi-bin/hello");
  assert(status >= 500, String(status));
  assertEquals(await statusOf(server.port), 200);
  await limit("1000:1000");
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  assertEquals(await server.stop(), 0);
  return `scripts are answered ${status}, files served; 200 when there is room`;
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

/** Every fault that is tried. */
export const FAULTS: readonly Fault[] = [
  {
    name: "no descriptors left",
    by: "prlimit --nofile=300, 400 connections",
    try: descriptors,
  },
  { name: "a script is killed", by: "SIGKILL", try: scriptKilled },
  { name: "the client leaves", by: "abort", try: clientLeaves },
  { name: "the server is killed", by: "SIGKILL", try: serverKilled },
  { name: "the server is stopped", by: "SIGTERM", try: serverStopped },
  { name: "nobody reads the log", by: "both pipes closed", try: logBroken },
  { name: "stdin is closed", by: "<&-", try: stdinClosed },
  { name: "ROOT is moved away", by: "rename", try: rootDeleted },
  { name: "ROOT becomes a link", by: "symlink", try: rootReplaced },
  { name: "no room to store content", by: "full tmpfs", try: diskFull },
  { name: "no processes left", by: "prlimit --nproc=1", try: noProcesses },
];
