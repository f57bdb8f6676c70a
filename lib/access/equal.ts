import { timingSafeEqual } from "node:crypto";

/** Compares two texts in a time that does not tell where they differ. */
export function equalTexts(one: string, other: string): boolean {
  const encoder = new TextEncoder();
  const [a, b] = [encoder.encode(one), encoder.encode(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
