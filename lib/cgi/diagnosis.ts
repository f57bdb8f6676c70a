import type { Cause, Diagnosis, Evidence } from "./diagnosis_cause.ts";
import { END_CAUSES, LIMIT_CAUSES } from "./diagnosis_end.ts";
import { FILE_CAUSES } from "./diagnosis_file.ts";
import { INTERPRETER_CAUSES } from "./diagnosis_interpreter.ts";
import { JAVASCRIPT_CAUSES, JAVASCRIPT_ERROR } from "./diagnosis_javascript.ts";
import { OUTPUT_CAUSES } from "./diagnosis_output.ts";
import { PERL_CAUSES, PERL_DIED } from "./diagnosis_perl.ts";
import { PHP_CAUSES } from "./diagnosis_php.ts";
import { PYTHON_CAUSES, PYTHON_EXCEPTION } from "./diagnosis_python.ts";
import { PYTHON_SOURCE_CAUSES } from "./diagnosis_python_source.ts";
import { SHELL_CAUSES } from "./diagnosis_shell.ts";
import { START_CAUSES, START_FAILED } from "./diagnosis_start.ts";
import { SYSTEM_CAUSES } from "./diagnosis_system.ts";

export {
  type FailedRun,
  type RunLimit,
  ScriptFailure,
  type StartError,
} from "./diagnosis_run.ts";
export type {
  Diagnosis,
  Evidence,
  FileFacts,
  FileKind,
  Program,
  Remedy,
} from "./diagnosis_cause.ts";

const LANGUAGE_CAUSES: readonly Cause[] = [
  ...PYTHON_CAUSES,
  ...SHELL_CAUSES,
  ...PERL_CAUSES,
  ...PHP_CAUSES,
  ...JAVASCRIPT_CAUSES,
];

/** Tried only where nothing better is known: they say how it ended, hardly why. */
const LAST_RESORTS: readonly Cause[] = [
  ...START_FAILED,
  ...PYTHON_EXCEPTION,
  ...PERL_DIED,
  ...JAVASCRIPT_ERROR,
  ...END_CAUSES,
];

interface Stage {
  readonly when: (evidence: Evidence) => boolean;
  /** In the order in which they are believed. */
  readonly causes: readonly Cause[];
}

/** Which causes are looked for, and in which order; the first stage that fits is the only one. */
const STAGES: readonly Stage[] = [
  {
    // Only suspected: nothing has been run.
    when: ({ run }) => run === null,
    causes: [
      ...FILE_CAUSES,
      ...INTERPRETER_CAUSES,
      ...START_CAUSES,
      ...PYTHON_SOURCE_CAUSES,
    ],
  },
  {
    when: ({ run }) => run?.startError !== null,
    causes: [...START_CAUSES, ...FILE_CAUSES, ...INTERPRETER_CAUSES],
  },
  {
    when: ({ run }) => run?.limit !== null,
    causes: LIMIT_CAUSES,
  },
  {
    // It ended well and wrote something: what it wrote is at fault, and stderr may speak of something else.
    when: ({ run }) => run?.exitCode === 0 && run.output.length > 0,
    causes: [...PHP_CAUSES, ...OUTPUT_CAUSES],
  },
  {
    // It ended badly: stderr says why, if anything does.
    when: () => true,
    causes: [
      ...FILE_CAUSES,
      ...INTERPRETER_CAUSES,
      ...LANGUAGE_CAUSES,
      ...SYSTEM_CAUSES,
      ...OUTPUT_CAUSES,
    ],
  },
];

/** All that the evidence speaks for, the likeliest cause first; empty for a script that only is suspected, and sound. */
export function diagnoseAll(evidence: Evidence): readonly Diagnosis[] {
  const stage = STAGES.find(({ when }) => when(evidence));
  const found = findAll(stage?.causes ?? [], evidence);
  return found.length > 0 ? found : findAll(LAST_RESORTS, evidence).slice(0, 1);
}

/** The likeliest cause of a failed run. */
export function diagnose(evidence: Evidence): Diagnosis {
  return diagnoseAll(evidence)[0] ?? {
    cause: "unknown",
    sentence: "Nothing tells why the script failed.",
    evidence: [],
    remedy: { text: "Run it by hand with the same request." },
  };
}

/** One diagnosis a cause, even where several rows of a table lead to it. */
function findAll(causes: readonly Cause[], evidence: Evidence): Diagnosis[] {
  const found = new Map<string, Diagnosis>();
  for (const { id, find } of causes) {
    const finding = found.has(id) ? null : find(evidence);
    if (finding) found.set(id, { cause: id, ...finding });
  }
  return [...found.values()];
}
