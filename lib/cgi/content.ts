import { HttpError } from "../http/error.ts";
import type { Exchange } from "../http/exchange.ts";

/** Content of unknown length up to this many bytes is kept in memory. */
const IN_MEMORY = 1 << 20;

type Chunk = Uint8Array<ArrayBuffer>;

/** What a script is given on stdin. */
export interface ScriptContent {
  /** CONTENT_LENGTH in bytes. */
  readonly length: number;
  /** Gives the next bytes, or `null` at the end. Throws where the client breaks off. */
  read(): Promise<Chunk | null>;
  /** Ends reading and frees what is held; may be called at any time, more than once. */
  close(): void;
}

/** How content is taken in. */
export interface ContentOptions {
  /** The most that is taken, in bytes; 0 is no limit. */
  readonly maxBody: number;
}

/**
 * Prepares a request's content for a script (RFC 3875 §4.2): streamed where its length is known, else stored first,
 * since CONTENT_LENGTH must be told before. Throws `HttpError` 413 where it is too much.
 */
export function scriptContent(
  exchange: Exchange,
  options: ContentOptions,
): ScriptContent | null | Promise<ScriptContent> {
  const { content, fields } = exchange;
  const written = fields.get("content-length");
  const length = written !== null && /^\d{1,15}$/.test(written)
    ? Number(written)
    : null;
  if (length !== null && options.maxBody > 0 && length > options.maxBody) {
    throw tooMuch();
  }
  if (content === null) return length === 0 ? EMPTY : null;
  if (length === 0) return EMPTY;
  // Security: with a transfer coding the written length means nothing (RFC 9112 §6.3).
  return length === null || fields.has("transfer-encoding")
    ? store(content, exchange.signal, options)
    : streamed(content, length);
}

const EMPTY: ScriptContent = {
  length: 0,
  read: () => Promise.resolve(null),
  close() {},
};

function tooMuch(): HttpError {
  return new HttpError(413, "The content is larger than this server takes.");
}

/** Hands on exactly `length` bytes, however many come. */
function streamed(
  content: ReadableStream<Chunk>,
  length: number,
): ScriptContent {
  const reader = content.getReader();
  let left = length;
  return {
    length,
    async read() {
      if (left === 0) return null;
      const { value, done } = await reader.read();
      if (done) throw new Error(`the content ended ${left} bytes early`);
      const chunk = value.length > left ? value.subarray(0, left) : value;
      left -= chunk.length;
      return chunk;
    },
    close: () => release(reader),
  };
}

function release(reader: ReadableStreamDefaultReader<Chunk>): void {
  reader.cancel().catch(() => {});
}

/** Takes all of the content in, in memory as long as it is small, then in a temporary file. */
async function store(
  content: ReadableStream<Chunk>,
  signal: AbortSignal,
  { maxBody }: ContentOptions,
): Promise<ScriptContent> {
  const reader = content.getReader();
  const chunks: Chunk[] = [];
  let length = 0;
  let file: TemporaryFile | null = null;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      length += value.length;
      if (maxBody > 0 && length > maxBody) throw tooMuch();
      if (file === null && length > IN_MEMORY) {
        file = openTemporary();
        for (const chunk of chunks.splice(0)) file.write(chunk);
      }
      if (file) file.write(value);
      else chunks.push(value);
    }
  } catch (cause) {
    file?.close();
    release(reader);
    if (cause instanceof HttpError) throw cause;
    const message = signal.aborted
      ? "The client left."
      : "The content could not be taken in.";
    throw new HttpError(400, message, { cause });
  }
  return file ? fromFile(file, length) : fromMemory(chunks, length);
}

function fromMemory(chunks: Chunk[], length: number): ScriptContent {
  return {
    length,
    read: () => Promise.resolve(chunks.shift() ?? null),
    close: () => void chunks.splice(0),
  };
}

function fromFile(file: TemporaryFile, length: number): ScriptContent {
  file.rewind();
  return {
    length,
    read: () => Promise.resolve(file.read()),
    close: () => file.close(),
  };
}

/** A file without a name, or one that goes when it is closed. */
interface TemporaryFile {
  write(bytes: Chunk): void;
  rewind(): void;
  read(): Chunk | null;
  close(): void;
}

/** Throws `HttpError` 411 where this server may not write, so that only content of known length can be taken. */
function openTemporary(): TemporaryFile {
  const { path, handle } = createTemporary();
  // Without a name it cannot be left behind, not even when the server is killed. Windows keeps names of open files.
  const nameless = Deno.build.os !== "windows";
  if (nameless) Deno.removeSync(path);
  let open = true;
  return {
    write(bytes) {
      let written = 0;
      while (written < bytes.length) {
        written += handle.writeSync(bytes.subarray(written));
      }
    },
    rewind: () => void handle.seekSync(0, Deno.SeekMode.Start),
    read() {
      const bytes = new Uint8Array(65_536);
      const count = open ? handle.readSync(bytes) : null;
      return count === null ? null : bytes.subarray(0, count);
    },
    close() {
      if (!open) return;
      open = false;
      handle.close();
      if (!nameless) Deno.removeSync(path);
    },
  };
}

function createTemporary(): { path: string; handle: Deno.FsFile } {
  try {
    const path = Deno.makeTempFileSync({ prefix: "gatehouse-" });
    return { path, handle: Deno.openSync(path, { read: true, write: true }) };
  } catch (cause) {
    throw new HttpError(411, "Content this large must come with its length.", {
      cause,
    });
  }
}
