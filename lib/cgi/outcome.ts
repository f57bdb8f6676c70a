import { HttpError } from "../http/error.ts";
import type { Exchange, Outcome, Reply } from "../http/exchange.ts";
import { decodeChunks } from "./chunked.ts";
import {
  type Answer,
  findHeaderEnd,
  interpretHeader,
  LONGEST_HEADER,
  parseHeader,
  UnreadableHeader,
} from "./response.ts";
import { settlesWithin } from "./run.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** Up to so many bytes, and so many milliseconds after its header, an answer is sent in one piece. */
const ONE_PIECE = 65_536;
const ONE_MOMENT = 5;

/** What writes an answer: the process of a script, or a connection to where it runs. */
export interface Output {
  /** Why it was ended, or broke off, before it was done. */
  readonly ended: string | null;
  /** Settles when it is over; never rejects. */
  readonly exited: Promise<unknown>;
  /** How the process ended, where there is one. */
  readonly status: { readonly signal: string | null } | null;
  /** The next bytes, one call at a time; `null` when there are no more. Never rejects. */
  read(): Promise<Chunk | null>;
  /** Reads what is left and throws it away. */
  discard(): Promise<void>;
  /** Ends it because nobody wants the rest, or nobody can read it. */
  end(reason: "client" | "output"): void;
}

/** A script's header, and what came with it. */
interface Beginning {
  readonly header: Chunk;
  readonly content: Chunk;
}

/** Reads a script's output up to the end of its header. Throws `UnreadableHeader`. */
async function readBeginning(run: Output): Promise<Beginning> {
  let bytes: Chunk = new Uint8Array();
  for (;;) {
    const chunk = await run.read();
    if (chunk === null) throw new UnreadableHeader(unfinished(bytes));
    const looked = bytes.length;
    bytes = looked === 0 ? chunk : concatenate([bytes, chunk]);
    const end = findHeaderEnd(bytes, looked);
    if (end && end.header <= LONGEST_HEADER) {
      return {
        header: bytes.subarray(0, end.header),
        content: bytes.subarray(end.content),
      };
    }
    if (bytes.length > LONGEST_HEADER) {
      throw new UnreadableHeader(
        `its header is longer than ${LONGEST_HEADER} bytes`,
      );
    }
  }
}

function unfinished(bytes: Chunk): string {
  return bytes.length === 0
    ? "it ended without any output"
    : "it ended before the empty line that ends a header";
}

type Read = () => Promise<Chunk | null>;

/** Reads a script's header and says what comes of it; its content goes on behind the reply. Throws `UnreadableHeader`. */
export async function readAnswer(
  run: Output,
  exchange: Exchange,
  options: AnswerOptions,
): Promise<Outcome> {
  const { header, content } = await readBeginning(run);
  const answer = interpretHeader(
    parseHeader(header),
    options.sendFile !== null,
  );
  if (answer.kind === "document") {
    return await documentReply(answer, content, run, exchange);
  }
  // Whatever else it writes has no meaning (RFC 3875 §6.2.2); it may still run to its end.
  run.discard();
  if (answer.kind === "local-redirect") {
    return { localRedirect: answer.location };
  }
  if (options.sendFile) return options.sendFile(answer, exchange);
  throw new HttpError(500, "The file cannot be sent.");
}

/** How a script's answer is read. */
export interface AnswerOptions {
  /** Answers with the file that X-Sendfile names; `null` where that field means nothing. */
  readonly sendFile:
    | ((
      answer: Extract<Answer, { kind: "file" }>,
      exchange: Exchange,
    ) => Reply)
    | null;
}

type Document = Extract<Answer, { kind: "document" }>;

async function documentReply(
  { status, fields, length, chunked }: Document,
  first: Chunk,
  run: Output,
  exchange: Exchange,
): Promise<Reply> {
  const bodiless = exchange.method === "HEAD" || status === 204 ||
    status === 205 || status === 304;
  if (bodiless) {
    run.discard();
    const known = length !== null && exchange.method === "HEAD";
    return { status, fields, content: null, ...(known ? { length } : {}) };
  }
  const plain = startingWith(first, () => run.read());
  const read = chunked ? thenDiscard(decodeChunks(plain), run) : plain;
  const piece = await collect(read);
  if (run.ended && !piece.more) throw new UnreadableHeader("it was cut off");
  if (!piece.more) {
    const content = concatenate(piece.chunks);
    if (length !== null && length !== content.length) {
      exchange.note(
        "warning",
        "the script's Content-Length was wrong and has been put right",
        { said: length, sent: content.length },
      );
    }
    return { status, fields, content };
  }
  return streamReply(
    { status, fields },
    resume(piece.chunks, piece.more, read),
    chunked ? null : length,
    run,
    exchange,
  );
}

