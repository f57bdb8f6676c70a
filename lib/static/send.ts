import { HttpError } from "../http/error.ts";
import type { Exchange, Fields, Reply } from "../http/exchange.ts";
import { allowsRange, evaluate } from "./conditional.ts";
import { isStill, openSame, readPart } from "./file.ts";
import { multipart } from "./multipart.ts";
import { contentRange, parseRanges, type Range, type Ranges } from "./range.ts";
import type { Representation } from "./representation.ts";
import { type Piece, sendFile } from "./stream.ts";

/**
 * Answers GET or HEAD with a representation: 200, 206, 304 (RFC 9110 §13.2.2, §14). `null` where its file is no
 * longer there as it was described. Throws `HttpError` 412 and 416, and 403 or 503 where it cannot be opened.
 */
export function send(
  exchange: Exchange,
  form: Representation,
  direct: boolean,
): Reply | null {
  const { fields } = exchange;
  const verdict = evaluate(fields, form);
  if (verdict === "not modified") return form.notModified;
  if (verdict === "failed") {
    throw new HttpError(412, "The file is not in the state you asked for.");
  }
  if (exchange.method === "HEAD") return form.whole ?? head(form);
  const ranges = wantedRanges(fields, form);
  if (ranges === "unsatisfiable") {
    throw new HttpError(416, "The file has no such part.", {
      fields: [["content-range", `bytes */${form.size}`]],
    });
  }
  if (ranges === "whole") {
    return form.whole ??
      sendPieces(exchange, form, [{ start: 0, end: form.size }], {
        status: 200,
        fields: form.fields,
        direct,
      });
  }
  return sendRanges(exchange, form, ranges, direct);
}

/** Only the plain form is sent in parts: part of a coded one is no use without the rest. */
function wantedRanges(fields: Headers, form: Representation): Ranges {
  if (form.coding !== null) return "whole";
  const range = fields.get("range");
  if (range === null) return "whole";
  if (!allowsRange(fields.get("if-range"), form, Date.now())) return "whole";
  return parseRanges(range, form.size);
}

function head(form: Representation): Reply {
  const { fields, size } = form;
  return { status: 200, fields, content: null, length: size };
}

function sendRanges(
  exchange: Exchange,
  form: Representation,
  ranges: readonly Range[],
  direct: boolean,
): Reply | null {
  const [only] = ranges;
  if (only && ranges.length === 1) {
    const fields: Fields = [
      ...form.fields,
      ["content-range", contentRange(only, form.size)],
    ];
    return sendPieces(exchange, form, [only], { status: 206, fields, direct });
  }
  const parts = multipart(ranges, form.size, typeOf(form), crypto.randomUUID());
  const fields: Fields = [
    ["content-type", parts.type],
    ...form.fields.filter(([name]) => name !== "content-type"),
  ];
  return sendPieces(exchange, form, parts.pieces, {
    status: 206,
    fields,
    direct,
  });
}

function typeOf(form: Representation): string {
  return form.fields[0]?.[1] ?? "application/octet-stream";
}

/** Parts of a large file up to this many bytes are read at once, for this one client. */
const SHORT = 256 * 1024;

/** How an answer begins, and whether the platform itself reads the rest. */
interface Start {
  readonly status: number;
  readonly fields: Fields;
  readonly direct: boolean;
}

/** Sends pieces from memory, from a short read, or as a stream. */
function sendPieces(
  exchange: Exchange,
  form: Representation,
  pieces: readonly Piece[],
  { direct, ...start }: Start,
): Reply | null {
  const length = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  if (form.content) {
    return { ...start, content: join(pieces, length, cut(form.content)) };
  }
  const file = openSame(form.path, form.identity);
  if (file === null) return null;
  if (length <= SHORT) {
    try {
      const read = ({ start, end }: Range) =>
        readPart(file, start, end - start);
      const content = join(pieces, length, read);
      // What was changed while it was read may be of two states.
      const whole = content && isStill(file, form.path, form.identity);
      return whole ? { ...start, content } : null;
    } finally {
      file.close();
    }
  }
  const content = sendFile(exchange, file, form, pieces, direct);
  return { ...start, content, length };
}

function cut(content: Uint8Array<ArrayBuffer>) {
  return ({ start, end }: Range) => content.subarray(start, end);
}

function lengthOf(piece: Piece): number {
  return piece instanceof Uint8Array ? piece.length : piece.end - piece.start;
}

/** All pieces as one; `null` where the file turns out to be too short. */
function join(
  pieces: readonly Piece[],
  length: number,
  read: (range: Range) => Uint8Array<ArrayBuffer> | null,
): Uint8Array<ArrayBuffer> | null {
  const [only] = pieces;
  if (only && pieces.length === 1 && !(only instanceof Uint8Array)) {
    return read(only);
  }
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    const bytes = piece instanceof Uint8Array ? piece : read(piece);
    if (bytes === null) return null;
    joined.set(bytes, offset);
    offset += bytes.length;
  }
  return joined;
}
