import type { Remedy } from "../diagnosis/mod.ts";

/** How much a finding matters: an error fails the check, a warning is unwise, a note is good to know. */
export type Severity = "error" | "warning" | "note";

/** Something that the check found. */
export interface Finding {
  readonly severity: Severity;
  /** Stable name, such as `not-executable` or `key-in-root`. */
  readonly cause: string;
  /** Absolute path. */
  readonly path: string;
  /** The URL path under which it can be asked for, or `null`. */
  readonly url: string | null;
  readonly sentence: string;
  readonly evidence: readonly string[];
  readonly remedy: Remedy;
}

/** A finding, before it is said of what it is. */
export type Judged = Omit<Finding, "path" | "url">;

/** An interpreter that scripts need. */
export interface Interpreter {
  /** As scripts or the server ask for it. */
  readonly name: string;
  /** Where it is, or `null` where it is missing. */
  readonly path: string | null;
  /** Its version, or `null` where it would not say. */
  readonly version: string | null;
  /** How many scripts it runs. */
  readonly scripts: number;
}

/** All that the check found. */
export interface Report {
  readonly root: string;
  readonly scripts: number;
  readonly files: number;
  readonly interpreters: readonly Interpreter[];
  readonly findings: readonly Finding[];
}
