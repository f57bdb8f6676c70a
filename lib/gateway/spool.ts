type Chunk = Uint8Array<ArrayBuffer>;

/** A queue of bytes, in memory or, beyond that, in a temporary file that leaves no trace. */
export interface Spool {
  /** Bytes that wait in memory, and in the file. */
  inMemory(): number;
  onDisk(): number;
  /** Adds to the end; to the file where `toDisk` says so, or others wait there. Throws what the system throws. */
  push(chunk: Chunk, toDisk: boolean): void;
  /** Takes the first bytes, or `null` where none wait. */
  shift(): Chunk | null;
  /** Forgets all; may be called more than once. */
  close(): void;
}

const PIECE = 65_536;
/** Smaller pieces are put together in blocks of so many bytes. */
const BLOCK = 16_384;

/** Makes an empty queue; the file is made when it is first needed. */
export function createSpool(): Spool {
  const memory = createMemory();
  let file: TemporaryFile | null = null;
  let closed = false;
  return {
    inMemory: memory.size,
    onDisk: () => file?.waiting() ?? 0,
    push(chunk, toDisk) {
      if (closed) return;
      if (toDisk || (file?.waiting() ?? 0) > 0) {
        file ??= openTemporary();
        file.append(chunk);
      } else memory.push(chunk);
    },
    shift() {
      return memory.shift() ?? file?.next() ?? null;
    },
    close() {
      closed = true;
      memory.clear();
      file?.close();
      file = null;
    },
  };
}

interface Memory {
  size(): number;
  push(chunk: Chunk): void;
  shift(): Chunk | null;
  clear(): void;
}

/**
 * A queue in memory that holds hardly more than it counts. Security: the platform reads into buffers of 64 KiB, and a
 * client may send single bytes, so that each would hold a buffer: 16 GiB for a mebibyte.
 */
function createMemory(): Memory {
  const queue: Chunk[] = [];
  let size = 0;
  // The end of the queue, as yet in a block of its own.
  let block: Chunk | null = null;
  let start = 0;
  let end = 0;

  /** Gives what is in the block; more may be put behind it. */
  function cut(): Chunk | null {
    if (block === null || start === end) return null;
    const piece = block.subarray(start, end);
    start = end;
    return piece;
  }

  function gather(chunk: Chunk): void {
    for (let done = 0; done < chunk.length;) {
      if (block === null || end === BLOCK) {
        const full = cut();
        if (full) queue.push(full);
        block = new Uint8Array(BLOCK);
        start = end = 0;
      }
      const part = chunk.subarray(done, done + BLOCK - end);
      block.set(part, end);
      end += part.length;
      done += part.length;
    }
  }

  return {
    size: () => size,
    push(chunk) {
      // Alone, a small piece may hold its buffer: most content is one, and is taken at once.
      if (chunk.length < BLOCK && size > 0) gather(chunk);
      else {
        const before = cut();
        if (before) queue.push(before);
        queue.push(chunk);
      }
      size += chunk.length;
    },
    shift() {
      const chunk = queue.shift() ?? cut();
      size -= chunk?.length ?? 0;
      return chunk;
    },
    clear() {
      queue.length =
        size =
        start =
        end =
          0;
      block = null;
    },
  };
}

interface TemporaryFile {
  waiting(): number;
  append(bytes: Chunk): void;
  next(): Chunk | null;
  close(): void;
}

function openTemporary(): TemporaryFile {
  const path = Deno.makeTempFileSync({ prefix: "gatehouse-" });
  const file = Deno.openSync(path, { read: true, write: true });
  // Without a name it cannot be left behind, not even when the server is killed. Windows keeps names of open files.
  const nameless = Deno.build.os !== "windows";
  if (nameless) Deno.removeSync(path);
  let read = 0;
  let written = 0;
  return {
    waiting: () => written - read,
    append(bytes) {
      file.seekSync(written, Deno.SeekMode.Start);
      for (let done = 0; done < bytes.length;) {
        done += file.writeSync(bytes.subarray(done));
      }
      written += bytes.length;
    },
    next() {
      if (read === written) return null;
      const bytes = new Uint8Array(Math.min(PIECE, written - read));
      file.seekSync(read, Deno.SeekMode.Start);
      const count = file.readSync(bytes) ?? 0;
      read += count;
      if (read === written) {
        file.truncateSync(0);
        read = written = 0;
      }
      return count === 0 ? null : bytes.subarray(0, count);
    },
    close() {
      file.close();
      if (!nameless) Deno.removeSync(path);
    },
  };
}
