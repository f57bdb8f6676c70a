import { contentRange, type Range } from "./range.ts";

/** Content of the type `multipart/byteranges` (RFC 9110 §14.6). */
export interface Multipart {
  /** Its media type, with the boundary. */
  readonly type: string;
  /** Bytes to be sent as they are, and ranges of the representation in between. */
  readonly pieces: readonly (Uint8Array<ArrayBuffer> | Range)[];
}

/** Lays out several ranges of a representation of `length` bytes and media type `type`. */
export function multipart(
  ranges: readonly Range[],
  length: number,
  type: string,
  boundary: string,
): Multipart {
  const encoder = new TextEncoder();
  const pieces: (Uint8Array<ArrayBuffer> | Range)[] = [];
  let before = "";
  for (const range of ranges) {
    const fields = `--${boundary}\r\nContent-Type: ${type}\r\n` +
      `Content-Range: ${contentRange(range, length)}\r\n\r\n`;
    pieces.push(encoder.encode(before + fields), range);
    before = "\r\n";
  }
  pieces.push(encoder.encode(`\r\n--${boundary}--\r\n`));
  return { type: `multipart/byteranges; boundary=${boundary}`, pieces };
}
