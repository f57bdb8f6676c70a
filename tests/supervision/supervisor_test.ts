import { fileURLToPath } from "node:url";
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
} from "@std/assert";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const LINUX = Deno.build.os === "linux";
const THREAD = fileURLToPath(new URL("./thread.ts", import.meta.url));

function start(plan: Record<string, unknown> = {}): Promise<TestServer> {
  return startServer([JSON.stringify(plan)], {
    command: [Deno.execPath(), "run", "-A", THREAD],
  });
}

/** The answer, or `null` where the connection broke. */
async function ask(server: TestServer, path: string): Promise<string | null> {
  try {
    const response = await fetch(`${server.url}${path}`, {
      headers: { connection: "close" },
      // One that waits for a thread that hangs must not keep the test from asking again.
      signal: AbortSignal.timeout(1_000),
    });
    return await response.text();
  } catch {
    return null;
  }
}

function alive(pid: number): boolean {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return !/\) [ZX]/.test(stat);
  } catch {
    return false;
  }
}

/** Processes that carry a variable with this value. */
function carrying(text: string): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name))
    .filter((pid) => {
      try {
        return pid > 0 && alive(pid) &&
          Deno.readTextFileSync(`/proc/${pid}/environ`).includes(text);
      } catch {
        return false;
      }
    });
}

const MARK = (server: TestServer) => `GATEHOUSE_SERVER=${server.pid}-`;

Deno.test("a thread that throws is replaced, and says why", async () => {
  await using server = await start();
  const first = await ask(server, "/");
  await ask(server, "/throw");
  await until(async () => {
    const other = await ask(server, "/");
    return other !== null && other !== first;
  }, "another thread");
  assertMatch(server.stderr(), /error a serving thread failed .*on purpose/);
  assertEquals(await server.stop(), 0);
});

Deno.test("a stray rejection costs nothing but a line in the log", async () => {
  await using server = await start();
  const first = await ask(server, "/reject");
  await server.waitFor("stderr", /a stray rejection.*on purpose/);
  assertEquals(await ask(server, "/"), first);
  assertEquals(await server.stop(), 0);
});

Deno.test("a thread that does not answer is replaced, then ended", hangs);

async function hangs(): Promise<void> {
  await using server = await start();
  const first = await ask(server, "/");
  await ask(server, "/hang");
  const began = performance.now();
  await until(async () => {
    const other = await ask(server, "/");
    return other !== null && other !== first;
  }, "another thread");
  await server.waitFor("stderr", /does not answer and is replaced/);
  assert(performance.now() - began < 9_000);
  assertEquals(await server.stop(), 0);
}

Deno.test("threads share a port, and one that fails takes no other with it", async () => {
  await using server = await start({ workers: 3 });
  const seen = new Set<string | null>();
  await until(async () => {
    seen.add(await ask(server, "/"));
    return seen.size >= 2;
  }, "answers of two threads");
  const slow = fetch(`${server.url}/slowly/2`).then((response) =>
    response.text()
  ).catch(() => null);
  await ask(server, "/throw");
  await server.waitFor("stderr", /a serving thread failed/);
  assertNotEquals(await ask(server, "/"), null);
  await slow;
  assertEquals(await server.stop(), 0);
});

Deno.test("places for scripts are those of all threads together, and a dead thread has none", async () => {
  const places = { running: 1, waiting: 0 };
  await using server = await start({ workers: 2, places });
  const keeper = await ask(server, "/keep");
  assertNotEquals(keeper, "full");
  const others = await Promise.all(
    Array.from({ length: 8 }, () => ask(server, "/keep")),
  );
  assertEquals(new Set(others), new Set(["full"]));
  await until(
    async () => await ask(server, "/throw") === keeper,
    "the end of the thread that has the place",
  );
  await until(async () => {
    const other = await ask(server, "/keep");
    return other !== null && other !== "full";
  }, "a place for another");
  assertEquals(await server.stop(), 0);
});

Deno.test({
  name: "what a dead thread's scripts left behind is ended",
  ignore: !LINUX,
  async fn() {
    await using server = await start();
    const pid = Number(await ask(server, "/leave"));
    await until(() => carrying(MARK(server)).length >= 3, "three processes");
    assert(alive(pid));
    await ask(server, "/throw");
    await until(() => carrying(MARK(server)).length === 0, "their end");
    assertEquals(await server.stop(), 0);
  },
});

Deno.test({
  name: "none survives the server's end",
  ignore: !LINUX,
  async fn() {
    await using server = await start();
    await ask(server, "/leave");
    await until(() => carrying(MARK(server)).length >= 3, "three processes");
    assertEquals(await server.stop(), 0);
    assertEquals(carrying(MARK(server)), []);
  },
});

Deno.test({
  name: "a killed server's processes are ended by the next start",
  ignore: !LINUX,
  async fn() {
    const killed = await start();
    await ask(killed, "/leave");
    await until(() => carrying(MARK(killed)).length >= 3, "three processes");
    await killed.stop("SIGKILL");
    assert(carrying(MARK(killed)).length >= 3);
    await using bystander = await start();
    await until(() => carrying(MARK(killed)).length === 0, "their end");
    await ask(bystander, "/leave");
    await using next = await start();
    await next.waitFor("stderr", /stop/);
    await ask(next, "/");
    assert(carrying(MARK(bystander)).length >= 3, "ended another's");
    await next.stop();
    await bystander.stop();
  },
});

Deno.test("what is more than --max-requests gets 503 and Retry-After", async () => {
  await using server = await start({ maxRequests: 2 });
  const slow = [1, 2].map(() => fetch(`${server.url}/slowly/1`));
  await Promise.all(slow);
  const refused = await fetch(`${server.url}/`);
  await refused.body?.cancel();
  assertEquals([refused.status, refused.headers.get("retry-after")], [
    503,
    "5",
  ]);
  for (const response of slow) await (await response).text();
  await until(
    async () => (await ask(server, "/"))?.length === 8,
    "a place",
  );
  assertEquals(await server.stop(), 0);
});
