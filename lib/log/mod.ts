import type { Journal } from "../http/exchange.ts";
import {
  combinedLine,
  jsonLine,
  jsonNoteLine,
  type LogFormat,
  noteLine,
} from "./format.ts";

export type { LogFormat } from "./format.ts";

/** Text for the two streams of a log: what was requested, and what happened. */
export interface Batch {
  readonly access: string;
  readonly notes: string;
}

/** A journal that gathers lines, and hands them over in batches. */
export interface BatchedJournal extends Journal {
  /** Hands over what has been gathered, at once. */
  flush(): void;
}

/** Lines wait this long at most, in milliseconds… */
const PAUSE = 50;
/** …or until there are this many characters of them. */
const FULL = 32_768;

/**
 * A journal that gathers lines for up to 50 ms and gives them to `write`:
 * a write for each line would cost more than a small response.
 */
export function batchedJournal(
  format: LogFormat,
  write: (batch: Batch) => void,
): BatchedJournal {
  const accessLine = format === "json" ? jsonLine : combinedLine;
  const note = format === "json" ? jsonNoteLine : noteLine;
  let access = "";
  let notes = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (access === "" && notes === "") return;
    const batch = { access, notes };
    access = notes = "";
    write(batch);
  }

  function schedule(): void {
    if (access.length + notes.length > FULL) return flush();
    timer ??= setTimeout(flush, PAUSE);
  }

  return {
    flush,
    access(record) {
      if (format === "none") return;
      access += accessLine(record);
      schedule();
    },
    note(level, message, id, details) {
      notes += note(level, message, id, details);
      schedule();
    },
  };
}
