const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)?$/i;
const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Reads a duration such as `30s`, `1h`, `250ms` or `90` (seconds) as milliseconds. Throws `RangeError`. */
export function parseDuration(text: string): number {
  const match = DURATION.exec(text.trim());
  const unit = MILLISECONDS[(match?.[2] ?? "s").toLowerCase()];
  if (!match || unit === undefined) {
    throw new RangeError("is not a duration such as 30s, 5m or 1h");
  }
  return Math.round(Number(match[1]) * unit);
}

const SIZE = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?b)?|b)?$/i;
const POWERS = "kmgt";

/** Reads a size such as `64MiB`, `1G` or `4096` (bytes), in powers of 1,024, as bytes. Throws `RangeError`. */
export function parseSize(text: string): number {
  const match = SIZE.exec(text.trim());
  if (!match) throw new RangeError("is not a size such as 512KiB, 64MiB or 1G");
  const power = match[2] ? POWERS.indexOf(match[2].toLowerCase()) + 1 : 0;
  return Math.round(Number(match[1]) * 1024 ** power);
}

/** Reads a whole number within bounds. Throws `RangeError`. */
export function parseInteger(
  text: string,
  least: number,
  most: number,
): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new RangeError(`is not a whole number from ${least} to ${most}`);
  }
  return number;
}

/** Splits `name=value` at the first `=`. Throws `RangeError` where there is none or the name is empty. */
export function parsePair(text: string, shape: string): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 1) throw new RangeError(`is not of the form ${shape}`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** Splits a list at commas; empty elements are left out. */
export function parseWords(text: string): string[] {
  return text.split(",").map((word) => word.trim()).filter((word) => word);
}
