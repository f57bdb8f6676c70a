import { type Identity, isSame, lookAtOpen } from "./file.ts";
import type { Range } from "./range.ts";

/** A piece of content: bytes at hand, or a range of the file. */
export type Piece = Uint8Array<ArrayBuffer> | Range;

/** How much is read at a time, in bytes. */
const CHUNK = 64 * 1024;

/**
 * Streams pieces of an open file and closes it. Fails, so that the connection is cut, where the file ends too early or
 * is no longer what it was once all is read: what looks complete is right.
 */
export function streamPieces(
  file: Deno.FsFile,
  path: string,
  identity: Identity,
  pieces: readonly Piece[],
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const rest = [...pieces];
  let offset = 0;

  function next(): Uint8Array<ArrayBuffer> | null {
    const piece = rest[0];
    if (piece === undefined) return null;
    if (piece instanceof Uint8Array) {
      rest.shift();
      return piece;
    }
    if (offset === 0) file.seekSync(piece.start, Deno.SeekMode.Start);
    const left = piece.end - piece.start - offset;
    const chunk = new Uint8Array(Math.min(CHUNK, left));
    const count = file.readSync(chunk);
    if (count === null) throw new Error(`${path} became shorter while sent`);
    offset += count;
    if (count === left) {
      rest.shift();
      offset = 0;
    }
    return count === chunk.length ? chunk : chunk.subarray(0, count);
  }

  function fill(
    controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
  ): void {
    const chunk = next();
    const last = rest.length === 0;
    // Before the last bytes leave: after them nobody could be told.
    if (last && !isSame(identity, lookAtOpen(file, path))) {
      throw new Error(`${path} changed while it was sent`);
    }
    if (chunk) controller.enqueue(chunk);
    if (!last) return;
    file.close();
    controller.close();
  }

  return new ReadableStream({
    pull(controller) {
      try {
        fill(controller);
      } catch (error) {
        file.close();
        throw error;
      }
    },
    cancel: () => file.close(),
  }, { highWaterMark: 0 });
}
