import { delay } from "./time.ts";

/** Takes what a script writes on stderr. */
export interface StderrLog {
  /** Takes some bytes; in a flood it resolves late, so that a script that only complains cannot busy the server. */
  add(bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /** Writes out what is left, and how much was left out. */
  end(): void;
  /** The last of it, for the explanation of a failure. */
  tail(): string;
}

const MOST_LINES = 100;
const LONGEST_LINE = 2_000;
const TAIL = 4_096;
const PAUSE = 2;

/** Hands a script's stderr to `write` line by line; a flood is counted, not kept. */
export function createStderrLog(write: (line: string) => void): StderrLog {
  // Most scripts have nothing to complain of, so nothing is made ready for it.
  let decoder: TextDecoder | undefined;
  let rest = "";
  let last: Uint8Array<ArrayBuffer> | undefined;
  let lines = 0;
  let dropped = 0;

  function line(text: string): void {
    if (text === "") return;
    lines++;
    write(clean(text));
  }

  function addLines(bytes: Uint8Array): void {
    decoder ??= new TextDecoder();
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    const logged = parts.slice(0, MOST_LINES - lines);
    for (const part of logged) line(part);
    for (const part of parts.slice(logged.length)) dropped += part.length + 1;
    if (rest.length > LONGEST_LINE) {
      line(rest);
      rest = "";
    }
  }

  return {
    add(bytes) {
      last = last ? lastOf(last, bytes) : bytes.slice(-TAIL);
      if (lines < MOST_LINES) return addLines(bytes);
      dropped += bytes.length;
      return delay(PAUSE);
    },
    end() {
      if (lines < MOST_LINES) line(rest);
      else dropped += rest.length;
      rest = "";
      if (dropped > 0) write(`… and ${dropped} more bytes`);
      dropped = 0;
    },
    tail: () => last ? new TextDecoder().decode(last) : "",
  };
}

/** The last bytes of both, copied, since the whole could be much. */
function lastOf(
  before: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  if (bytes.length >= TAIL) return bytes.slice(-TAIL);
  const whole = new Uint8Array(before.length + bytes.length);
  whole.set(before);
  whole.set(bytes, before.length);
  return whole.subarray(-TAIL);
}

// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

// deno-lint-ignore no-control-regex
const COLOURS = /\x1b\[[\d;]*m/g;

/** Security: control characters could forge log lines or steer the terminal that shows them. */
function clean(text: string): string {
  const short = text.length > LONGEST_LINE
    ? `${text.slice(0, LONGEST_LINE)}…`
    : text;
  return short.replace(/\r$/, "").replace(COLOURS, "").replace(
    CONTROLS,
    "\ufffd",
  );
}
