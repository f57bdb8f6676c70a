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
import { askGood, FAULT, makeSite, type Use, useOf } from "./watch.ts";

/** What became of a run. */
export interface Outcome {
  readonly seed: number;
  readonly sent: number;
  /** Answers by their status. */
  readonly answers: Readonly<Record<string, number>>;
  readonly good: number;
  /** Memory in bytes: the least in each tenth. What leaks is added to the least; what the collector leaves, to the most. */
  readonly memory: readonly number[];
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
    `--users=/private/=${home}/users`,
    ...OPTIONS,
  ]);
  let good = 0;
  let next = 0;
  await askGood(server.port);
  const before = useOf(server.pid);
  const began = performance.now();
  const uses: { part: number; use: Use }[] = [];
  const { sent, answers } = await fuzz({
    port: server.port,
    seed,
    count,
    time,
    async check(sent) {
      if (sent < next) return;
      next = sent + BETWEEN;
      await askGood(server.port);
      good += 2;
      const done = Math.max(sent / count, (performance.now() - began) / time);
      const part = Math.min(9, Math.floor(done * 10));
      uses.push({ part, use: useOf(server.pid) });
      const [fault] = FAULT.exec(server.stderr()) ?? [];
      if (fault) throw new Error(`the server says: ${fault}`);
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
    answers,
    good,
    memory: leastOf(uses),
    descriptors: [before.descriptors, after.descriptors],
    children: after.children,
  };
}

/** With what the requests are for: who may come, names, proxies, rules. */
const OPTIONS = [
  "--log-format=none",
  "--cgi-silence=2s",
  "--allow-host=fuzz.test",
  "--trusted-proxy=127.0.0.1",
  "--cors",
  "--status",
];

function leastOf(uses: readonly { part: number; use: Use }[]): number[] {
  const parts = Map.groupBy(uses, ({ part }) => part);
  return [...parts.values()].map((uses) =>
    Math.min(...uses.map(({ use }) => use.memory))
  );
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: String(Date.now() % 1e9) },
      count: { type: "string", default: "100000" },
      seconds: { type: "string", default: "60" },
    },
  });
  console.log(`seed ${values.seed}, Deno ${Deno.version.deno}`);
  const { answers, memory, ...counts } = await run(
    Number(values.seed),
    Number(values.count),
    Number(values.seconds) * 1000,
  );
  const mebibytes = memory.map((bytes) => Math.round(bytes / 1_048_576));
  const told = { ...counts, "least memory in MiB": mebibytes.join(" ") };
  for (const [name, value] of Object.entries({ ...told, ...answers })) {
    console.log(`| ${name} | ${value} |`);
  }
}
