/** Why a script could not be started: the name, text and code of what the system threw. */
export interface StartError {
  /** Such as `NotFound` or `PermissionDenied`. */
  readonly name: string;
  /** What it said, in its own words. */
  readonly message: string;
  /** The system's own name of it, such as `ENOENT`, `E2BIG`, `EAGAIN`; where it is known. */
  readonly code?: string;
}

/** Which limit ended a script: the time in all, that without output, or that without content from the client. */
export type RunLimit = "time" | "silence" | "content";

/** What is known of a run that failed. Plain values only, so that it passes between threads. */
export interface FailedRun {
  /** Absolute path of the script. */
  readonly script: string;
  /** What was started: the program, then its arguments; the script alone where the system reads its `#!`. */
  readonly command: readonly string[];
  /** The environment it got, meta-variables and all; not masked. */
  readonly metaVariables: Readonly<Record<string, string>>;
  /** The first of the request's content that it was given, at most 4 KiB; `null` where there was none. Not masked. */
  readonly content: Uint8Array<ArrayBuffer> | null;
  /** Set where it could not be started at all. */
  readonly startError: StartError | null;
  /** `null` where it was ended by a signal, never started, or still ran. */
  readonly exitCode: number | null;
  /** Such as `SIGKILL`; one that the server itself sent is here too, then `limit` says why. */
  readonly signal: string | null;
  /** The last of what it wrote on stderr, at most some KiB. */
  readonly stderr: string;
  /** The first of what it wrote on stdout, at most 4 KiB. */
  readonly output: Uint8Array<ArrayBuffer>;
  /** How long it ran, in milliseconds. */
  readonly duration: number;
  /** The limit that ended it, or `null`. */
  readonly limit: RunLimit | null;
  /** What the reader of its header objected to, in its own words, or `null`. */
  readonly problem: string | null;
}

/** A script's failure: the cause of the `HttpError` that the client sees, for the log and the explanation. */
export class ScriptFailure extends Error {
  override readonly name = "ScriptFailure";
  readonly run: FailedRun;

  /** `message` says in a few words what went wrong: the `problem`, the limit, or how it ended. */
  constructor(message: string, run: FailedRun, options: ErrorOptions = {}) {
    super(message, options);
    this.run = run;
  }
}
