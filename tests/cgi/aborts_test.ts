import { assertEquals } from "@std/assert";
import { startServer } from "../support/server.ts";

const raw = String.raw;

/** Scripts that are in the middle of something whenever the client leaves. */
const SCRIPTS: Readonly<Record<string, string>> = {
  waits: "sleep 60",
  streams: raw`printf 'Content-Type: a/b\n\n'; yes`,
  dribbles:
    raw`printf 'Content-Type: a/b\n\n'; while :; do echo x; sleep 0.01; done`,
  reads: "cat > /dev/null; sleep 60",
  reads_nothing: raw`printf 'Content-Type: a/b\n\n'; sleep 60`,
  ignores_term: "trap '' TERM; sleep 60",
  leaves_its_session: "setsid sleep 60; sleep 60",
  complains: "yes complaint >&2",
  answers: raw`printf 'Content-Type: a/b\n\nhello'`,
};

const TOTAL = 2_000;
const AT_ONCE = 16;
const WARM_UP = 1_000;
/** What the collector may leave lying about, in bytes; less than one buffer for each request. */
const GARBAGE = 64e6;
/** Reads that the platform may lose at this rate, each with a descriptor; lost_reads_test.ts shows that they do not add up. */
const LOST = 4;

Deno.test({
  name:
    "2,000 requests broken off at random moments leave no process, no descriptor and no memory",
  // What is left is counted in /proc.
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
    for (const [name, text] of Object.entries(SCRIPTS)) {
      await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${text}\n`, {
        mode: 0o755,
      });
    }
    const server = await startServer([
      ...["--cgi-dir", folder, "--no-listing"],
      // Another thread would have descriptors and memory of its own.
      ...["--workers", "1"],
    ]);
    try {
      await breakOff(server.port, WARM_UP);
      await settles("the first to end", () => scriptsLeft(folder) === 0);
      const before = resources(server.pid);
      await breakOff(server.port, TOTAL - WARM_UP);
      await settles("the last to end", () => scriptsLeft(folder) === 0);
      await settles(
        "descriptors to be closed, and memory to be given back",
        () => {
          const { descriptors, memory } = resources(server.pid);
          return descriptors <= before.descriptors + LOST &&
            memory - before.memory < GARBAGE;
        },
      );
      assertEquals(await stillAnswers(server.port), "hello");
    } finally {
      await server.stop();
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Waits for a condition that is dear to look at. Throws after 40 s. */
async function settles(what: string, condition: () => boolean): Promise<void> {
  for (let round = 0; round < 100; round++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  throw new Error(`waited too long for ${what}`);
}

async function breakOff(port: number, times: number): Promise<void> {
  let left = times;
  const client = async () => {
    while (left-- > 0) await askAndLeave(port);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
}

async function askAndLeave(port: number): Promise<void> {
  const names = Object.keys(SCRIPTS);
  const name = names[Math.floor(Math.random() * names.length)];
  const size = Math.random() < 0.3 ? 2_000_000 : 0;
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  let closed = false;
  const close = () => {
    if (!closed) connection.close();
    closed = true;
  };
  const leave = setTimeout(close, Math.random() * 60);
  const head = size === 0
    ? `GET /cgi-bin/${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`
    : `POST /cgi-bin/${name} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${size}\r\n\r\n`;
  const buffer = new Uint8Array(65_536);
  try {
    await connection.write(new TextEncoder().encode(head));
    for (let sent = 0; sent < size / 2;) sent += await connection.write(buffer);
    while (await connection.read(buffer) !== null);
  } catch {
    return; // Closed under us, as it should be.
  }
  clearTimeout(leave);
  close();
}

/** How many processes run that were started for a script of this folder, however far they went. */
function scriptsLeft(folder: string): number {
  let count = 0;
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const environment = Deno.readTextFileSync(`/proc/${name}/environ`);
      if (environment.includes(`SCRIPT_FILENAME=${folder}/`)) count++;
    } catch {
      // It ended in between.
    }
  }
  return count;
}

function resources(pid: number): { descriptors: number; memory: number } {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return {
    descriptors: Array.from(Deno.readDirSync(`/proc/${pid}/fd`)).length,
    memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024,
  };
}

async function stillAnswers(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/cgi-bin/answers`);
  return await response.text();
}
