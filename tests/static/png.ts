import { inflateSync } from "node:zlib";

/** A picture as a browser takes it of a page. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** The colour at a place, as `#rrggbb`. */
  at(x: number, y: number): string;
}

const BYTES: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/** Reads a PNG of 8 bits a channel, RGB or RGBA, not interlaced (ISO/IEC 15948). */
export function readPng(png: Uint8Array): Picture {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const bytes = BYTES[view.getUint8(25)];
  if (view.getUint8(24) !== 8 || bytes === undefined) {
    throw new Error("this PNG is of another kind");
  }
  const pixels = unfilter(inflateSync(imageData(view, png)), width, bytes);
  return {
    width,
    height,
    at(x, y) {
      const start = (Math.round(y) * width + Math.round(x)) * bytes;
      const channels = [...pixels.slice(start, start + 3)];
      return "#" +
        channels.map((value) => value.toString(16).padStart(2, "0")).join("");
    },
  };
}

function imageData(view: DataView, png: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    if (type === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const whole = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/** Takes back what each line was filtered with (ISO/IEC 15948 §9.2). */
function unfilter(
  lines: Uint8Array,
  width: number,
  bytes: number,
): Uint8Array {
  const stride = width * bytes;
  const pixels = new Uint8Array((lines.length / (stride + 1)) * stride);
  for (let from = 0, to = 0; from < lines.length; from += stride + 1) {
    const filter = lines[from] ?? 0;
    for (let index = 0; index < stride; index++, to++) {
      const left = index < bytes ? 0 : pixels[to - bytes] ?? 0;
      const above = pixels[to - stride] ?? 0;
      const corner = index < bytes ? 0 : pixels[to - stride - bytes] ?? 0;
      pixels[to] = (lines[from + 1 + index] ?? 0) +
        prediction(filter, left, above, corner);
    }
  }
  return pixels;
}

function prediction(
  filter: number,
  left: number,
  above: number,
  corner: number,
): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  return filter === 4 ? nearest(left, above, corner) : 0;
}

function nearest(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [left, above, corner].map((value) =>
    Math.abs(guess - value)
  ) as [number, number, number];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}
