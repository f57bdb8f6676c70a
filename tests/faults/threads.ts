import { existsSync } from "node:fs";
import { assertEquals } from "@std/assert";
import { startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import type { Fault } from "./fault.ts";
import { runs } from "../support/program.ts";
import { lacks } from "./injection.ts";
import { makePlace, statusOf } from "./place.ts";

/** The serving threads of a server, as the system numbers them. */
function threadsOf(pid: number): string[] {
  const tasks = `/proc/${pid}/task`;
  return [...Deno.readDirSync(tasks)].map(({ name }) => name).filter((name) =>
    Deno.readTextFileSync(`${tasks}/${name}/comm`).startsWith("worker-")
  );
}

/** Each time that the thread waits for something to do, it waits for so many microseconds more. */
const LATE = "inject=epoll_wait:delay_exit=8000000";

async function threadHangs(): Promise<string> {
  await using place = await makePlace();
  await using server = await startServer([
    place.root,
    "--workers=1",
    "--log-format=none",
  ]);
  const [thread = ""] = threadsOf(server.pid);
  assertEquals(await statusOf(server.port), 200);
  const tracer = new Deno.Command("strace", {
    args: ["-p", thread, "-o", "/dev/null", "-e", LATE],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const began = performance.now();
    await server.waitFor("stderr", /a serving thread does not answer/);
    await until(async () => await statusOf(server.port) === 200, "service");
    const took = Math.round(performance.now() - began);
    assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
    tracer.kill("SIGKILL");
    await until(() => !threadsOf(server.pid).includes(thread), "its end");
    assertEquals(await statusOf(server.port), 200);
    assertEquals(await server.stop(), 0);
    return `another serves ${took} ms after`;
  } finally {
    try {
      tracer.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await tracer.status;
  }
}

async function serverPaused(): Promise<string> {
  await using place = await makePlace();
  await place.addScript(
    "slow",
    "touch started; sleep 5; printf 'Content-Type: text/plain\\n\\n'",
  );
  await using server = await startServer([place.root, "--log-format=none"]);
  const running = statusOf(server.port, "/cgi-bin/slow");
  const started = `${place.home}/cgi-bin/started`;
  await until(() => existsSync(started), "the script's start");
  Deno.kill(server.pid, "SIGSTOP");
  const waiting = statusOf(server.port);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  Deno.kill(server.pid, "SIGCONT");
  assertEquals(await waiting, 200);
  for (let count = 0; count < 20; count++) {
    assertEquals(await statusOf(server.port), 200);
    assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  }
  assertEquals(await running, 200);
  assertEquals(/is replaced/.test(server.stderr()), false, server.stderr());
  assertEquals(await server.stop(), 0);
  return "whoever waited is answered, and what runs goes on";
}

/** Whether a program may look at the system calls of another here. */
function cannotTrace(): string | null {
  const missing = lacks("strace");
  if (missing !== null) return missing;
  return runs("strace", "-o", "/dev/null", "true") ? null : "it may not trace";
}

/** A thread that hangs, and all of them. */
export const THREADS: readonly Fault[] = [
  {
    name: "a serving thread hangs",
    by: "strace delays its epoll_wait by 8 s",
    cannot: cannotTrace,
    try: threadHangs,
  },
  {
    name: "the server gets no time",
    by: "SIGSTOP, and SIGCONT after 4 s",
    try: serverPaused,
  },
];
