import { octets } from "../diagnosis/text.ts";
import { HttpError } from "../http/error.ts";
import {
  type FailedRun,
  type RunLimit,
  ScriptFailure,
  type StartError,
} from "../diagnosis/run.ts";
import { contentMissing } from "../gateway/content.ts";
import type { Environment } from "../gateway/meta_variables.ts";
import type { EndReason } from "../gateway/outcome.ts";
import { missingProgram, programMissing } from "./missing.ts";
import type { UnreadableHeader } from "../gateway/response.ts";
import type { Run } from "./run.ts";
import { settlesWithin } from "../gateway/time.ts";
import type { Script } from "../gateway/script.ts";
import type { Refusal, Start } from "./start.ts";

/** What goes wrong with a run once it has started. */
export interface Failures {
  /** Turns what was wrong with its output into the refusal that the client sees. */
  refusal(problem: UnreadableHeader): Promise<HttpError>;
  /** How it failed although its answer could be read, once all of it is over; `null` where it did not. */
  afterwards(): Promise<FailedRun | null>;
}

/** How long the end of a failed script is waited for, in milliseconds, so that its exit code can be told. */
const LAST_WORDS = 300;

/** Watches what goes wrong with a run. */
export function failuresOf(
  run: Run,
  script: Script,
  command: readonly string[],
  env: Environment,
): Failures {
  const describe = (problem: string | null): FailedRun => ({
    script: script.file,
    command,
    metaVariables: env,
    content: run.content,
    startError: null,
    exitCode: run.status && !run.status.signal ? run.status.code : null,
    signal: run.status?.signal ?? null,
    stderr: run.stderr.tail(),
    output: run.head,
    duration: performance.now() - run.started,
    limit: limitOf(run.ended),
    problem,
  });
  return {
    async refusal(problem) {
      const { ended } = run;
      await settlesWithin(run.errorsRead, LAST_WORDS);
      const failed = describe(limitOf(ended) ? null : problem.message);
      run.end("output");
      if (ended === "client") return new HttpError(499, "The client left.");
      if (ended === "server") {
        return new HttpError(503, "The server is about to stop.");
      }
      return ended === "content"
        ? contentMissing(new ScriptFailure(whyOf(failed), failed))
        : refusalOf(failed);
    },
    async afterwards() {
      await run.exited;
      if (run.ended === null && run.status?.success) return null;
      await run.errorsRead;
      const failed = describe(null);
      return hasFailed(run, failed) ? failed : null;
    },
  };
}

/**
 * Whether a script that answered has failed all the same. An exit code without a word on stderr is that of the last
 * command of many a shell script, and says nothing unless the answer itself tells of an error, as PHP's does.
 */
function hasFailed({ ended, head }: Run, failed: FailedRun): boolean {
  if (ended !== null) return failed.limit !== null;
  if (failed.signal !== null) return true;
  return failed.exitCode !== 0 &&
    (failed.stderr.trim() !== "" || /^status:[ \t]*5/im.test(octets(head)));
}

function refusalOf(failed: FailedRun): HttpError {
  const { script, limit, exitCode, output, metaVariables } = failed;
  const failure = new ScriptFailure(whyOf(failed), failed);
  const missing = exitCode === 127 && output.length === 0
    ? missingProgram(script, metaVariables["PATH"] ?? "")
    : null;
  if (missing !== null) return programMissing(missing, failure);
  return limit
    ? new HttpError(504, "The script took too long.", { cause: failure })
    : new HttpError(502, "The script gave no answer that can be read.", {
      cause: failure,
    });
}

function limitOf(ended: EndReason | null): FailedRun["limit"] {
  return ended === "time" || ended === "silence" || ended === "content"
    ? ended
    : null;
}

function whyOf({ script, limit, problem }: FailedRun): string {
  return `${script}: ${limit ? LIMITS[limit] : problem}`;
}

const LIMITS: Readonly<Record<RunLimit, string>> = {
  time: "it ran longer than it may",
  silence: "it was silent longer than it may be",
  content: "the content that it waited for did not come",
};

/** A run that never began. */
function neverBegan(
  script: Script,
  command: readonly string[],
  env: Environment,
  startError: StartError,
): FailedRun {
  return {
    script: script.file,
    command,
    metaVariables: env,
    content: null,
    startError,
    exitCode: null,
    signal: null,
    stderr: "",
    output: new Uint8Array(),
    duration: 0,
    limit: null,
    problem: null,
  };
}

/** What goes wrong where a script cannot even be tried: it is not executable, or its interpreter is not there. */
export function cannotStart(
  { status, reason, remedy, program }: Refusal,
  script: Script,
  env: Environment,
): HttpError {
  const startError = status === 403
    ? { name: "PermissionDenied", message: reason }
    : { name: "NotFound", message: reason };
  const command = program ? [program, script.file] : [script.file];
  const cause = new ScriptFailure(
    `${script.file}: ${reason} (${remedy})`,
    neverBegan(script, command, env, startError),
  );
  if (program) return programMissing(program, cause);
  const message = status === 403
    ? "This file is not a script that can be run."
    : "The script cannot be run here.";
  return new HttpError(status, message, { cause });
}

/** What goes wrong where the system does not start a script. */
export function notStarted(
  error: unknown,
  script: Script,
  start: Start,
  env: Environment,
): HttpError {
  const { name, message, code } = startErrorOf(error);
  const command = [start.command, ...start.args];
  const startError = { name, message, ...(code ? { code } : {}) };
  const cause = new ScriptFailure(
    `${script.file}: ${message}`,
    neverBegan(script, command, env, startError),
    { cause: error },
  );
  if (name === "PermissionDenied") {
    return new HttpError(403, "The script may not be run.", { cause });
  }
  if (/os error (7|206)\b/.test(message)) {
    return new HttpError(431, "The request is too long for a script.", {
      cause,
    });
  }
  if (/os error (11|12|23|24|35)\b/.test(message)) {
    return new HttpError(503, "The system has no room for another script.", {
      cause,
      fields: [["retry-after", "5"]],
    });
  }
  const missing = missingProgram(script.file, env["PATH"] ?? "");
  if (missing !== null) return programMissing(missing, cause);
  return new HttpError(500, "The script could not be started.", { cause });
}

function startErrorOf(
  error: unknown,
): { name: string; message: string; code: string | undefined } {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), code: undefined };
  }
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: error.message,
    code: typeof code === "string" ? code : undefined,
  };
}
