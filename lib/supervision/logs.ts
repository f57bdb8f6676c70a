import type { Details, Level } from "../http/exchange.ts";
import { jsonNoteLine, type LogFormat, noteLine } from "../log/format.ts";
import type { Batch } from "../log/mod.ts";
import { type LogWriter, logWriter, type Sink } from "../log/writer.ts";

/** Where the two logs of a server go. */
export interface LogPlan {
  readonly logFormat: LogFormat;
  /** File of the access log, absolute; `null` is standard output. */
  readonly logFile?: string | null;
  /** File of all other messages, absolute; `null` is standard error. */
  readonly errorFile?: string | null;
}

/** The logs of a server: what was requested, and what happened. Nothing here waits or throws, but `configure`. */
export interface Logs {
  write(batch: Batch): void;
  /** Writes a message of the supervisor's own. */
  note(level: Level, message: string, details: Details): void;
  /** Writes as another plan says. Throws where a file cannot be opened; then all stays as it was. */
  configure(plan: LogPlan): void;
  /** Opens the files anew, after their names were given to others. */
  reopen(): void;
  /** Lines that could not be written so far. */
  dropped(): number;
  /** Settles when all has been written, or cannot be. */
  drained(): Promise<void>;
}

/** Opens the logs. Throws where a file cannot be opened. */
export function openLogs(first: LogPlan): Logs {
  let plan = first;
  let sinks = open(first);

  const access = logWriter(sinks.access, {
    failed: (reason) => note("error", "the access log fails", { reason }),
    lost: (lines) => note("warning", LOST, { log: "access", lines }),
  });
  const notes: LogWriter = logWriter(sinks.notes, {
    failed() {},
    lost: (lines) => note("warning", LOST, { log: "messages", lines }),
  });

  function note(level: Level, message: string, details: Details): void {
    const line = plan.logFormat === "json" ? jsonNoteLine : noteLine;
    notes.write(line(level, message, "", details));
  }

  function configure(changed: LogPlan): void {
    sinks = open(changed);
    plan = changed;
    access.use(sinks.access);
    notes.use(sinks.notes);
  }

  return {
    write(batch) {
      if (batch.access) access.write(batch.access);
      if (batch.notes) notes.write(batch.notes);
    },
    note,
    configure,
    reopen() {
      try {
        configure(plan);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        note("error", "the log cannot be opened anew", { reason });
      }
    },
    dropped: () => access.dropped() + notes.dropped(),
    async drained() {
      await Promise.all([access.drained(), notes.drained()]);
    },
  };
}

const LOST =
  "the log could not be written, or not fast enough: lines are missing";

/** The standard streams are never closed. */
function open(
  { logFile = null, errorFile = null }: LogPlan,
): { access: Sink; notes: Sink } {
  const access = logFile === null ? kept(Deno.stdout) : openFile(logFile);
  try {
    const notes = errorFile === null ? kept(Deno.stderr) : openFile(errorFile);
    return { access, notes };
  } catch (error) {
    access.close?.();
    throw error;
  }
}

function kept(stream: Sink): Sink {
  return { write: (bytes) => stream.write(bytes) };
}

/** Others of its group may read a log, the world may not: it tells who asked for what. */
function openFile(path: string): Sink {
  try {
    return Deno.openSync(path, { append: true, create: true, mode: 0o640 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot write the log ${path}: ${reason}`, { cause });
  }
}
