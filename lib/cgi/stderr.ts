/** Takes what a script writes on stderr. */
export interface StderrLog {
  add(bytes: Uint8Array): void;
  /** Writes out what is left, and how much was left out. */
  end(): void;
  /** The last of it, for the explanation of a failure. */
  tail(): string;
}

const MOST_LINES = 100;
const LONGEST_LINE = 2_000;
const TAIL = 4_096;

/** Hands a script's stderr to `write` line by line; a flood is counted, not kept. */
export function createStderrLog(write: (line: string) => void): StderrLog {
  const decoder = new TextDecoder();
  let rest = "";
  let last = "";
  let lines = 0;
  let dropped = 0;

  function line(text: string): void {
    if (text === "") return;
    if (++lines > MOST_LINES) dropped++;
    else write(clean(text));
  }

  return {
    add(bytes) {
      const text = decoder.decode(bytes, { stream: true });
      last = (last + text).slice(-TAIL);
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) line(part);
      if (rest.length > LONGEST_LINE) {
        line(rest);
        rest = "";
      }
    },
    end() {
      line(rest);
      rest = "";
      if (dropped > 0) write(`… and ${dropped} more lines`);
      dropped = 0;
    },
    tail: () => last,
  };
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
