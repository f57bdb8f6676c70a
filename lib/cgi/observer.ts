import type { Exchange } from "../http/exchange.ts";

/** A process that has just been started for a script. */
export interface ScriptStart {
  /** What it answers. */
  readonly exchange: Exchange;
  /** Absolute path of the script. */
  readonly script: string;
  /** SCRIPT_NAME (RFC 3875 §4.1.13). */
  readonly name: string;
  /** Its process id. */
  readonly pid: number;
  /** The program, then its arguments. */
  readonly command: readonly string[];
  /** The environment it got; not masked. */
  readonly metaVariables: Readonly<Record<string, string>>;
}

/** How a script's process ended. */
export interface ScriptEnd {
  /** `null` where a signal ended it. */
  readonly exitCode: number | null;
  /** Such as `SIGKILL`, or `null`. */
  readonly signal: string | null;
  /** From its start, in milliseconds. */
  readonly duration: number;
  /** The last of what it wrote on stderr, at most some KiB; not masked. */
  readonly stderr: string;
}

/** Told of one process. */
export interface ProcessObserver {
  /** Some bytes of its output have been read. */
  output?(bytes: Uint8Array): void;
  /** It is gone, and all that had to be ended with it. */
  over(end: ScriptEnd): void;
}

/** Told of what becomes of scripts, for whoever shows it. No call may throw or wait. */
export interface ScriptObserver {
  /** A request waits for its turn; what is returned is called when it no longer does. */
  waits?(script: string, name: string): () => void;
  /** A process has been started. */
  started(start: ScriptStart): ProcessObserver;
}

/** One observer that tells all of them, or nothing where there is none. */
export function observedBy(
  observers: readonly ScriptObserver[],
): { readonly observer?: ScriptObserver } {
  if (observers.length <= 1) {
    return observers[0] ? { observer: observers[0] } : {};
  }
  const observer: ScriptObserver = {
    waits(script, name) {
      const ends = observers.map((one) => one.waits?.(script, name));
      return () => ends.forEach((end) => end?.());
    },
    started(start) {
      const told = observers.map((one) => one.started(start));
      return {
        output: (bytes) => told.forEach((one) => one.output?.(bytes)),
        over: (end) => told.forEach((one) => one.over(end)),
      };
    },
  };
  return { observer };
}
