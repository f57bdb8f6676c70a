import type { Explained } from "../explain/mod.ts";
import { maskingOf } from "../explain/mask.ts";
import { maskingOfRun } from "../explain/mask_run.ts";
import type { Exchange } from "../http/exchange.ts";
import {
  type LastFailure,
  MOST_RUNS,
  MOST_SCRIPTS,
  type ScriptAccount,
} from "./script_account.ts";

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

/** What scripts do. */
export interface Scripts {
  waits(name: string): () => void;
  started(start: Started): { over(end: Ended): void };
  failed(explained: Explained): void;
  /** What is known of each. */
  accounts(): ScriptAccount[];
}

const MOST_CAUSES = 30;
const MOST_STDERR = 600;

interface Entry {
  busy: number;
  readonly running: Map<number, { since: number; client: string }>;
  waiting: number;
  runs: number;
  readonly ended: { time: number; took: number }[];
  readonly failures: Map<string, number>;
  lastFailure: LastFailure | null;
  stderr: ScriptAccount["stderr"];
}

/** Gathers what scripts do, in memory that has a bound. */
export function scriptCounter(now: () => number = Date.now): Scripts {
  const entries = new Map<string, Entry>();

  /** The one that was busy last stands last. */
  function entryOf(name: string): Entry {
    const entry = entries.get(name) ?? newEntry();
    entry.busy = now();
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
          const time = now();
          entry.running.delete(pid);
          entry.ended[entry.runs % MOST_RUNS] = { time, took: duration };
          entry.runs++;
          if (stderr.trim() === "") return;
          const masked = maskingOf(metaVariables)(stderr.trimEnd());
          entry.stderr = { time, text: masked.slice(-MOST_STDERR) };
        },
      };
    },
    failed({ run, diagnosis, id }) {
      const entry = entryOf(run.metaVariables["SCRIPT_NAME"] ?? run.script);
      const mask = maskingOfRun(run);
      const { cause, sentence } = diagnosis;
      const before = entry.failures.get(cause) ?? 0;
      if (before > 0 || entry.failures.size < MOST_CAUSES) {
        entry.failures.set(cause, before + 1);
      }
      entry.lastFailure = { time: now(), id, sentence: mask(sentence) };
    },
    accounts: () => [...entries].map(([name, entry]) => copy(name, entry)),
  };
}

function newEntry(): Entry {
  return {
    busy: 0,
    running: new Map(),
    waiting: 0,
    runs: 0,
    ended: [],
    failures: new Map(),
    lastFailure: null,
    stderr: null,
  };
}

function copy(name: string, entry: Entry): ScriptAccount {
  return {
    ...entry,
    name,
    running: [...entry.running].map(([pid, one]) => ({ pid, ...one })),
    ended: [...entry.ended],
    failures: Object.fromEntries(entry.failures),
  };
}
