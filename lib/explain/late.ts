/**
 * The way to the explanations for those who serve: what makes them is a third of the program, and no request before
 * the first script that fails needs it.
 */
import { type FailedRun, ScriptFailure } from "../diagnosis/run.ts";
import type { HttpError } from "../http/error.ts";
import type { Details, Exchange, Reply } from "../http/exchange.ts";
import type { Explained } from "./mod.ts";

/** A message for the log, and what goes with it. */
type Note = { readonly message: string; readonly details: Details };

/** Loads what makes explanations, before the system has no descriptors, threads or memory left to load it with. */
export async function loadExplanations(): Promise<void> {
  await import("./reply.ts");
}

/** What the log is told of a script's failure, and `failed` before; `null` for any other refusal. */
export function failureNote(
  error: HttpError,
  id: string,
  failed?: (explained: Explained) => void,
): Promise<Note> | null {
  const { cause, status } = error;
  if (!(cause instanceof ScriptFailure)) return null;
  return explainLate(cause.run, id, status).then(({ explained, note }) => {
    failed?.(explained);
    return note;
  });
}

/** Explains a failed run, as `explainRun` does, and what the log is told of it. */
export async function explainLate(
  run: FailedRun,
  id: string,
  status: number | null,
): Promise<{ readonly explained: Explained; readonly note: Note }> {
  const { explainRun, explanationNote } = await import("./mod.ts");
  const explained = explainRun(run, id, status);
  return { explained, note: explanationNote(explained) };
}

/** The explanation of a script's failure for a person at this machine; `null` as in `explanationReply`. */
export async function failureReply(
  exchange: Exchange,
  error: HttpError,
  script: (explained: Explained) => string,
): Promise<Reply | null> {
  if (!(error.cause instanceof ScriptFailure)) return null;
  const { explanationReply } = await import("./reply.ts");
  return explanationReply(exchange, error, script);
}
