import * as zlib from "node:zlib";
import type { Coding } from "./encoding.ts";

/** Content longer than this is compressed piece by piece, so that other requests get their turn; in bytes. */
const PIECE = 64 * 1024;

const { constants } = zlib;
/** Levels past which another percent costs several times the work. */
const BROTLI = {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 5,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  },
};
const GZIP = { level: 6 };

const AT_ONCE: Readonly<
  Record<Coding, (content: Uint8Array) => Uint8Array>
> = {
  br: (content) => zlib.brotliCompressSync(content, BROTLI),
  zstd: (content) => zlib.zstdCompressSync(content),
  gzip: (content) => zlib.gzipSync(content, GZIP),
};

const STREAMS = {
  br: () => zlib.createBrotliCompress(BROTLI),
  zstd: () => zlib.createZstdCompress(),
  gzip: () => zlib.createGzip(GZIP),
};

/**
 * Applies a content coding (RFC 9110 §8.4): at once to what is small, else in pieces with a pause after each.
 * The platform compresses on the one thread that also serves, whatever the name of the call.
 */
export function compress(
  content: Uint8Array<ArrayBuffer>,
  coding: Coding,
): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>> {
  if (content.length <= PIECE) return new Uint8Array(AT_ONCE[coding](content));
  return compressInPieces(content, coding);
}

async function compressInPieces(
  content: Uint8Array<ArrayBuffer>,
  coding: Coding,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = STREAMS[coding]();
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
