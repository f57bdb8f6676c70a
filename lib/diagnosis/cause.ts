import type { FailedRun } from "./run.ts";

/** A program that was looked for: where it is, whether it may be run, and its version where somebody asked it. */
export interface Program {
  readonly path: string;
  readonly executable: boolean;
  /** Such as `3.13.0`. */
  readonly version?: string;
}

/** What kind of thing lies at the script's path; `hidden` is one that this process may not look at. */
export type FileKind = "file" | "folder" | "other" | "missing" | "hidden";

/** What the file system says of a script. */
export interface FileFacts {
  readonly kind: FileKind;
  /** Where a link leads that leads nowhere, or in a circle; `null` for all else. */
  readonly link: string | null;
  /** Permission bits, or `null` where the system has none. */
  readonly mode: number | null;
  /** Whether the server's user may read it and run it; `null` where that is not known. */
  readonly readable: boolean | null;
  readonly executable: boolean | null;
  /** The first bytes, at most 4 KiB. */
  readonly head: Uint8Array;
  /** The text, at most 64 KiB; empty where it is not text. */
  readonly source: string;
}

/** All that a diagnosis may look at. Plain values only. */
export interface Evidence {
  /** Absolute path of the script. */
  readonly script: string;
  /** As `Deno.build.os` and `Deno.build.arch` say it. */
  readonly system: string;
  readonly architecture: string;
  readonly file: FileFacts;
  /** The interpreter that the server itself starts the script with; `null` where the system reads its `#!`. */
  readonly starter: string | null;
  /** Programs by the name or path that was looked for; `null` is not there, absent is not known. */
  readonly programs: Readonly<Record<string, Program | null>>;
  /** Names of Python modules that the script imports or its traceback names, and that lie in its own folder. */
  readonly ownModules: readonly string[];
  /** Whether the script lies on a file system that is mounted `noexec`; `null` where that is not known. */
  readonly noexec: boolean | null;
  /** `null` where the file is only suspected. */
  readonly run: FailedRun | null;
}

/** What can be done about it: a sentence, and a command where one mends it. */
export interface Remedy {
  readonly text: string;
  readonly command?: string;
  /** Whether the command only shows more of the fault. */
  readonly looks?: true;
}

/** What one cause has to say for itself; code stands in backticks. */
export interface Finding {
  /** What went wrong, in one sentence. */
  readonly sentence: string;
  /** What shows it. */
  readonly evidence: readonly string[];
  readonly remedy: Remedy;
}

/** Why a script failed, or will. */
export interface Diagnosis extends Finding {
  /** Stable name of the cause, such as `not-executable`. */
  readonly cause: string;
}

/** A cause that is known here: its stable name, and how it shows. */
export interface Cause {
  readonly id: string;
  /** The finding, or `null` where the evidence does not speak for this cause. */
  readonly find: (evidence: Evidence) => Finding | null;
}
