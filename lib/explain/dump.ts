const ROW = 16;

/** Bytes as people read them: place, hexadecimal, characters; at most `limit` bytes. */
export function hexDump(bytes: Uint8Array, limit = 256): string {
  const rows: string[] = [];
  for (let start = 0; start < Math.min(bytes.length, limit); start += ROW) {
    const row = bytes.subarray(start, Math.min(start + ROW, limit));
    const hex = [...row].map((byte) => byte.toString(16).padStart(2, "0"));
    const left = hex.slice(0, 8).join(" ").padEnd(23);
    const right = hex.slice(8).join(" ").padEnd(23);
    const text = [...row].map((byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·"
    ).join("");
    const place = start.toString(16).padStart(4, "0");
    rows.push(`${place}  ${left}  ${right}  ${text}`);
  }
  return rows.join("\n");
}

/** A text with its control characters made visible; line ends stay, and a CR before one shows. */
export function visible(text: string): string {
  return text.replace(/\r\n/g, "␍\n").replace(
    // deno-lint-ignore no-control-regex
    /[\x00-\x08\x0b-\x1f\x7f]/g,
    (character) =>
      character === "\x7f"
        ? "␡"
        : String.fromCharCode(0x2400 + character.charCodeAt(0)),
  ).replace(/[\u202a-\u202e\u2066-\u2069]/g, "�");
}
