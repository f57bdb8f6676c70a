type Chunk = Uint8Array<ArrayBuffer>;

/** A queue of bytes, in memory or, beyond that, in a temporary file that leaves no trace. */
export interface Spool {
  /** Bytes that wait in memory, and in the file. */
  readonly inMemory: number;
  readonly onDisk: number;
  /** Adds to the end; to the file where `toDisk` says so, or others wait there. Throws what the system throws. */
  push(chunk: Chunk, toDisk: boolean): void;
  /** Takes the first bytes, or `null` where none wait. */
  shift(): Chunk | null;
  /** Forgets all; may be called more than once. */
  close(): void;
}

const PIECE = 65_536;

/** Makes an empty queue; the file is made when it is first needed. */
export function createSpool(): Spool {
  const queue: Chunk[] = [];
  let inMemory = 0;
  let file: TemporaryFile | null = null;
  let closed = false;
  return {
    get inMemory() {
      return inMemory;
    },
    get onDisk() {
      return file?.waiting ?? 0;
    },
    push(chunk, toDisk) {
      if (closed) return;
      if (toDisk || (file?.waiting ?? 0) > 0) {
        file ??= openTemporary();
        file.append(chunk);
      } else {
        queue.push(chunk);
        inMemory += chunk.length;
      }
    },
    shift() {
      const chunk = queue.shift();
      if (!chunk) return file?.next() ?? null;
      inMemory -= chunk.length;
      return chunk;
    },
    close() {
      closed = true;
      queue.length = inMemory = 0;
      file?.close();
      file = null;
    },
  };
}

interface TemporaryFile {
  readonly waiting: number;
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
    get waiting() {
      return written - read;
    },
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
