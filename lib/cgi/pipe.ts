type Chunk = Uint8Array<ArrayBuffer>;

/** Reads what a process writes into a pipe. */
export interface Pipe {
  /** The next bytes, one call at a time; `null` when there are no more. Throws what the system throws. */
  read(): Promise<Chunk | null>;
  /** Closes the pipe; a read that waits gets `null`. */
  cancel(): void;
}

const SIZE = 65_536;
/** Smaller pieces are copied out, so that the buffer is free for the next read, of this pipe or another. */
const COPIED = 16_384;
const MOST_FREE = 64;
const free: ArrayBuffer[] = [];

/** A pipe read into buffers that are used again: most scripts write little, and a new one each time costs more than that. */
export function readPipe(stream: ReadableStream<Chunk>): Pipe {
  const reader = stream.getReader({ mode: "byob" });
  return {
    read() {
      const buffer = free.pop() ?? new ArrayBuffer(SIZE);
      return reader.read(new Uint8Array(buffer)).then(take);
    },
    cancel: () => void reader.cancel().catch(() => {}),
  };
}

function take(
  { value, done }: ReadableStreamReadResult<Chunk>,
): Chunk | null {
  if (value === undefined) return null;
  if (done || value.length < COPIED) release(value.buffer);
  if (done) return null;
  return value.length < COPIED ? value.slice() : value;
}

function release(buffer: ArrayBuffer): void {
  if (free.length < MOST_FREE) free.push(buffer);
}
