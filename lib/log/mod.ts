import type { Details, Journal, Level } from "../http/exchange.ts";
import {
  combinedLine,
  jsonLine,
  jsonNoteLine,
  type LogFormat,
  noteLine,
  type Story,
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

/** Lines that follow others wait this long at most, in milliseconds… */
const PAUSE = 50;
/** …or until there are this many characters of them. */
const FULL = 32_768;

/**
 * A journal that gives lines to `write`: one after a while without any at once, and those that follow within 50 ms
 * together, since a write for each would cost more than a small response.
 */
export function batchedJournal(
  format: LogFormat,
  write: (batch: Batch) => void,
): BatchedJournal {
  const stories = format === "json" ? storyBook() : null;
  const note = format === "json" ? jsonNoteLine : noteLine;
  let access = "";
  let notes = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flushed = -Infinity;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    flushed = performance.now();
    if (access === "" && notes === "") return;
    const batch = { access, notes };
    access = notes = "";
    write(batch);
  }

  function schedule(): void {
    if (access.length + notes.length > FULL) return flush();
    if (timer !== undefined) return;
    if (performance.now() - flushed > PAUSE) return flush();
    timer = setTimeout(flush, PAUSE);
  }

  return {
    flush,
    access(record) {
      if (format === "none") return;
      access += stories
        ? jsonLine(record, stories.take(record.exchange.id))
        : combinedLine(record);
      schedule();
    },
    note(level, message, id, details) {
      stories?.add(level, message, id, details);
      if (level === "debug") return;
      notes += note(level, message, id, details);
      schedule();
    },
  };
}

interface StoryBook {
  add(level: Level, message: string, id: string, details: Details): void;
  take(id: string): Story | undefined;
}

/** Stories of exchanges that are long over, or never were, must not pile up. */
const MOST_STORIES = 1_000;

/** Remembers what notes say of exchanges, until their access records come. */
function storyBook(): StoryBook {
  const stories = new Map<string, Story>();
  return {
    add(level, message, id, { script }) {
      // What a script writes to stderr is a warning with its name: that may be no more than talk.
      const failure = level === "error" ||
        (level === "warning" && script === undefined);
      if (id === "" || (script === undefined && !failure)) return;
      const story = stories.get(id) ?? {};
      if (script !== undefined) story.script ??= String(script);
      if (failure) story.cause ??= message;
      stories.set(id, story);
      const [oldest] = stories.keys();
      if (stories.size > MOST_STORIES && oldest) stories.delete(oldest);
    },
    take(id) {
      const story = stories.get(id);
      stories.delete(id);
      return story;
    },
  };
}
