import { assert, assertEquals } from "@std/assert";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { gather, type Manner } from "./crowd.ts";

/** Too few to matter: before 2.8, the platform leaves some connections whose response was cut off. */
const LEFT = /^2\.[0-7]\./.test(Deno.version.deno) ? 50 : 0;
const LINUX = Deno.build.os === "linux";

async function site(): Promise<string> {
  const home = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${home}/www`);
  await Deno.mkdir(`${home}/cgi-bin`);
  await Deno.writeTextFile(`${home}/www/index.html`, "home");
  await Deno.truncate(await touch(`${home}/www/large`), 8 * 1024 * 1024);
  await Deno.writeTextFile(
    `${home}/cgi-bin/echo`,
    "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n'\nexec cat\n",
    { mode: 0o755 },
  );
  return home;
}

async function touch(path: string): Promise<string> {
  await Deno.writeTextFile(path, "");
  return path;
}

/** A client that behaves: how long it waited for each page, and what went wrong. */
function goodClient(server: TestServer) {
  const times: number[] = [];
  const faults: string[] = [];
  const over = new AbortController();
  const running = (async () => {
    while (!over.signal.aborted) {
      const began = performance.now();
      try {
        const response = await fetch(`${server.url}/`, {
          headers: { connection: "close" },
          signal: AbortSignal.timeout(5_000),
        });
        const text = await response.text();
        if (text !== "home") faults.push(`${response.status} ${text}`);
      } catch (error) {
        faults.push(String(error));
      }
      times.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async end() {
      over.abort();
      await running;
      return { times: times.toSorted((a, b) => a - b), faults };
    },
  };
}

interface Case {
  readonly manner: Manner;
  readonly count: number;
  readonly path?: string;
}

const CASES: Case[] = [
  { manner: "says nothing", count: 2_000 },
  { manner: "stops in the fields", count: 2_000 },
  { manner: "stops in the content", count: 2_000 },
  { manner: "stops in the content", count: 600, path: "/cgi-bin/echo" },
  { manner: "takes nothing", count: 600, path: "/large" },
];

for (const { manner, count, path = "/" } of CASES) {
  Deno.test({
    name: `${count} clients of which each ${manner} (${path}) are gone in time`,
    ignore: !LINUX,
    async fn() {
      const home = await site();
      await using server = await startServer([
        `${home}/www`,
        "--client-timeout=3s",
        "--cgi-silence=3s",
        "--log-format=none",
      ]);
      const good = goodClient(server);
      const began = performance.now();
      using crowd = await gather(server.port, manner, count, path);
      await until(
        () => crowd.open() <= LEFT,
        "the crowd to go",
        () => ` but ${crowd.open()} are here: ${server.stderr()}`,
        30_000,
      );
      const took = performance.now() - began;
      const { times, faults } = await good.end();
      const median = times[times.length >> 1] ?? 0;
      const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
      console.log(
        `${count} gone after ${
          Math.round(took)
        } ms; a good client's ${times.length} requests took ${
          median.toFixed(1)
        } ms, p99 ${p99.toFixed(0)} ms, ${faults.length} failed`,
      );
      // A connection that waits to be accepted at the very moment of a change may be lost.
      assert(faults.length <= 2, faults.join("\n"));
      assertEquals(await server.stop(), 0);
      await Deno.remove(home, { recursive: true });
    },
  });
}
