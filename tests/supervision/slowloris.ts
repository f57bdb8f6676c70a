/**
 * Lays crowds of slow clients before a server, one of each kind after the other, and measures how long other clients
 * wait meanwhile and when the crowd is gone. It ends with a table.
 *
 *   deno task slowloris [--count N] [--limit SECONDS] [--workers N] [--program PATH]
 *
 * The exit code is 1 where a crowd was not gone in time, or a request of the others failed.
 */
import { parseArgs } from "node:util";
import { gatehouseCommand, startServer } from "../support/server.ts";
import { besiege, type Outcome, quantile, quiet, type Siege } from "./siege.ts";
import { makeGround } from "./ground.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "5000" },
    limit: { type: "string", default: "10" },
    workers: { type: "string", default: "2" },
    program: { type: "string" },
  },
});

const count = Number(values.count);
const limit = Number(values.limit);

const SIEGES: readonly Siege[] = [
  { manner: "says nothing", count },
  { manner: "stops in the fields", count },
  { manner: "drips fields", count },
  { manner: "stops in the content", count },
  { manner: "stops in the content", count, path: "/cgi-bin/echo" },
  { manner: "drips content", count, path: "/cgi-bin/echo" },
  { manner: "takes nothing", count, path: "/large" },
  { manner: "takes nothing", count, path: "/cgi-bin/writes" },
];

/** How many scripts may run at once, and how many requests wait for one, as by default. */
const [SCRIPTS, QUEUE] = [32, 256];

/**
 * The limit, and the time in which so many are ended on a machine that is busy with both sides of them. Who waits for
 * a script has not begun to be slow: a queue of such clients is ended turn by turn.
 */
function deadline({ path = "/" }: Siege): number {
  const turns = path.startsWith("/cgi-bin/") ? 1 + QUEUE / SCRIPTS : 1;
  return (limit * (turns + 1) + 60) * 1000;
}

async function lay(siege: Siege | null, root: string): Promise<Outcome> {
  const command = values.program ? [values.program] : gatehouseCommand();
  await using server = await startServer([
    root,
    `--client-timeout=${limit}s`,
    `--cgi-silence=${limit}s`,
    // A client that drips content to a script that reads and writes all the time is ended by this alone.
    `--cgi-timeout=${limit}s`,
    `--workers=${values.workers}`,
    `--max-scripts=${SCRIPTS}`,
    `--max-queue=${QUEUE}`,
    "--log-format=none",
  ], { command });
  return siege === null
    ? await quiet(server, limit * 1000)
    : await besiege(server, siege, deadline(siege));
}

function row(name: string, outcome: Outcome): string {
  const { times, faults, made, gone, memory } = outcome;
  const seconds = gone === null ? "never" : (gone / 1000).toFixed(1);
  const cells = [
    name,
    made,
    seconds,
    times.length,
    quantile(times, 0.5).toFixed(1),
    quantile(times, 0.99).toFixed(0),
    (times.at(-1) ?? 0).toFixed(0),
    faults.length,
    Math.round(memory / 1_048_576),
  ];
  return `| ${cells.join(" | ")} |`;
}

await using ground = await makeGround();
const rows: string[] = [];
let failed = false;
for (const siege of [null, ...SIEGES]) {
  const outcome = await lay(siege, ground.root);
  const name = siege === null
    ? "nobody"
    : `${siege.manner} (${siege.path ?? "/"})`;
  rows.push(row(name, outcome));
  failed ||= outcome.gone === null || outcome.faults.length > 0;
  console.error(rows.at(-1));
  for (const fault of outcome.faults.slice(0, 5)) console.error(`  ${fault}`);
}
console.log(
  `limit ${limit} s, ${values.workers} serving threads, ${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}

| the crowd | connections | gone after s | others' requests | median ms | p99 ms | longest ms | failed | MiB |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}`,
);
await ground[Symbol.asyncDispose]();
Deno.exit(failed ? 1 : 0);
