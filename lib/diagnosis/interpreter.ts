import type { Cause, Evidence, Finding, Program } from "./cause.ts";
import {
  byUsualLine,
  FIRST_LINE_CAUSES,
  onLine,
  standIn,
} from "./first_line.ts";
import { byFirstLine } from "./remedy.ts";
import {
  baseName,
  type InterpreterLine,
  isEnv,
  quote,
  wantedProgram,
} from "./text.ts";

/** What may be wrong with the first line of a script that the system starts by it; its form first. */
export const INTERPRETER_CAUSES: readonly Cause[] = [
  ...FIRST_LINE_CAUSES,
  { id: "interpreter-missing", find: onLine(interpreterMissing) },
  { id: "interpreter-not-executable", find: onLine(interpreterRefused) },
];

function interpreterMissing(
  evidence: Evidence,
  line: InterpreterLine,
): Finding | null {
  const noEnv = isEnv(line) && evidence.programs[line.path] === null;
  const wanted = noEnv ? line.path : wantedProgram(line);
  // A fault of the form comes first, and explains the failure better.
  const misshapen = FIRST_LINE_CAUSES.some(({ find }) => find(evidence));
  if (wanted === "" || misshapen) return null;
  const known = evidence.programs[wanted];
  const failed = isEnv(line) && !noEnv
    ? envFailed(evidence)
    : evidence.run?.startError?.name === "NotFound";
  if (known || (known === undefined && !failed)) return null;
  const found = noEnv
    ? { path: "/usr/bin/env", executable: true }
    : standIn(evidence, wanted);
  const where = found ? `\`${found.path}\` is there` : "nor is one like it";
  return {
    sentence: isEnv(line) && !noEnv
      ? `There is no \`${wanted}\` on the PATH that scripts get.`
      : `\`${wanted}\`, which line 1 names, is not there.`,
    evidence: [`line 1 is ${quote("#!" + line.text)}`, where],
    remedy: found
      ? byFirstLine(evidence, newLine(line, found, noEnv))
      : installing(evidence, wanted),
  };
}

function envFailed({ run }: Evidence): boolean {
  return run !== null && run.exitCode === 127 &&
    /^(?:\S*\/)?env: /m.test(run.stderr);
}

function newLine(
  line: InterpreterLine,
  found: Program,
  noEnv: boolean,
): string {
  return isEnv(line) && !noEnv
    ? "#!" + line.text.replace(wantedProgram(line), baseName(found.path))
    : `#!${found.path}${line.argument && " " + line.argument}`;
}

function installing(evidence: Evidence, wanted: string): Finding["remedy"] {
  const name = baseName(wanted);
  return {
    text:
      `Install \`${name}\`, or name another program in line 1 of \`${evidence.script}\`. ` +
      "Scripts get a PATH of their own, not that of your shell.",
  };
}

function interpreterRefused(
  evidence: Evidence,
  line: InterpreterLine,
): Finding | null {
  const program = evidence.programs[wantedProgram(line)];
  if (!program || program.executable) return null;
  return {
    sentence:
      `\`${program.path}\`, which line 1 names, is there but may not be run.`,
    evidence: [`line 1 is ${quote("#!" + line.text)}`],
    remedy: byUsualLine(
      evidence,
      "Name an interpreter there, or make that program executable.",
    ),
  };
}
