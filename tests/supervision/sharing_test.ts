import { assertEquals, assertNotEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const LINUX = Deno.build.os === "linux";
const THREAD = fileURLToPath(new URL("./thread.ts", import.meta.url));

function start(plan: Record<string, unknown>): Promise<TestServer> {
  return startServer([JSON.stringify(plan)], {
    command: [Deno.execPath(), "run", "-A", THREAD],
  });
}

/** The answer over a connection of its own, or `null` where there is none within two seconds. */
async function ask(server: TestServer, path: string): Promise<string | null> {
  try {
    const response = await fetch(`${server.url}${path}`, {
      headers: { connection: "close" },
      signal: AbortSignal.timeout(2_000),
    });
    return await response.text();
  } catch {
    return null;
  }
}

/** How many sockets listen on a port, and how many connections may wait for them. */
function listening(port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const table = Deno.readTextFileSync("/proc/net/tcp") +
    Deno.readTextFileSync("/proc/net/tcp6");
  const row = new RegExp(`:${hex} [0-9A-F]+:0000 0A .*`, "g");
  return table.match(row) ?? [];
}

Deno.test({
  name: "all threads take connections from one socket",
  ignore: !LINUX,
  async fn() {
    await using server = await start({ workers: 3 });
    assertEquals(listening(server.port).length, 1);
    const seen = new Set<string | null>();
    await until(async () => {
      seen.add(await ask(server, "/"));
      return seen.size >= 2;
    }, "answers of two threads");
    assertEquals(await server.stop(), 0);
  },
});

Deno.test("a thread that hangs keeps no connection from the others", async () => {
  await using server = await start({ workers: 2 });
  assertNotEquals(await ask(server, "/hang"), null);
  // What it takes before it hangs is its own.
  await server.waitFor("stderr", "hangs");
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => ask(server, "/")),
  );
  assertEquals(answers.filter((answer) => answer === null), []);
  await server.stop("SIGKILL");
});

Deno.test("nobody is refused while the only thread is replaced", async () => {
  await using server = await start({ workers: 1 });
  const threads = new Set<string>();
  let refused = 0;
  let over = false;
  const knocking = (async () => {
    while (!over) {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port: server.port }))
          .close();
      } catch {
        refused++;
      }
    }
  })();
  await until(async () => {
    await ask(server, "/throw");
    const answer = await ask(server, "/");
    if (answer !== null) threads.add(answer);
    return threads.size >= 4;
  }, "four threads");
  over = true;
  await knocking;
  assertEquals(refused, 0);
  assertEquals(await server.stop(), 0);
});
