import type { Gzip } from "node:zlib";
import { builtin } from "../platform/node.ts";
import type { Coding } from "./encoding.ts";

/** Content longer than this is compressed piece by piece, so that other requests get their turn; in bytes. */
const PIECE = 64 * 1024;

/** How one coding is made. */
interface Compressor {
  atOnce(content: Uint8Array): Uint8Array;
  stream(): Gzip;
}

let made: Readonly<Record<Coding, Compressor>> | undefined;

/** Levels past which another percent costs several times the work. */
function compressors(): Readonly<Record<Coding, Compressor>> {
  if (made !== undefined) return made;
  const zlib = builtin("node:zlib");
  const { constants } = zlib;
  const brotli = {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  };
  const gzip = { level: 6 };
  return made = {
    br: {
      atOnce: (content) => zlib.brotliCompressSync(content, brotli),
      stream: () => zlib.createBrotliCompress(brotli),
    },
    zstd: {
      atOnce: (content) => zlib.zstdCompressSync(content),
      stream: () => zlib.createZstdCompress(),
    },
    gzip: {
      atOnce: (content) => zlib.gzipSync(content, gzip),
      stream: () => zlib.createGzip(gzip),
    },
  };
}

/**
 * Applies a content coding (RFC 9110 §8.4): at once to what is small, else in pieces with a pause after each.
 * The platform compresses on the one thread that also serves, whatever the name of the call.
 */
export function compress(
  content: Uint8Array<ArrayBuffer>,
  coding: Coding,
): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>> {
  if (content.length <= PIECE) {
    return new Uint8Array(compressors()[coding].atOnce(content));
  }
  return compressInPieces(content, coding);
}

async function compressInPieces(
  content: Uint8Array<ArrayBuffer>,
  coding: Coding,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = compressors()[coding].stream();
  const pieces: Uint8Array[] = [];
  stream.on("data", (piece: Uint8Array) => void pieces.push(piece));
  const over = new Promise<void>((resolve, reject) => {
    stream.on("end", resolve);
    stream.on("error", reject);
  });
  over.catch(() => {}); // it is awaited below, but may fail before
  for (let start = 0; start < content.length; start += PIECE) {
    const piece = content.subarray(start, start + PIECE);
    await new Promise<void>((resolve, reject) =>
      stream.write(piece, (error) => error ? reject(error) : resolve())
    );
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }
  stream.end();
  await over;
  return join(pieces);
}

function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}
