/** All that is known of a script; plain values, so that one thread can hand them to another. */
export interface ScriptAccount {
  readonly name: string;
  /** When it was last asked for, or failed, in milliseconds since the epoch. */
  readonly busy: number;
  /** Its processes; `since` in milliseconds since the epoch. */
  readonly running: readonly {
    readonly pid: number;
    readonly since: number;
    readonly client: string;
  }[];
  readonly waiting: number;
  readonly runs: number;
  /** The last runs: when they ended, and how long they took, in milliseconds. */
  readonly ended: readonly { readonly time: number; readonly took: number }[];
  readonly failures: Readonly<Record<string, number>>;
  readonly lastFailure: LastFailure | null;
  /** What it last wrote on stderr, and when. */
  readonly stderr: { readonly time: number; readonly text: string } | null;
}

/** A failure, as far as it is shown. */
export interface LastFailure {
  /** In milliseconds since the epoch. */
  readonly time: number;
  /** The id of the request. */
  readonly id: string;
  /** Its cause, secrets masked. */
  readonly sentence: string;
}

/** What is shown of a script. */
export interface ScriptStatus
  extends Pick<ScriptAccount, "name" | "waiting" | "failures" | "lastFailure"> {
  readonly running: readonly {
    readonly pid: number;
    /** In milliseconds. */
    readonly age: number;
    readonly client: string;
  }[];
  /** How many processes have ended since the server started. */
  readonly runs: number;
  /** Of the last 128 runs, in milliseconds; `null` of none. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** The last of what it wrote on stderr when it last wrote something, secrets masked. */
  readonly stderr: string;
}

/** So many scripts are told apart; what was not asked for longest is forgotten. */
export const MOST_SCRIPTS = 200;
/** So many runs of a script count for how long it takes. */
export const MOST_RUNS = 128;

/** Makes one account of several for each script; those that were busy last come first. */
export function mergeScripts(
  accounts: readonly ScriptAccount[],
): ScriptAccount[] {
  const byName = Map.groupBy(accounts, ({ name }) => name);
  return [...byName.values()]
    .map((same) => same.reduce(merge))
    .sort((one, other) => other.busy - one.busy)
    .slice(0, MOST_SCRIPTS);
}

function merge(one: ScriptAccount, other: ScriptAccount): ScriptAccount {
  const failures = { ...one.failures };
  for (const [cause, count] of Object.entries(other.failures)) {
    failures[cause] = (failures[cause] ?? 0) + count;
  }
  return {
    name: one.name,
    busy: Math.max(one.busy, other.busy),
    running: [...one.running, ...other.running],
    waiting: one.waiting + other.waiting,
    runs: one.runs + other.runs,
    ended: [...one.ended, ...other.ended]
      .sort((early, late) => early.time - late.time).slice(-MOST_RUNS),
    failures,
    lastFailure: later(one.lastFailure, other.lastFailure),
    stderr: later(one.stderr, other.stderr),
  };
}

function later<T extends { readonly time: number }>(
  one: T | null,
  other: T | null,
): T | null {
  return (other?.time ?? -Infinity) > (one?.time ?? -Infinity) ? other : one;
}

/** What is shown of a script at a time, in milliseconds since the epoch. */
export function describeScript(
  account: ScriptAccount,
  now: number,
): ScriptStatus {
  const sorted = account.ended.map(({ took }) => took)
    .sort((one, other) => one - other);
  const at = (percent: number) => {
    const place = Math.max(0, Math.ceil(sorted.length * percent / 100) - 1);
    const duration = sorted[place];
    return duration === undefined ? null : Math.round(duration * 10) / 10;
  };
  return {
    name: account.name,
    running: account.running.map(({ pid, since, client }) => ({
      pid,
      age: Math.max(0, now - since),
      client,
    })),
    waiting: account.waiting,
    runs: account.runs,
    p50: at(50),
    p95: at(95),
    failures: account.failures,
    lastFailure: account.lastFailure,
    stderr: account.stderr?.text ?? "",
  };
}
