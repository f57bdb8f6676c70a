import type { Environment } from "../gateway/meta_variables.ts";
import {
  joinBytes,
  type Part,
  type Reading,
  type Refusal,
  UnreadableRecord,
  type Wire,
} from "./wire.ts";

type Chunk = Uint8Array<ArrayBuffer>;

const VERSION = 1;
/** Each connection carries one request at a time, so one number is enough (FastCGI 1.0 §3.3). */
const REQUEST = 1;
const HEADER = 8;
const LONGEST = 65_535;

const BEGIN_REQUEST = 1;
const ABORT_REQUEST = 2;
const END_REQUEST = 3;
const PARAMS = 4;
const STDIN = 5;
const STDOUT = 6;
const STDERR = 7;

const RESPONDER = 1;
const KEEP_CONN = 1;

/** Requests and answers in FastCGI 1.0, the role Responder (§6.2). */
export const FASTCGI: Wire = {
  keeps: true,
  head: (variables, keep) =>
    joinBytes([
      record(
        BEGIN_REQUEST,
        Uint8Array.of(0, RESPONDER, keep ? KEEP_CONN : 0, 0, 0, 0, 0, 0),
      ),
      ...records(PARAMS, encodeParams(variables)),
      record(PARAMS, EMPTY),
    ]),
  content: (bytes) => joinBytes(records(STDIN, bytes)),
  get end() {
    return record(STDIN, EMPTY);
  },
  get abort() {
    return record(ABORT_REQUEST, EMPTY);
  },
  read: readRecords,
};

const EMPTY = new Uint8Array();

/** One record (§3.3), padded to a multiple of eight bytes as the specification advises. */
function record(type: number, content: Uint8Array): Chunk {
  const padding = -content.length & 7;
  const bytes = new Uint8Array(HEADER + content.length + padding);
  const { length } = content;
  bytes.set([VERSION, type, 0, REQUEST, length >> 8, length & 255, padding]);
  bytes.set(content, HEADER);
  return bytes;
}

function records(type: number, content: Uint8Array): Chunk[] {
  const pieces: Chunk[] = [];
  for (let at = 0; at < content.length; at += LONGEST) {
    pieces.push(record(type, content.subarray(at, at + LONGEST)));
  }
  return pieces;
}

const ENCODER = new TextEncoder();
/** The most that the two lengths of a pair take. */
const LENGTHS = 8;

/** Writes variables as name-value pairs (§3.4), in UTF-8. One buffer for all: this is done for every request. */
export function encodeParams(variables: Environment): Chunk {
  const pairs = Object.entries(variables);
  const size = pairs.reduce(
    (sum, [name, value]) => sum + LENGTHS + 3 * (name.length + value.length),
    0,
  );
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const [name, value] of pairs) {
    const start = at + LENGTHS;
    const middle = start + encodeText(name, bytes, start);
    const end = middle + encodeText(value, bytes, middle);
    at = encodeLength(middle - start, bytes, at);
    at = encodeLength(end - middle, bytes, at);
    bytes.copyWithin(at, start, end);
    at += end - start;
  }
  return bytes.subarray(0, at);
}

/** How many bytes it took. */
function encodeText(text: string, bytes: Chunk, start: number): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) {
      return ENCODER.encodeInto(text, bytes.subarray(start)).written;
    }
    bytes[start + at] = code;
  }
  return text.length;
}

/** Where the next may be written. */
function encodeLength(length: number, bytes: Chunk, at: number): number {
  if (length < 128) {
    bytes[at] = length;
    return at + 1;
  }
  bytes[at] = (length >>> 24) | 128;
  bytes[at + 1] = length >>> 16;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
  return at + 4;
}

/** Reads records as they come, and their content before they are whole. */
function readRecords(): Reading {
  const header = new Uint8Array(HEADER);
  const end: number[] = [];
  let have = 0;
  let content = 0;
  let padding = 0;
  let over = false;
  let stray = false;

  /** Takes bytes of the header; how many. */
  function takeHeader(bytes: Chunk): number {
    const taken = Math.min(HEADER - have, bytes.length);
    header.set(bytes.subarray(0, taken), have);
    have += taken;
    if (have === HEADER) {
      checkHeader(header);
      content = number(header, 4);
      padding = header[6] ?? 0;
    }
    return taken;
  }

  function takeContent(bytes: Chunk): Part[] {
    content -= bytes.length;
    const type = number(header, 2) === REQUEST ? header[1] : undefined;
    if (type === STDOUT) return [{ kind: "stdout", bytes }];
    if (type === STDERR) return [{ kind: "stderr", bytes }];
    if (type !== END_REQUEST) return [];
    end.push(...bytes);
    if (content > 0) return [];
    over = true;
    return [{ kind: "end", refusal: readRefusal(end) }];
  }

  return {
    endsByClosing: false,
    done: () => over && have === 0 && !stray,
    parse(bytes) {
      const parts: Part[] = [];
      let rest = bytes;
      while (rest.length > 0) {
        // Security: what comes unasked would pass for the answer to the next request.
        if (over && have === 0) stray = true;
        if (stray) break;
        let taken: number;
        if (have < HEADER) taken = takeHeader(rest);
        else if (content > 0) {
          taken = Math.min(content, rest.length);
          parts.push(...takeContent(rest.subarray(0, taken)));
        } else {
          taken = Math.min(padding, rest.length);
          padding -= taken;
        }
        rest = rest.subarray(taken);
        if (have === HEADER && content === 0 && padding === 0) have = 0;
      }
      return parts;
    },
  };
}

function number(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Records about the application as a whole have the number 0 (§4); nobody asked, so they mean nothing here. */
function checkHeader(header: Uint8Array): void {
  const [version, type = 0] = header;
  const request = number(header, 2);
  if (version !== VERSION || (request !== REQUEST && request !== 0)) {
    throw new UnreadableRecord("what it wrote is not FastCGI");
  }
  const known = type === STDOUT || type === STDERR || type === END_REQUEST;
  if (request === REQUEST && !known) {
    throw new UnreadableRecord(`it wrote a record of type ${type}`);
  }
  if (type === END_REQUEST && number(header, 4) < 5) {
    throw new UnreadableRecord("its last record is too short");
  }
}

const REFUSALS: readonly (Refusal | null)[] = [
  null,
  "one at a time",
  "overloaded",
  "unknown role",
];

/** The protocol status of the record that ends a request (§5.5). */
function readRefusal(body: readonly number[]): Refusal | null {
  return REFUSALS[body[4] ?? 0] ?? null;
}
