import { HttpError } from "../http/error.ts";
import type { Exchange } from "../http/exchange.ts";
import { createSpool, type Spool } from "./spool.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** Content of unknown length up to this many bytes is kept in memory. */
const IN_MEMORY = 1 << 20;
/** How far reading goes ahead of a script that does not take its content, in bytes. */
const AHEAD = 1 << 18;
/** So much more is stored once the script has not taken anything for so many milliseconds. */
const AHEAD_ON_DISK = 1 << 26;
const PATIENCE = 300;
const RECENTLY = 200;

/** What a script is given on stdin. */
export interface ScriptContent {
  /** CONTENT_LENGTH in bytes. */
  readonly length: number;
  /** Resolves where the client breaks off before it has sent all; else never. */
  readonly broken: Promise<void>;
  /** Whether more has come a moment ago and more is to come. */
  readonly arriving: boolean;
  /** Gives the next bytes, or `null` at the end, also where the client has broken off. */
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
 * since CONTENT_LENGTH must be told before. Throws `HttpError` 413 where it is too much, 411 where it cannot be stored.
 */
export function scriptContent(
  { content, fields, signal }: Exchange,
  { maxBody }: ContentOptions,
): ScriptContent | null | Promise<ScriptContent | null> {
  const written = fields.get("content-length");
  const length = written !== null && /^\d{1,15}$/.test(written)
    ? Number(written)
    : null;
  if (length !== null && maxBody > 0 && length > maxBody) throw tooMuch();
  if (content === null) return length === 0 ? EMPTY : null;
  if (length === 0) return EMPTY;
  const reader = content.getReader();
  // Security: with a transfer coding the written length means nothing (RFC 9112 §6.3).
  const coded = fields.get("transfer-encoding") !== null;
  if (length !== null && !coded) return streamed(reader, length);
  const stored = store(reader, signal, maxBody);
  // For some methods the platform always has a stream; where nothing was announced and nothing comes, there was none.
  return coded ? stored : stored.then(orNone);
}

function orNone(content: ScriptContent): ScriptContent | null {
  if (content.length > 0) return content;
  content.close();
  return null;
}

const NEVER = new Promise<void>(() => {});

const EMPTY: ScriptContent = {
  length: 0,
  broken: NEVER,
  arriving: false,
  read: () => Promise.resolve(null),
  close() {},
};

function tooMuch(): HttpError {
  return new HttpError(413, "The content is larger than this server takes.");
}

/**
 * Hands on exactly `length` bytes, however many come. It reads some way ahead of the script, since the platform
 * tells of a client that left only to those who read.
 */
function streamed(
  reader: ReadableStreamDefaultReader<Chunk>,
  length: number,
): ScriptContent {
  const spool = createSpool();
  const broken = Promise.withResolvers<void>();
  let left = length;
  let over = false;
  let storable = true;
  let stalled = false;
  let patient = false;
  let arrived = performance.now();
  let wakeReader = (): void => {};
  let wakeWriter = (): void => {};

  async function pump(): Promise<void> {
    try {
      for (;;) {
        const toDisk = await room();
        const { value, done } = await reader.read();
        if (done) break;
        const chunk = value.length > left ? value.subarray(0, left) : value;
        left -= chunk.length;
        arrived = performance.now();
        if (chunk.length > 0) hold(chunk, toDisk);
        wakeReader();
      }
    } catch {
      // The client is gone: no more will come.
    }
    if (left > 0 && !over) broken.resolve();
    over = true;
    wakeReader();
  }

  /** Where nothing may be written, only what fits into memory is read ahead. */
  function hold(chunk: Chunk, toDisk: boolean): void {
    try {
      spool.push(chunk, toDisk);
    } catch {
      storable = false;
      spool.push(chunk, false);
    }
  }

  /** Waits until more may be held; whether it must be held on disk, of which all is given before more is read. */
  async function room(): Promise<boolean> {
    while (!over && (spool.onDisk > 0 || spool.inMemory >= AHEAD)) {
      if (stalled && storable && spool.onDisk < AHEAD_ON_DISK) return true;
      await taken();
    }
    return false;
  }

  /** Waits until the script takes something, or has not for a while. */
  function taken(): Promise<void> {
    return new Promise((resolve) => {
      patient = !stalled;
      const wake = () => {
        clearTimeout(timer);
        patient = false;
        resolve();
      };
      const timer = stalled ? undefined : setTimeout(() => {
        stalled = true;
        patient = false;
        resolve();
      }, PATIENCE);
      wakeWriter = wake;
    });
  }

  pump();
  return {
    length,
    broken: broken.promise,
    get arriving() {
      return !over && (patient || performance.now() - arrived < RECENTLY);
    },
    async read() {
      for (;;) {
        const chunk = spool.shift();
        stalled = false;
        wakeWriter();
        if (chunk || over) return chunk;
        await new Promise<void>((resolve) => wakeReader = resolve);
      }
    },
    close() {
      over = true;
      spool.close();
      wakeWriter();
      wakeReader();
      reader.cancel().catch(() => {});
    },
  };
}

/** Takes all of the content in, in memory as long as it is small, then in a temporary file. */
async function store(
  reader: ReadableStreamDefaultReader<Chunk>,
  signal: AbortSignal,
  maxBody: number,
): Promise<ScriptContent> {
  const spool = createSpool();
  let length = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      length += value.length;
      if (maxBody > 0 && length > maxBody) throw tooMuch();
      keep(spool, value);
    }
  } catch (cause) {
    spool.close();
    reader.cancel().catch(() => {});
    if (cause instanceof HttpError) throw cause;
    if (signal.aborted) throw new HttpError(499, "The client left.");
    throw new HttpError(400, "The content broke off.", { cause });
  }
  return {
    length,
    broken: NEVER,
    arriving: false,
    read: () => Promise.resolve(spool.shift()),
    close: () => spool.close(),
  };
}

function keep(spool: Spool, chunk: Chunk): void {
  try {
    spool.push(chunk, spool.inMemory + chunk.length > IN_MEMORY);
  } catch (cause) {
    const message = cause instanceof Deno.errors.NotCapable
      ? "Content this large must come with its length."
      : "There is no room to store the content.";
    const status = cause instanceof Deno.errors.NotCapable ? 411 : 507;
    throw new HttpError(status, message, { cause });
  }
}
