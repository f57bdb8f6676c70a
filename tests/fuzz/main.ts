/**
 * Sends malformed requests to a server of its own, and watches it.
 *
 *   deno run -A tests/fuzz/main.ts [--seed N] [--count N] [--seconds N]
 *
 * The same seed sends the same requests. It ends with a table, and with exit code 1 where a good request between them
 * was not answered right, the server ended, or memory, descriptors or processes grew.
 */
import { parseArgs } from "node:util";
import { startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { fuzz } from "./fuzzer.ts";
import { askGood, makeSite, useOf } from "./watch.ts";

/** What became of a run. */
export interface Outcome {
  readonly seed: number;
  readonly sent: number;
  readonly good: number;
  /** Memory in bytes after the first tenth, and at the end. */
  readonly memory: readonly [number, number];
  readonly descriptors: readonly [number, number];
  readonly children: number;
}

/** How many requests go by between two good ones. */
const BETWEEN = 500;

/** Runs a server and fuzzes it. Throws where a good request fails or the server ends. */
export async function run(
  seed: number,
  count: number,
  time: number,
): Promise<Outcome> {
  const home = await makeSite();
  await using server = await startServer([
    `${home}/www`,
    "--log-format=none",
    "--cgi-silence=2s",
  ]);
  let good = 0;
  let next = 0;
  await askGood(server.port);
  const before = useOf(server.pid);
  let warm = before;
  const sent = await fuzz({
    port: server.port,
    seed,
    count,
    time,
    async check(sent) {
      if (sent < next) return;
      next = sent + BETWEEN;
      await askGood(server.port);
      good += 2;
      if (sent <= count / 10) warm = useOf(server.pid);
    },
  });
  await until(
    () => useOf(server.pid).children === 0,
    "the end of all scripts",
  );
  await until(
    () => useOf(server.pid).descriptors <= before.descriptors + 20,
    "descriptors to be given back",
  );
  const after = useOf(server.pid);
  const code = await server.stop();
  if (code !== 0) throw new Error(`the server ended with ${code}`);
  await Deno.remove(home, { recursive: true });
  return {
    seed,
    sent,
    good,
    memory: [warm.memory, after.memory],
    descriptors: [before.descriptors, after.descriptors],
    children: after.children,
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: String(Date.now() % 1e9) },
      count: { type: "string", default: "100000" },
      seconds: { type: "string", default: "60" },
    },
  });
  console.log(`seed ${values.seed}`);
  console.table(
    await run(
      Number(values.seed),
      Number(values.count),
      Number(values.seconds) * 1000,
    ),
  );
}
