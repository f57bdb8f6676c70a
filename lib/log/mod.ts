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
/** …or until there are this many characters of them, which a busy thread has in about that time. */
const FULL = 131_072;

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
  const access = pile();
  let notes = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flushed = -Infinity;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    flushed = performance.now();
    if (access.size === 0 && notes === "") return;
    const batch = { access: access.take(), notes };
    notes = "";
    write(batch);
  }

  function schedule(): void {
    if (access.size + notes.length > FULL) return flush();
    if (timer !== undefined) return;
    if (performance.now() - flushed > PAUSE) return flush();
    timer = setTimeout(flush, PAUSE);
  }

  return {
    flush,
    access(record) {
      if (format === "none") return;
      access.add(
        stories
          ? jsonLine(record, stories.take(record.exchange.id))
          : combinedLine(record),
      );
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

/** Lines that wait. */
interface Pile {
  /** Their characters. */
  readonly size: number;
  add(line: string): void;
  /** All of them in one, and none is left. */
  take(): string;
}

/**
 * A text put together of pieces stays a tree of them until somebody looks at a character. So each line is looked at
 * while its pieces are still in the processor's cache: to collect those of a thousand lines later, from all over the
 * memory, cost 1 to 3 µs a line, more than to write it.
 */
function pile(): Pile {
  let lines: string[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(line) {
      if (line.charCodeAt(0) > 0) size += line.length;
      lines.push(line);
    },
    take() {
      const text = lines.join("");
      lines = [];
      size = 0;
      return text;
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
