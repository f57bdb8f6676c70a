import { UnreadableHeader } from "./response.ts";

type Chunk = Uint8Array<ArrayBuffer>;
type Read = () => Promise<Chunk | null>;

const LF = 0x0a;
const LONGEST_LINE = 4_096;

/**
 * Takes the chunked coding off (RFC 9112 §7.1): only a script that speaks HTTP itself may have put it on.
 * The result throws `UnreadableHeader` where the coding is broken.
 */
export function decodeChunks(read: Read): Read {
  let rest: Chunk = new Uint8Array();
  let left = 0;
  let over = false;

  async function fill(): Promise<void> {
    const chunk = await read();
    if (chunk === null) throw new UnreadableHeader("its last chunk is missing");
    rest = chunk;
  }

  async function line(): Promise<string> {
    let text = "";
    while (text.length < LONGEST_LINE) {
      const end = rest.indexOf(LF);
      const part = end < 0 ? rest : rest.subarray(0, end);
      text += String.fromCharCode(...part.subarray(0, LONGEST_LINE));
      if (end >= 0) {
        rest = rest.subarray(end + 1);
        return text.replace(/\r$/, "");
      }
      await fill();
    }
    throw new UnreadableHeader("a line of its chunked content is too long");
  }

  async function nextChunk(): Promise<void> {
    const text = await line();
    const digits = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i.exec(text)?.[1];
    if (!digits) throw new UnreadableHeader("its chunks cannot be read");
    left = parseInt(digits, 16);
    if (left > 0) return;
    while (await line() !== "");
    over = true;
  }

  return async () => {
    if (left === 0 && !over) await nextChunk();
    if (over) return null;
    if (rest.length === 0) await fill();
    const passed = rest.subarray(0, left);
    rest = rest.subarray(passed.length);
    left -= passed.length;
    if (left === 0 && await line() !== "") {
      throw new UnreadableHeader("its chunks do not end where they say");
    }
    return passed;
  };
}
