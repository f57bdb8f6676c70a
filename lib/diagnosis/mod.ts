import type { Cause, Diagnosis, Evidence } from "./cause.ts";
import { COMMAND_CAUSES } from "./command.ts";
import { CONTENT_CAUSES } from "./content.ts";
import { END_CAUSES, LIMIT_CAUSES, SIGNAL_CAUSES } from "./end.ts";
import { FILE_CAUSES } from "./file.ts";
import { FILTER_CAUSES } from "./filter.ts";
import { INTERPRETER_CAUSES } from "./interpreter.ts";
import { JAVASCRIPT_CAUSES, JAVASCRIPT_ERROR } from "./javascript.ts";
import { OUTPUT_CAUSES } from "./output.ts";
import { PERL_CAUSES, PERL_DIED } from "./perl.ts";
import { PHP_CAUSES, PHP_FATAL } from "./php.ts";
import { PYTHON_CAUSES, PYTHON_EXCEPTION } from "./python.ts";
import { PYTHON_SILENCE } from "./python_app.ts";
import { PYTHON_SOURCE_CAUSES } from "./python_source.ts";
import { RUBY_CAUSES, RUBY_EXCEPTION } from "./ruby.ts";
import { SHELL_CAUSES } from "./shell.ts";
import { START_CAUSES, START_FAILED } from "./start.ts";
import { SYSTEM_CAUSES } from "./system.ts";
import { TYPOGRAPHY_CAUSES } from "./typography.ts";
import { VERSION_MANAGERS } from "./version_manager.ts";
import { WRONG_LANGUAGE } from "./wrong_language.ts";

export {
  type FailedRun,
  type RunLimit,
  ScriptFailure,
  type StartError,
} from "./run.ts";
export type {
  Diagnosis,
  Evidence,
  FileFacts,
  FileKind,
  Program,
  Remedy,
} from "./cause.ts";

/** Faults of the file, which show before and after it is run. */
const FILE: readonly (readonly Cause[])[] = [FILE_CAUSES, INTERPRETER_CAUSES];

/** What its interpreter, the system and the script itself had to say, the particular before the general. */
const SAID: readonly Cause[] = [
  ...TYPOGRAPHY_CAUSES,
  ...WRONG_LANGUAGE,
  ...CONTENT_CAUSES,
  ...COMMAND_CAUSES,
  ...VERSION_MANAGERS,
  ...PYTHON_CAUSES,
  ...FILTER_CAUSES,
  ...SHELL_CAUSES,
  ...PERL_CAUSES,
  ...RUBY_CAUSES,
  ...PHP_CAUSES,
  ...JAVASCRIPT_CAUSES,
  ...SYSTEM_CAUSES,
  ...PYTHON_EXCEPTION,
  ...PERL_DIED,
  ...PHP_FATAL,
  ...RUBY_EXCEPTION,
  ...JAVASCRIPT_ERROR,
];

/** Tried only where nothing better is known: they say how it ended, hardly why. */
const LAST_RESORTS: readonly Cause[] = [
  ...START_FAILED,
  ...PYTHON_SILENCE,
  ...END_CAUSES,
];

interface Stage {
  readonly when: (evidence: Evidence) => boolean;
  /** Groups in the order in which they are believed; of each group the first cause that fits is the only one. */
  readonly groups: readonly (readonly Cause[])[];
}

/** Which causes are looked for, and in which order; the first stage that fits is the only one. */
const STAGES: readonly Stage[] = [
  {
    // Only suspected: nothing has been run.
    when: ({ run }) => run === null,
    groups: [...FILE, START_CAUSES, PYTHON_SOURCE_CAUSES],
  },
  {
    when: ({ run }) => run?.startError !== null,
    groups: [START_CAUSES, ...FILE],
  },
  {
    when: ({ run }) => run?.limit !== null,
    groups: [LIMIT_CAUSES],
  },
  {
    // It ended well and wrote something: what it wrote is at fault, and stderr may speak of something else.
    when: ({ run }) =>
      run !== null && !run.exitCode && run.signal === null &&
      run.output.length > 0,
    groups: [[...PHP_CAUSES, ...PHP_FATAL, ...OUTPUT_CAUSES]],
  },
  {
    // It answered, and failed after that: what it wrote is sound as far as it goes.
    when: ({ run }) => run?.problem === null,
    groups: [SAID],
  },
  {
    // A signal ended it, and with it whatever it was about to write.
    when: ({ run }) => Boolean(run?.signal),
    groups: [...FILE, [...SAID, ...SIGNAL_CAUSES]],
  },
  {
    // It ended badly, or wrote nothing: stderr says why, if anything does.
    when: () => true,
    groups: [...FILE, [...SAID, ...OUTPUT_CAUSES]],
  },
];

/** All that the evidence speaks for, the likeliest cause first; empty for a script that only is suspected, and sound. */
export function diagnoseAll(evidence: Evidence): readonly Diagnosis[] {
  const stage = STAGES.find(({ when }) => when(evidence));
  const found = (stage?.groups ?? []).flatMap((causes) =>
    findFirst(causes, evidence)
  );
  return found.length > 0 ? found : findFirst(LAST_RESORTS, evidence);
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

function findFirst(
  causes: readonly Cause[],
  evidence: Evidence,
): readonly Diagnosis[] {
  for (const { id, find } of causes) {
    const finding = find(evidence);
    if (finding) return [{ cause: id, ...finding }];
  }
  return [];
}
