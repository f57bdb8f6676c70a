import type { Environment } from "../gateway/meta_variables.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** A piece of what an application sends; the bytes are only good until the next are parsed. */
export type Part =
  | { readonly kind: "stdout"; readonly bytes: Chunk }
  | { readonly kind: "stderr"; readonly bytes: Chunk }
  | { readonly kind: "end"; readonly refusal: Refusal | null };

/** Why an application did not take a request, which it then has not begun to answer. */
export type Refusal = "overloaded" | "one at a time" | "unknown role";

/** What an application sent that its protocol has no meaning for. */
export class UnreadableRecord extends Error {
  override readonly name = "UnreadableRecord";
}

/** Reads the bytes of one answer in the pieces that they come in. */
export interface Reading {
  /** Throws `UnreadableRecord`. */
  parse(bytes: Chunk): Part[];
  /** Whether an answer ends by the connection's end, and not before. */
  readonly endsByClosing: boolean;
  /** Whether all of an answer has been read, so that the connection is free for another. */
  done(): boolean;
}

/** How a request is written and its answer read. */
export interface Wire {
  /** Whether a connection can carry another request after this one. */
  readonly keeps: boolean;
  /** All that goes before the content; `keep` asks for the connection to be kept. */
  head(variables: Environment, keep: boolean): Chunk;
  /** A piece of content, never an empty one. */
  content(bytes: Chunk): Chunk;
  /** What says that the content is over; empty where nothing does. */
  readonly end: Chunk;
  /** What says that nobody waits for the answer; empty where closing does. */
  readonly abort: Chunk;
  read(): Reading;
}

/** Joins pieces of bytes. */
export function joinBytes(pieces: readonly Uint8Array[]): Chunk {
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
