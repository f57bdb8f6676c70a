import type { Environment } from "../gateway/meta_variables.ts";
import { joinBytes, type Wire } from "./wire.ts";

type Chunk = Uint8Array<ArrayBuffer>;

const EMPTY: Chunk = new Uint8Array();

/** Requests and answers in SCGI: a connection each, the answer ends with it. */
export const SCGI: Wire = {
  keeps: false,
  head: (variables) => encodeNetstring(encodeHeaders(variables)),
  content: (bytes) => bytes,
  end: EMPTY,
  abort: EMPTY,
  read: () => ({
    endsByClosing: true,
    done: () => false,
    parse: (bytes) => [{ kind: "stdout", bytes }],
  }),
};

/**
 * CONTENT_LENGTH comes first and is always there, then the version, then the rest;
 * each name and value ends in NUL. Security: so none may hold one.
 */
function encodeHeaders(variables: Environment): Chunk {
  const { CONTENT_LENGTH = "0", ...others } = variables;
  const pairs = Object.entries({ CONTENT_LENGTH, SCGI: "1", ...others });
  const text = pairs.flat().map((word) => `${word.replaceAll("\0", "")}\0`)
    .join("");
  return new TextEncoder().encode(text);
}

function encodeNetstring(bytes: Chunk): Chunk {
  const encoder = new TextEncoder();
  return joinBytes([
    encoder.encode(`${bytes.length}:`),
    bytes,
    encoder.encode(","),
  ]);
}
