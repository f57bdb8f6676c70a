import { HttpError } from "../http/error.ts";
import type { Exchange, Fields, Outcome, Reply } from "../http/exchange.ts";
import { answerStream } from "./answer_stream.ts";
import { decodeChunks } from "./chunked.ts";
import {
  type Answer,
  findHeaderEnd,
  interpretHeader,
  LONGEST_HEADER,
  parseHeader,
  UnreadableHeader,
} from "./response.ts";
import {
  type Chunk,
  collect,
  concatenate,
  type Read,
  resume,
  startingWith,
} from "./piece.ts";

/** Why a script, or a call of an application, was ended from here before its answer was whole. */
export type EndReason =
  | "client"
  | "time"
  | "silence"
  | "content"
  | "output"
  | "server";

/** What writes an answer: the process of a script, or a connection to where it runs. */
export interface Output {
  /** Why it was ended, or broke off, before it was done. */
  readonly ended: string | null;
  /** Settles when it is over; never rejects. */
  readonly exited: Promise<unknown>;
  /** How the process ended, where there is one. */
  readonly status: { readonly signal: string | null } | null;
  /** Whether the client is busy sending content. */
  readonly receiving?: boolean;
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
  if (exchange.method === "HEAD" || isBodiless(status)) {
    run.discard();
    if (isBodiless(status)) {
      return { status, fields: withoutType(fields), content: null };
    }
    const known = length !== null;
    return { status, fields, content: null, ...(known ? { length } : {}) };
  }
  const plain = startingWith(first, () => run.read());
  const read = chunked ? thenDiscard(decodeChunks(plain), run) : plain;
  const piece = await collect(read, () => run.receiving ?? false);
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
  return answerStream(
    { status, fields },
    resume(piece.chunks, piece.more, read),
    chunked ? null : length,
    run,
    exchange,
  );
}

function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** What has no content has no type of it (RFC 9110 §8.3, §15.4.5). */
function withoutType(fields: Fields): Fields {
  return fields.filter(([name]) => name.toLowerCase() !== "content-type");
}

/** What follows the last chunk has no meaning, but the script may write it. */
function thenDiscard(read: Read, run: Output): Read {
  return async () => {
    const chunk = await read();
    if (chunk === null) run.discard();
    return chunk;
  };
}
