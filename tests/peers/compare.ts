/**
 * Sends the requests of `tests/cgi/rfc3875/` to Apache's mod_cgid and to Gatehouse, and prints in what their
 * answers differ: status, fields, content, and the environment of the scripts. Every difference is explained on
 * the manual's page on coming from Apache; one that is not ends with exit code 1.
 *
 *     deno run -A tests/peers/compare.ts [--all]
 *
 * `--all` prints each difference; without it, each explanation is printed once, with how often it was needed.
 */

import { rows } from "../cgi/rfc3875/rows.ts";
import {
  requestOctets,
  scriptPath,
  siteNames,
  writeSite,
} from "../cgi/rfc3875/site.ts";
import { type RawResponse, sendRaw } from "../support/raw.ts";
import { startServer } from "../support/server.ts";
import { APACHE, exists, startApache } from "./cgi_apache.ts";
import { type Difference, differences } from "./cgi_difference.ts";
import { explain, explanations } from "./cgi_explained.ts";
import type { Row } from "../cgi/rfc3875/row.ts";

/** A difference, and the request that showed it. */
export interface Finding extends Difference {
  readonly row: Row;
  /** The explanation's name, or `null`. */
  readonly reason: string | null;
}

/** What stands for the answer of a server that broke the connection off. */
const NONE: RawResponse = {
  head: "",
  status: 0,
  fields: {},
  content: new Uint8Array(),
  text: "",
};

function answer(row: Row, site: string, port: number): Promise<RawResponse> {
  const names = { ...siteNames(site, port), SCRIPT: scriptPath(row) };
  return sendRaw(port, requestOctets(row.request, names)).catch(() => NONE);
}

/** The settings of Apache that match the options of Gatehouse. */
const SAME: Readonly<Record<string, string>> = {
  "--cgi-pass-auth": "CGIPassAuth On",
};

/** Asks both servers for every row of one set of options. */
async function compareGroup(
  args: readonly string[],
  group: readonly Row[],
): Promise<Finding[]> {
  const site = await Deno.realPath(await Deno.makeTempDir());
  await writeSite(site);
  const inFolder = args.map((arg) => SAME[arg] ?? "").join("\n");
  const findings: Finding[] = [];
  {
    await using apache = await startApache(site, [
      `<Directory ${site}>\n${inFolder}\n</Directory>`,
    ]);
    await using gatehouse = await startServer([`${site}/www`, ...args], {
      cwd: site,
    });
    for (const row of group) {
      const found = differences(
        await answer(row, site, apache.port),
        await answer(row, site, gatehouse.port),
        [apache.port, gatehouse.port],
      );
      findings.push(...found.map((difference) => ({
        ...difference,
        row,
        reason: explain(difference, row),
      })));
    }
  }
  await Deno.remove(site, { recursive: true });
  return findings;
}

function print({ row, what, apache, gatehouse, reason }: Finding): void {
  const shown = (text: string | undefined) =>
    text === undefined ? "(not there)" : JSON.stringify(text).slice(0, 200);
  console.log(`${row.name}\n  ${row.request.split("\n\n")[0]}`);
  console.log(`  ${what}: ${reason ?? "NOT EXPLAINED"}`);
  console.log(`    Apache     ${shown(apache)}`);
  console.log(`    Gatehouse  ${shown(gatehouse)}\n`);
}

function summarise(findings: readonly Finding[]): void {
  for (const { name, says } of explanations) {
    const count = findings.filter(({ reason }) => reason === name).length;
    console.log(`${String(count || "no").padStart(4)} × ${says}`);
  }
  const open = findings.filter(({ reason }) => reason === null).length;
  console.log(
    `\n${rows.length} requests, ${findings.length} differences, ${open} not explained`,
  );
}

/** Asks both servers for everything. Throws where Apache is not installed. */
export async function compareServers(): Promise<Finding[]> {
  const groups = Map.groupBy(rows, (row) => (row.args ?? []).join(" "));
  const findings: Finding[] = [];
  for (const [args, group] of groups) {
    const options = args.split(" ").filter(Boolean);
    findings.push(...await compareGroup(options, group));
  }
  return findings;
}

async function main(): Promise<number> {
  if (!exists(APACHE)) {
    console.error(`Apache (${APACHE}) is not installed.`);
    return 2;
  }
  const findings = await compareServers();
  const all = Deno.args.includes("--all");
  findings.filter(({ reason }) => all || reason === null).forEach(print);
  summarise(findings);
  return findings.some(({ reason }) => reason === null) ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main());
