const ALPHABET =
  "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * Writes bytes as the hashes of `crypt` do: `order` names the bytes of each group of three (the last may be shorter),
 * the first of them highest; the lowest six bits are written first.
 */
export function encodeCrypt(
  bytes: Uint8Array,
  order: readonly (readonly number[])[],
): string {
  let text = "";
  for (const group of order) {
    let bits = group.reduce((sum, at) => (sum << 8) | (bytes[at] ?? 0), 0);
    const length = Math.ceil((group.length * 8) / 6);
    for (let count = 0; count < length; count++) {
      text += ALPHABET[bits & 63];
      bits >>>= 6;
    }
  }
  return text;
}