/** The beginning of a script's content: all of it, or `more` is the read that is under way. */
interface Piece {
  readonly chunks: Chunk[];
  readonly more: Promise<Chunk | null> | null;
}

/** Reads on for a moment, so that a short answer leaves in one piece and with its length. */
async function collect(read: Read): Promise<Piece> {
  const chunks: Chunk[] = [];
  let size = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moment = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ONE_MOMENT);
  });
  try {
    for (;;) {
      const more = read();
      if (size > ONE_PIECE) return { chunks, more };
      const chunk = await Promise.race([more, moment]);
      if (chunk === undefined) return { chunks, more };
      if (chunk === null) return { chunks, more: null };
      chunks.push(chunk);
      size += chunk.length;
    }
  } finally {
    clearTimeout(timer);
  }
}

function streamReply(
  head: Pick<Reply, "status" | "fields">,
  read: Read,
  length: number | null,
  run: Output,
  exchange: Exchange,
): Reply {
  let sent = 0;
  const content = new ReadableStream<Chunk>({
    async pull(controller) {
      const chunk = await read().catch((error) => broken(controller, error));
      if (chunk === undefined) return;
      if (chunk === null) return await finish(controller);
      const left = length === null ? chunk.length : length - sent;
      const passed = chunk.length > left ? chunk.subarray(0, left) : chunk;
      sent += passed.length;
      if (passed.length > 0) controller.enqueue(passed);
      if (passed.length < chunk.length) cut(controller);
    },
    cancel: () => run.end("client"),
  }, { highWaterMark: 0 });

  function broken(
    controller: ReadableStreamDefaultController<Chunk>,
    error: Error,
  ): void {
    exchange.note("error", error.message);
    run.end("output");
    controller.error(error);
  }

  /** Security: what goes on past the length that was promised would pass for the next response. */
  function cut(controller: ReadableStreamDefaultController<Chunk>): void {
    exchange.note("warning", "the script wrote more than its Content-Length");
    controller.close();
    run.discard();
  }

  /** An answer that was cut off must not look whole, so its stream breaks instead of ending. */
  async function finish(
    controller: ReadableStreamDefaultController<Chunk>,
  ): Promise<void> {
    if (run.ended === "client") return controller.close();
    await settlesWithin(run.exited, ONE_MOMENT * 20);
    const why = run.ended !== null
      ? `the answer was cut off: ${run.ended}`
      : run.status?.signal
      ? `the script was ended by ${run.status.signal} while it answered`
      : length !== null && sent < length
      ? `the script wrote ${sent} bytes of the ${length} it promised`
      : null;
    if (why === null) return controller.close();
    exchange.note("error", why);
    controller.error(new Error(why));
  }

  return {
    ...head,
    content,
    ...(length === null ? {} : { length }),
    sent: () => sent,
  };
}

/** What follows the last chunk has no meaning, but the script may write it. */
function thenDiscard(read: Read, run: Output): Read {
  return async () => {
    const chunk = await read();
    if (chunk === null) run.discard();
    return chunk;
  };
}

function startingWith(first: Chunk, read: Read): Read {
  let given = first.length === 0;
  return () => {
    if (given) return read();
    given = true;
    return Promise.resolve(first);
  };
}

function resume(
  chunks: Chunk[],
  more: Promise<Chunk | null>,
  read: Read,
): Read {
  let pending: Promise<Chunk | null> | null = more;
  return () => {
    const chunk = chunks.shift();
    if (chunk) return Promise.resolve(chunk);
    const next = pending ?? read();
    pending = null;
    return next;
  };
}

function concatenate(chunks: readonly Chunk[]): Chunk {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(
    chunks.reduce((size, chunk) => size + chunk.length, 0),
  );
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
