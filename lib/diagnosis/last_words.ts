import type { Evidence } from "./cause.ts";
import { plainStderr } from "./pattern.ts";

/** Lines that stand around the one that matters: places, markers, and what interpreters add. */
const AROUND =
  /^\s*(?:$|[\^~|\s]+$|at |from |File "|\.\.\. |Node\.js v|Deno \d|Traceback|BEGIN failed|Execution of |\}|note: |info: |hint: |while executing|invoked from within|\(file "|"|Try [`'])/;
const TELLS =
  /^(?:\S*: )*\S*(?:error|exception|fatal|panic|cannot|can't|failed|denied|abort)/i;

/** The line of stderr that tells most of why a script gave up, or `null` where it said nothing. */
export function lastWords(evidence: Evidence): string | null {
  const lines = plainStderr(evidence).split("\n").map((line) => line.trim())
    .filter((line) => !AROUND.test(line));
  return lines.findLast((line) => TELLS.test(line)) ?? lines.at(-1) ??
    (plainStderr(evidence).trim().split("\n").at(-1) || null);
}
