/** Where the writer puts bytes: standard output, standard error, a file. */
export interface Sink {
  write(bytes: Uint8Array): Promise<number>;
}

/** Writes text to a sink in order, without ever making the caller wait. */
export interface LogWriter {
  write(text: string): void;
  /** Settles when all that was given has been written, or cannot be. */
  drained(): Promise<void>;
}

/** Text that waits for a slow sink, in characters; beyond that, lines are dropped and counted. */
const MOST_WAITING = 16 * 1024 * 1024;

/** A writer that holds up to 16 Mi characters for a slow sink, and says afterwards what it had to drop. */
export function logWriter(sink: Sink): LogWriter {
  let waiting: string[] = [];
  let size = 0;
  let dropped = 0;
  let writing: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const text = waiting.join("") + lossNote();
      waiting = [];
      size = 0;
      dropped = 0;
      try {
        await writeAll(sink, new TextEncoder().encode(text));
      } catch {
        // The reader of the log has gone: there is nobody left to tell, and serving goes on.
      }
    }
    writing = null;
  }

  function lossNote(): string {
    if (dropped === 0) return "";
    return `${
      new Date().toISOString()
    } warning the log was read too slowly: ${dropped} lines dropped\n`;
  }

  return {
    write(text) {
      if (size + text.length > MOST_WAITING) {
        dropped += text.split("\n").length - 1;
        return;
      }
      waiting.push(text);
      size += text.length;
      writing ??= drain();
    },
    drained: () => writing ?? Promise.resolve(),
  };
}

async function writeAll(sink: Sink, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += await sink.write(bytes.subarray(done));
}
