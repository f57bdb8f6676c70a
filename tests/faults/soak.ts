/**
 * Runs a server for a while under all that is thrown at it at once: good clients, malformed requests, crowds that do
 * nothing, clients that leave, scripts that are killed. It ends with a table.
 *
 *   deno task soak [--minutes N] [--seed N]
 *
 * The exit code is 1 where a good request was lost, memory grew by more than a tenth after the first quarter, or
 * processes or descriptors were left.
 */
import { parseArgs } from "node:util";
import { fuzz } from "../fuzz/fuzzer.ts";
import { askGood, makeSite, type Use, useOf } from "../fuzz/watch.ts";
import { gather, type Manner } from "../supervision/crowd.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { processesWith } from "./place.ts";

/** What became of it. */
interface Tally {
  good: number;
  readonly lost: string[];
  malformed: number;
  crowds: number;
  left: number;
  killed: number;
  readonly uses: Use[];
}

const MANNERS: readonly Manner[] = [
  "says nothing",
  "stops in the fields",
  "stops in the content",
];

/** Does one thing again and again until the time is over. */
async function lane(
  end: number,
  pause: number,
  work: () => Promise<void>,
): Promise<void> {
  while (performance.now() < end) {
    await work();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function ask(port: number, tally: Tally): Promise<void> {
  tally.good += 2;
  try {
    await askGood(port);
  } catch (error) {
    tally.lost.push(`${new Date().toISOString()} ${error}`);
  }
}

async function crowd(port: number, tally: Tally): Promise<void> {
  const manner = MANNERS[tally.crowds++ % MANNERS.length] ?? "says nothing";
  using crowd = await gather(port, manner, 600);
  await until(() => crowd.open() === 0, manner, () => "", 60_000)
    .catch((error) => tally.lost.push(String(error)));
}

async function leave(port: number, tally: Tally): Promise<void> {
  tally.left++;
  const signal = AbortSignal.timeout(5 + Math.random() * 20);
  await fetch(`http://127.0.0.1:${port}/cgi-bin/echo`, { signal })
    .then((response) => response.text()).catch(() => {});
}

/** Kills a script of a client that is not counted among the good. */
async function kill(server: TestServer, tally: Tally): Promise<void> {
  const asked = fetch(`${server.url}/cgi-bin/lasts`).then((response) =>
    response.text()
  ).catch(() => {});
  const mark = "SCRIPT_NAME=/cgi-bin/lasts";
  await until(() => processesWith(mark).length > 0, "a script", () => "", 2_000)
    .catch(() => {});
  for (const pid of processesWith(mark)) {
    try {
      Deno.kill(pid, "SIGKILL");
      tally.killed++;
    } catch {
      // It has ended.
    }
  }
  await asked;
}

async function soak(minutes: number, seed: number): Promise<Tally> {
  const home = await makeSite();
  const lasts = `${home}/cgi-bin/lasts`;
  await Deno.writeTextFile(lasts, "#!/bin/sh\nexec sleep 60\n", {
    mode: 0o755,
  });
  await using server = await startServer([
    `${home}/www`,
    "--log-format=none",
    "--client-timeout=5s",
    "--cgi-silence=5s",
    "--max-queue=10000",
  ]);
  const { port } = server;
  const time = minutes * 60_000;
  const end = performance.now() + time;
  const tally: Tally = {
    ...{ good: 0, lost: [], malformed: 0, crowds: 0, left: 0, killed: 0 },
    uses: [useOf(server.pid)],
  };
  await Promise.all([
    lane(end, 20, () => ask(port, tally)),
    lane(end, 5_000, () => crowd(port, tally)),
    lane(end, 200, () => leave(port, tally)),
    lane(end, 3_000, () => kill(server, tally)),
    lane(end, time / 20, () => {
      tally.uses.push(useOf(server.pid));
      return Promise.resolve();
    }),
    fuzz({
      port,
      seed,
      count: Infinity,
      time,
      check: async (sent) => {
        tally.malformed = sent;
        await new Promise((resolve) => setTimeout(resolve, 10));
      },
    }),
  ]).catch((error) => {
    throw new Error(`the server said: ${server.stderr()}`, { cause: error });
  });
  await until(() => useOf(server.pid).children === 0, "the end of scripts");
  tally.uses.push(useOf(server.pid));
  if (await server.stop() !== 0) tally.lost.push("the server ended badly");
  await Deno.remove(home, { recursive: true });
  return tally;
}

function report({ uses, lost, ...counts }: Tally): number {
  const mebibytes = uses.map(({ memory }) => Math.round(memory / 1_048_576));
  const warm = Math.max(...mebibytes.slice(0, Math.ceil(uses.length / 4)));
  const last = mebibytes.at(-1) ?? 0;
  const growth = Math.round((last / warm - 1) * 100);
  const descriptors = uses.map((use) => use.descriptors);
  const rows: [string, string | number][] = [
    ["good requests", counts.good],
    ["of them lost", lost.length],
    ["malformed requests", counts.malformed],
    ["crowds of 600", counts.crowds],
    ["clients that left", counts.left],
    ["scripts killed", counts.killed],
    ["memory in MiB", mebibytes.join(" ")],
    ["growth after the first quarter", `${growth} %`],
    ["descriptors", `${descriptors[0]} → ${descriptors.at(-1)}`],
    ["processes left", uses.at(-1)?.children ?? 0],
  ];
  for (const [name, value] of rows) console.log(`| ${name} | ${value} |`);
  for (const one of lost.slice(0, 20)) console.log(`lost: ${one}`);
  return lost.length > 0 || growth > 10 ? 1 : 0;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
    },
  });
  Deno.exit(report(await soak(Number(values.minutes), Number(values.seed))));
}
