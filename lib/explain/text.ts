import { inBrief } from "../diagnosis/remedy.ts";
import type { Diagnosis, FailedRun } from "../diagnosis/mod.ts";
import { formatDuration } from "../diagnosis/end.ts";
import type { Details } from "../http/exchange.ts";
import { visible } from "./dump.ts";
import { maskingOfRun } from "./mask_run.ts";
import type { Explained } from "./mod.ts";

/** How a run ended, in a few words. */
export function describeEnd(run: FailedRun): string {
  if (run.startError) return "it was never started";
  const after = ` after ${formatDuration(run.duration)}`;
  if (run.limit === "time") return `ended by the time limit${after}`;
  if (run.limit !== null) return `ended by the silence limit${after}`;
  if (run.signal) return `ended by ${run.signal}${after}`;
  if (run.exitCode === null) return `still running${after}`;
  return `exit code ${run.exitCode}${after}`;
}

/** The explanation for a terminal: some lines, the first the sentence; secrets masked. */
export function explanationText(explained: Explained): string {
  const { run, diagnosis, others, status } = explained;
  const mask = maskingOfRun(run);
  // deno-lint-ignore no-control-regex
  const plain = run.stderr.replace(/\x1b\[[\d;]*m/g, "").trimEnd();
  const stderr = plain.split("\n").slice(-10);
  const lines = [
    status === null
      ? `${run.script}, after it had begun to answer:`
      : `${status} ${run.script}`,
    ...tell(diagnosis),
    `  ${describeEnd(run)}`,
    ...others.flatMap((other) => ["  Also:", ...tell(other)]),
    ...(plain === ""
      ? []
      : ["  stderr:", ...stderr.map((line) => `    ${line}`)]),
  ];
  return lines.map((line) => visible(mask(line))).join("\n");
}

function tell({ sentence, evidence, remedy, cause }: Diagnosis): string[] {
  return [
    `  ${sentence} [${cause}]`,
    ...evidence.map((line) => `  - ${line}`),
    `  → ${remedy.text}`,
    ...(remedy.command === undefined ? [] : [`    $ ${remedy.command}`]),
  ];
}

/** The explanation for the log: one message, and what goes with it; secrets masked. */
export function explanationNote(
  { run, diagnosis, status }: Explained,
): { readonly message: string; readonly details: Details } {
  const mask = maskingOfRun(run);
  const { cause, sentence, evidence, remedy } = diagnosis;
  return {
    message: mask(sentence),
    details: {
      ...(status === null ? { answered: true } : { status }),
      script: run.script,
      cause,
      evidence: mask(evidence.join("; ")),
      remedy: mask(inBrief(remedy)),
      ended: describeEnd(run),
    },
  };
}
