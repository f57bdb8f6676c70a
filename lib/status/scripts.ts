import type { Explained } from "../explain/mod.ts";
import { maskingOf } from "../explain/mask.ts";
import type { Exchange } from "../http/exchange.ts";

/** A process that has just been started for a script, as far as it is shown. */
export interface Started {
  readonly exchange: Exchange;
  /** SCRIPT_NAME (RFC 3875 §4.1.13). */
  readonly name: string;
  readonly pid: number;
  readonly metaVariables: Readonly<Record<string, string>>;
}

/** How it ended, as far as it is shown. */
export interface Ended {
  /** In milliseconds. */
  readonly duration: number;
  readonly stderr: string;
}

/** What is shown of a script. */
export interface ScriptStatus {
  readonly name: string;
  readonly running: readonly {
    readonly pid: number;
    /** In milliseconds. */
    readonly age: number;
    readonly client: string;
  }[];
  /** How many requests wait for their turn. */
  readonly waiting: number;
  /** How many processes have ended since the server started. */
  readonly runs: number;
  /** Of the last 128 runs, in milliseconds; `null` of none. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** How often it failed, by the name of the cause. */
  readonly failures: Readonly<Record<string, number>>;
  readonly lastFailure:
    | { readonly time: number; readonly id: string; readonly sentence: string }
    | null;
  /** The last of what it wrote on stderr when it last wrote something, secrets masked. */
  readonly stderr: string;
}

/** What scripts do. */
export interface Scripts {
  waits(name: string): () => void;
  started(start: Started): { over(end: Ended): void };
  failed(explained: Explained): void;
  /** Those that were busy last come first. */
  list(now: number): ScriptStatus[];
}

/** So many scripts are told apart; what was not asked for longest is forgotten. */
const MOST_SCRIPTS = 200;
const MOST_RUNS = 128;
const MOST_CAUSES = 30;
const MOST_STDERR = 600;

interface Entry {
  readonly running: Map<number, { since: number; client: string }>;
  waiting: number;
  runs: number;
  readonly durations: number[];
  readonly failures: Map<string, number>;
  lastFailure: ScriptStatus["lastFailure"];
  stderr: string;
}

/** Gathers what scripts do, in memory that has a bound. */
export function scriptCounter(now: () => number = Date.now): Scripts {
  const entries = new Map<string, Entry>();

  /** The one that was busy last stands last. */
  function entryOf(name: string): Entry {
    const entry = entries.get(name) ?? newEntry();
    entries.delete(name);
    entries.set(name, entry);
    if (entries.size > MOST_SCRIPTS) forget();
    return entry;
  }

  function forget(): void {
    for (const [name, { running, waiting }] of entries) {
      if (running.size > 0 || waiting > 0) continue;
      entries.delete(name);
      return;
    }
  }

  return {
    waits(name) {
      const entry = entryOf(name);
      entry.waiting++;
      return () => void entry.waiting--;
    },
    started({ exchange, name, pid, metaVariables }) {
      const entry = entryOf(name);
      const client = exchange.client.hostname;
      entry.running.set(pid, { since: now(), client });
      return {
        over({ duration, stderr }) {
          entry.running.delete(pid);
          entry.durations[entry.runs % MOST_RUNS] = duration;
          entry.runs++;
          if (stderr.trim() === "") return;
          const masked = maskingOf(metaVariables)(stderr.trimEnd());
          entry.stderr = masked.slice(-MOST_STDERR);
        },
      };
    },
    failed({ run, diagnosis, id }) {
      const entry = entryOf(run.metaVariables["SCRIPT_NAME"] ?? run.script);
      const mask = maskingOf(run.metaVariables);
      const { cause, sentence } = diagnosis;
      const before = entry.failures.get(cause) ?? 0;
      if (before > 0 || entry.failures.size < MOST_CAUSES) {
        entry.failures.set(cause, before + 1);
      }
      entry.lastFailure = { time: now(), id, sentence: mask(sentence) };
    },
    list: (time) =>
      [...entries].reverse().map(([name, entry]) =>
        describe(name, entry, time)
      ),
  };
}

function newEntry(): Entry {
  return {
    running: new Map(),
    waiting: 0,
    runs: 0,
    durations: [],
    failures: new Map(),
    lastFailure: null,
    stderr: "",
  };
}

function describe(name: string, entry: Entry, now: number): ScriptStatus {
  const sorted = entry.durations.toSorted((one, other) => one - other);
  const at = (percent: number) => {
    const place = Math.max(0, Math.ceil(sorted.length * percent / 100) - 1);
    const duration = sorted[place];
    return duration === undefined ? null : Math.round(duration * 10) / 10;
  };
  return {
    name,
    running: [...entry.running].map(([pid, { since, client }]) => ({
      pid,
      age: Math.max(0, now - since),
      client,
    })),
    waiting: entry.waiting,
    runs: entry.runs,
    p50: at(50),
    p95: at(95),
    failures: Object.fromEntries(entry.failures),
    lastFailure: entry.lastFailure,
    stderr: entry.stderr,
  };
}
