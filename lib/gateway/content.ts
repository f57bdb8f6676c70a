import { HttpError } from "../http/error.ts";
import type { Exchange } from "../http/exchange.ts";
import { awaitAbandoned } from "./lost_reads.ts";
import { Pace } from "./pace.ts";
import { createPulse } from "./pulse.ts";
import { createSpool, type Spool } from "./spool.ts";
import { StreamedContent } from "./streamed_content.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** Content of unknown length up to this many bytes is kept in memory. */
const IN_MEMORY = 1 << 20;

/** What a script is given on stdin. */
export interface ScriptContent {
  /** CONTENT_LENGTH in bytes. */
  readonly length: number;
  /** Resolves where the client breaks off before it has sent all; else never. */
  readonly broken: Promise<void>;
  /** Whether more has come a moment ago and more is to come. */
  readonly arriving: boolean;
  /** Whether the client has sent next to nothing for too long while more was waited for; `now` is in milliseconds. */
  isLate(now: number): boolean;
  /** Gives the next bytes, or `null` at the end, also where the client has broken off. */
  read(): Promise<Chunk | null>;
  /** Says that the answer is under way. */
  answering(): void;
  /** Ends reading and frees what is held; may be called at any time, more than once. */
  close(): void;
}

/** How content is taken in. */
export interface ContentOptions {
  /** The most that is taken, in bytes; 0 is no limit. */
  readonly maxBody: number;
  /** How long next to nothing may come while it is waited for, in milliseconds; 0 is for ever. */
  readonly silence: number;
}

/**
 * Prepares a request's content for a script (RFC 3875 §4.2): streamed where its length is known, else stored first,
 * since CONTENT_LENGTH must be told before. Throws `HttpError` 413 where it is too much, 411 where it cannot be stored,
 * 408 where it does not come.
 */
export function scriptContent(
  exchange: Exchange,
  { maxBody, silence }: ContentOptions,
): ScriptContent | null | Promise<ScriptContent | null> {
  const { content, fields } = exchange;
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
  if (length !== null && !coded) {
    return new StreamedContent(reader, length, silence);
  }
  const stored = store(reader, exchange, { maxBody, silence });
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
  isLate: () => false,
  read: () => Promise.resolve(null),
  answering() {},
  close() {},
};

function tooMuch(): HttpError {
  return new HttpError(413, "The content is larger than this server takes.");
}

/** What a client is told whose content does not come, or next to nothing of it (RFC 9110 §15.5.9). */
export function contentMissing(cause?: unknown): HttpError {
  return new HttpError(408, "The rest of the request did not come.", { cause });
}

/** How often it is looked whether content still comes, in milliseconds. */
const pulse = createPulse(100);

/** Takes all of the content in, in memory as long as it is small, then in a temporary file. */
async function store(
  reader: ReadableStreamDefaultReader<Chunk>,
  { signal }: Exchange,
  { maxBody, silence }: ContentOptions,
): Promise<ScriptContent> {
  const spool = createSpool();
  const pace = new Pace(silence);
  const late = Promise.withResolvers<never>();
  let length = 0;
  let over = false;
  let read: Promise<unknown> | null = null;
  const beat = (now: number) => {
    if (pace.isLate(now)) late.reject(contentMissing());
  };
  const readAll = async () => {
    for (;;) {
      pace.waits();
      const next = reader.read();
      read = next;
      const { value, done } = await next;
      read = null;
      if (done || over) return;
      pace.got(value.length);
      length += value.length;
      if (maxBody > 0 && length > maxBody) throw tooMuch();
      keep(spool, value);
    }
  };
  const leave = pulse.add(beat);
  try {
    await Promise.race([readAll(), late.promise]);
  } catch (cause) {
    over = true;
    spool.close();
    const cancel = () => void reader.cancel().catch(() => {});
    if (read) awaitAbandoned(read).then(cancel);
    else cancel();
    if (cause instanceof HttpError) throw cause;
    if (signal.aborted) throw new HttpError(499, "The client left.");
    throw new HttpError(400, "The content broke off.", { cause });
  } finally {
    leave();
  }
  return {
    length,
    broken: NEVER,
    arriving: false,
    isLate: () => false,
    read: () => Promise.resolve(spool.shift()),
    answering() {},
    close: () => spool.close(),
  };
}

function keep(spool: Spool, chunk: Chunk): void {
  try {
    spool.push(chunk, spool.inMemory() + chunk.length > IN_MEMORY);
  } catch (cause) {
    const message = cause instanceof Deno.errors.NotCapable
      ? "Content this large must come with its length."
      : "There is no room to store the content.";
    const status = cause instanceof Deno.errors.NotCapable ? 411 : 507;
    throw new HttpError(status, message, { cause });
  }
}
