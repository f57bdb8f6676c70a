/** Where the writer puts bytes: standard output, standard error, a file. */
export interface Sink {
  write(bytes: Uint8Array): Promise<number>;
  close?(): void;
}

/** Writes text to a sink in order, without ever making the caller wait. */
export interface LogWriter {
  write(text: string): void;
  /** Writes to another sink from now on, and closes the one before when it is done with it. */
  use(sink: Sink): void;
  /** Lines that were dropped so far. */
  dropped(): number;
  /** Settles when all that was given has been written, or cannot be. */
  drained(): Promise<void>;
}

/** Who is told when lines are lost. Neither may throw. */
export interface Losses {
  /** Writing has begun to fail. */
  failed(reason: string): void;
  /** Writing goes on, and so many lines are missing. */
  lost(lines: number): void;
}

/** Text that waits for a slow sink, in characters; beyond that, lines are dropped and counted. */
const MOST_WAITING = 16 * 1024 * 1024;
/** How long to wait before a sink that failed is tried again, in milliseconds. */
const RETRY = 1_000;

const UNTOLD: Losses = { failed() {}, lost() {} };

/**
 * A writer that holds up to 16 Mi characters for a sink that is slow, full or gone. What it could not hold is counted,
 * and told of as soon as it can write again.
 */
export function logWriter(first: Sink, losses: Losses = UNTOLD): LogWriter {
  let sink = first;
  let next: Sink | null = null;
  let waiting: string[] = [];
  let size = 0;
  let dropped = 0;
  let untold = 0;
  let retry: number | undefined;
  let torn = false;
  let writing: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (waiting.length > 0 && retry === undefined) {
      change();
      const text = (torn ? "\n" : "") + waiting.join("");
      waiting = [];
      size = 0;
      await put(text);
    }
    change();
    writing = null;
  }

  async function put(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    let done = 0;
    try {
      while (done < bytes.length) {
        done += await sink.write(bytes.subarray(done));
      }
      torn = false;
      if (untold > 0) losses.lost(untold);
      untold = 0;
    } catch (error) {
      // What reached the sink before a full disk may end within a line.
      if (done > 0) torn = bytes[done - 1] !== LINE_FEED;
      // A line feed that comes next would end a line that is there, torn or whole.
      const next = bytes[done] === LINE_FEED ? done + 1 : done;
      fail(linesOf(bytes.subarray(next)), error);
    }
  }

  /** The reader of the log has gone, or the disk is full: serving goes on. */
  function fail(lines: number, error: unknown): void {
    if (untold === 0) {
      losses.failed(error instanceof Error ? error.message : String(error));
    }
    drop(lines);
    retry = setTimeout(resume, RETRY) as unknown as number;
    Deno.unrefTimer(retry);
  }

  function drop(lines: number): void {
    dropped += lines;
    untold += lines;
  }

  function resume(): void {
    clearTimeout(retry);
    retry = undefined;
    if (writing !== null) return;
    if (waiting.length === 0) change();
    else writing = drain();
  }

  function change(): void {
    if (next === null) return;
    sink.close?.();
    [sink, next, torn] = [next, null, false];
  }

  return {
    write(text) {
      if (size + text.length > MOST_WAITING) {
        return drop(text.split("\n").length - 1);
      }
      waiting.push(text);
      size += text.length;
      if (retry === undefined) writing ??= drain();
    },
    use(other) {
      if (next !== null) next.close?.();
      next = other;
      resume();
    },
    dropped: () => dropped,
    drained: () => writing ?? Promise.resolve(),
  };
}

const LINE_FEED = 0x0a;

function linesOf(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === LINE_FEED) lines++;
  return lines;
}
