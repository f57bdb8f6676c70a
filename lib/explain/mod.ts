import {
  diagnose,
  diagnoseAll,
  type Diagnosis,
  type FailedRun,
  ScriptFailure,
} from "../diagnosis/mod.ts";
import { gatherEvidence } from "../diagnosis/evidence.ts";
import type { HttpError } from "../http/error.ts";

export { failureNotice } from "./notice.ts";
export { explanationFields, explanationPage } from "./page.ts";
export { explanationNote, explanationText } from "./text.ts";

/** A failed run, and what is thought of it. */
export interface Explained {
  /** The id of the request. */
  readonly id: string;
  /** The status that the client got; `null` where the script had begun to answer with one of its own. */
  readonly status: number | null;
  readonly run: FailedRun;
  /** The likeliest cause. */
  readonly diagnosis: Diagnosis;
  /** Whatever else is wrong with the script. */
  readonly others: readonly Diagnosis[];
}

/** Explains a refusal that a script's failure led to, by looking at the script; `null` for any other refusal. */
export function explain(error: HttpError, id: string): Explained | null {
  if (!(error.cause instanceof ScriptFailure)) return null;
  return explainRun(error.cause.run, id, error.status);
}

/** Explains a failed run by looking at the script; `status` as in `Explained`. */
export function explainRun(
  run: FailedRun,
  id: string,
  status: number | null,
): Explained {
  const evidence = gatherEvidence(run);
  const diagnosis = diagnose(evidence);
  const others = diagnoseAll(evidence).filter(({ cause }) =>
    cause !== diagnosis.cause
  );
  return { id, status, run, diagnosis, others };
}
