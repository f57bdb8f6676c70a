import type { Exchange } from "../http/exchange.ts";
import { lookAtOpen, readPart } from "./file.ts";
import type { Range } from "./range.ts";
import type { Representation } from "./representation.ts";

/** A piece of content: bytes at hand, or a range of the file. */
export type Piece = Uint8Array<ArrayBuffer> | Range;

type Bytes = Uint8Array<ArrayBuffer>;

/** How much is read at a time, in bytes: larger pieces cost no less per byte, and more memory. */
const CHUNK = 64 * 1024;

/** How many files are sent under watch at a time; see `sendFile`. */
const MOST_WATCHED = 4;
let watched = 0;

/**
 * Sends pieces of an open file, and closes it. A file that ends too early cuts the connection, so what is short does
 * not look complete. Up to a number of transfers each is also watched for a change of the file in place, by reading
 * here. The rest are read by the platform, which takes a third of the memory; but it can only send one range, and only
 * over HTTP/1.1, where it stops at Content-Length. `direct` is as in `StaticOptions`.
 */
export function sendFile(
  exchange: Exchange,
  file: Deno.FsFile,
  form: Representation,
  pieces: readonly Piece[],
  direct: boolean,
): ReadableStream<Bytes> {
  const [only] = pieces;
  if (
    watched < MOST_WATCHED || exchange.protocol !== "HTTP/1.1" ||
    pieces.length !== 1 || only === undefined || only instanceof Uint8Array
  ) return watchedStream(exchange, file, form, pieces, direct);
  file.seekSync(only.start, Deno.SeekMode.Start);
  return file.readable;
}

/** Streams pieces of a file, and stops before the last bytes where the file is no longer what it was. */
function watchedStream(
  exchange: Exchange,
  file: Deno.FsFile,
  form: Representation,
  pieces: readonly Piece[],
  direct: boolean,
): ReadableStream<Bytes> {
  const reader = pieceReader(file, pieces);
  let before: Bytes | undefined;
  let open = true;
  watched++;

  function end(): void {
    if (!open) return;
    open = false;
    watched--;
    file.close();
  }

  function pull(controller: ReadableStreamDefaultController<Bytes>): void {
    // The platform has its own hold on what was sent. Letting go of ours at once spares waiting for the collector,
    // and with it some forty megabytes for 16 slow clients.
    if (direct) before?.buffer.transfer(0);
    const chunk = reader.next();
    if (chunk === null || (reader.isOver() && isOther(file, form, reader))) {
      end();
      breakOff(exchange, controller, form.path);
      return;
    }
    before = chunk;
    controller.enqueue(chunk);
    if (!reader.isOver()) return;
    end();
    controller.close();
  }

  return new ReadableStream({ pull, cancel: end }, { highWaterMark: 0 });
}

/** Content that ends before its Content-Length cuts an HTTP/1 connection; a stream of HTTP/2 is reset by an error. */
function breakOff(
  exchange: Exchange,
  controller: ReadableStreamDefaultController<Bytes>,
  path: string,
): void {
  exchange.note("warning", "A file changed while it was sent.", { path });
  if (exchange.protocol === "HTTP/2.0") controller.error(new Error("changed"));
  else controller.close();
}

/** Whether what was sent may be of two states of the file. One that only grew at its end, as a log does, is whole. */
function isOther(
  file: Deno.FsFile,
  { path, identity }: Representation,
  { samples }: PieceReader,
): boolean {
  const info = lookAtOpen(file, path);
  const modified = info.mtime?.getTime() ?? 0;
  if (info.size === identity.size && modified === identity.modified) {
    return false;
  }
  return info.size <= identity.size ||
    samples.some(({ start, bytes }) =>
      readPart(file, start, bytes.length)?.some((byte, index) =>
        byte !== bytes[index]
      ) ?? true
    );
}

/** A few bytes as they were sent, to be compared with the file later. */
interface Sample {
  readonly start: number;
  readonly bytes: Bytes;
}

interface PieceReader {
  /** The next bytes, or `null` where the file ends too early. */
  next(): Bytes | null;
  isOver(): boolean;
  readonly samples: readonly Sample[];
}

function pieceReader(
  file: Deno.FsFile,
  pieces: readonly Piece[],
): PieceReader {
  const rest = [...pieces];
  const samples: Sample[] = [];
  let offset = 0;
  let count = 0;

  function sample(start: number, chunk: Bytes): void {
    count++;
    // Dense at first, then at doubling distances: enough to tell another content, few to keep.
    if (count > 16 && (count & (count - 1)) !== 0) return;
    samples.push({ start, bytes: chunk.slice(0, 64) });
  }

  function readFrom({ start, end }: Range): Bytes | null {
    if (offset === 0) file.seekSync(start, Deno.SeekMode.Start);
    const left = end - start - offset;
    const buffer = new Uint8Array(Math.min(CHUNK, left));
    const read = file.readSync(buffer);
    if (read === null) return null;
    const chunk = read < buffer.length ? buffer.subarray(0, read) : buffer;
    sample(start + offset, chunk);
    offset += read;
    if (read < left) return chunk;
    rest.shift();
    offset = 0;
    return chunk;
  }

  return {
    next() {
      const piece = rest[0];
      if (piece === undefined) return null;
      if (!(piece instanceof Uint8Array)) return readFrom(piece);
      rest.shift();
      return piece;
    },
    isOver: () => rest.length === 0,
    samples,
  };
}
