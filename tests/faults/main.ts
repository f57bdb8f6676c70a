/**
 * Brings about one fault after another, and ends with a table of what the server did.
 *
 *   deno task faults
 *
 * The exit code is 1 where it did not do what it must.
 */
import type { Fault } from "./fault.ts";
import { FAULTS } from "./faults.ts";

async function row(fault: Fault): Promise<Record<string, string>> {
  const { name, by } = fault;
  const why = fault.cannot?.() ?? null;
  if (why !== null) {
    return { fault: name, by, outcome: why, verdict: "not tried" };
  }
  try {
    return { fault: name, by, outcome: await fault.try(), verdict: "ok" };
  } catch (error) {
    const outcome = error instanceof Error ? error.message : String(error);
    return { fault: name, by, outcome, verdict: "FAILED" };
  }
}

if (import.meta.main) {
  const rows: Record<string, string>[] = [];
  for (const fault of FAULTS) rows.push(await row(fault));
  for (const { fault, by, outcome, verdict } of rows) {
    console.log(`| ${fault} | ${by} | ${outcome} | ${verdict} |`);
  }
  Deno.exit(rows.some(({ verdict }) => verdict === "FAILED") ? 1 : 0);
}
