/**
 * Measures Gatehouse beside every peer that is installed, in turn, on the loopback address.
 *
 * ```
 * deno task bench [--quick] [--case NAMES] [--peer NAMES] [--rounds N] [--seconds N]
 *                 [--subject PEER] [--exe FILE] [--json FILE] [--write] [--list]
 * ```
 *
 * `--quick` stays below two minutes. `--write` puts the numbers and plots into the manual. Ratios are those of
 * the subject (Gatehouse) to each peer. Needs wrk; h2load for HTTP/2. Linux only, as root for Apache's CGI.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { Bench } from "./bench.ts";
import { allCases } from "./cases.ts";
import { EXECUTABLE, executable } from "./executable.ts";
import { countsExactly } from "./group.ts";
import { gatehouses } from "./gatehouse.ts";
import { describeMachine, versionOf } from "./machine.ts";
import { intoManual } from "./manual.ts";
import type { Peer } from "./peer.ts";
import { allPeers } from "./peers.ts";
import { formatReport, type Report, writeCase } from "./report.ts";
import type { Result } from "./sample.ts";
import { findProgram } from "./site.ts";
import { judge, TARGETS } from "./targets.ts";

const USAGE = `deno task bench [--quick] [--case NAMES] [--peer NAMES]
                [--rounds N] [--seconds N] [--subject PEER] [--exe FILE]
                [--json FILE] [--write] [--list]

  --quick         a few cases, under two minutes
  --case, --peer  only these, parted by commas; --list names them
  --rounds        how often each is measured (3)
  --seconds       and for how long (3)
  --subject       whom the others are compared with (gatehouse)
  --exe           the executable, instead of one built now
  --json          writes the numbers there, after each case
  --write         writes numbers and plots into the manual
`;

const values = options();

function options() {
  try {
    return parseArgs({
      args: Deno.args,
      options: {
        help: { type: "boolean", short: "h", default: false },
        quick: { type: "boolean", default: false },
        case: { type: "string" },
        peer: { type: "string" },
        rounds: { type: "string" },
        seconds: { type: "string" },
        subject: { type: "string", default: "gatehouse" },
        exe: { type: "string" },
        json: { type: "string" },
        write: { type: "boolean", default: false },
        list: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** What cannot be done is said with what can. */
function refuse(message: string): never {
  console.error(`${message}\n\n${USAGE}`);
  Deno.exit(2);
}

/** A number that is more than nothing. */
function positive(
  text: string | undefined,
  otherwise: number,
  name: string,
): number {
  const value = text === undefined ? otherwise : Number(text);
  return value > 0
    ? value
    : refuse(`${name} takes a number above 0, not "${text}"`);
}

/** Peers that a quick run leaves out. */
const SLOW_PEERS = [
  "gatehouse-1",
  "gatehouse-nolog",
  "gatehouse-other",
  "h2o",
  "std",
  "python-cgi",
];

/** What is measured only where somebody asks for it by name. */
const ASKED_FOR = ["gatehouse-otel"];

/** Keeps those whose names are asked for. */
function choose<T extends { readonly name: string }>(
  all: readonly T[],
  names: string | undefined,
  otherwise: (item: T) => boolean,
): T[] {
  if (names === undefined) return all.filter(otherwise);
  const wanted = names.split(",");
  const unknown = wanted.find((name) =>
    !all.some((item) => item.name === name)
  );
  if (unknown !== undefined) {
    const known = all.map(({ name }) => name).join(", ");
    return refuse(`There is no "${unknown}"; there are ${known}.`);
  }
  return all.filter(({ name }) => wanted.includes(name));
}

async function choosePeers(): Promise<Peer[]> {
  const known = [...gatehouses(), EXECUTABLE, ...allPeers()];
  const chosen = choose(
    known,
    values.peer,
    ({ name }) =>
      !ASKED_FOR.includes(name) &&
      (!values.quick || !SLOW_PEERS.includes(name)),
  );
  if (values.list || !chosen.includes(EXECUTABLE)) return chosen;
  console.error("building the executable…");
  const built = await executable(values.exe);
  return chosen.map((peer) => peer === EXECUTABLE ? built : peer);
}

function list(peers: readonly Peer[]): void {
  for (const { name, title, group } of allCases()) {
    console.log(`case  ${name.padEnd(16)}  ${title} (${group})`);
  }
  for (const { name, title, absent } of peers) {
    console.log(
      `peer  ${name.padEnd(16)}  ${title}${
        absent ? ` (not here: ${absent})` : ""
      }`,
    );
  }
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const peers = await choosePeers();
  if (values.list) {
    list(peers);
    return 0;
  }
  if (findProgram("wrk") === undefined) {
    console.error(
      "Needs wrk, which is not installed (Debian: apt install wrk).",
    );
    return 1;
  }
  const cases = choose(
    allCases(),
    values.case,
    ({ quick = false }) => !values.quick || quick,
  );
  const { quick } = values;
  const rounds = positive(values.rounds, quick ? 1 : 3, "--rounds");
  const seconds = positive(values.seconds, quick ? 1 : 3, "--seconds");
  if (!countsExactly()) {
    console.error("CPU time is that of scripts that were waited for, no more");
  }
  const machine = describeMachine();
  await using bench = await Bench.open();
  endWith(bench);
  const effort = { rounds, seconds, warm: quick ? "first" : "each" } as const;
  const reportOf = (results: readonly Result[]): Report => ({
    machine,
    quick,
    rounds,
    seconds,
    subject: values.subject,
    cases: cases.map(({ name, title, group, metrics }) => ({
      name,
      title,
      group,
      metrics,
    })),
    peers: peers.map((peer) => ({
      name: peer.name,
      title: peer.title,
      ours: peer.ours ?? false,
      version: peer.absent ? "" : versionOf(peer),
    })),
    results,
  });
  const keep = async (results: readonly Result[]) => {
    if (values.json === undefined) return;
    await Deno.writeTextFile(values.json, formatReport(reportOf(results)));
  };
  const report = reportOf(await bench.run(peers, cases, effort, keep));
  say(report);
  if (values.write) await intoManual(report);
  return 0;
}

/** Ends all peers where the run is broken off. */
function endWith(bench: Bench): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      bench.abandon();
      Deno.exit(1);
    });
  }
}

function say(report: Report): void {
  const { machine, rounds, seconds, subject } = report;
  console.log(
    `${machine.processor}, ${machine.cores} cores, load ${machine.load}; ` +
      `${rounds} × ${seconds} s each; N× is ${subject} ÷ that peer`,
  );
  for (const facts of report.cases) console.log(writeCase(report, facts));
  console.log("\ntargets");
  for (const target of TARGETS) {
    const { reached, text } = judge(target, report.results);
    if (reached !== undefined) {
      console.log(`  ${reached ? "reached" : "MISSED "}  ${text}`);
    }
  }
}

Deno.exit(await main());
