import type { Evidence, Remedy } from "./cause.ts";

/** Quotes a word for a POSIX shell, where it needs that. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A remedy that one command carries out; on Windows the text alone. */
export function byCommand(
  evidence: Evidence,
  text: string,
  command: string,
): Remedy {
  return evidence.system === "windows" ? { text } : { text, command };
}

/** A remedy that has to be carried out by hand, and a command that shows where. */
export function byLooking(
  evidence: Evidence,
  text: string,
  command: string,
): Remedy {
  const remedy = byCommand(evidence, text, command);
  return remedy.command === undefined ? remedy : { ...remedy, looks: true };
}

/** The one line that helps most: the command that mends it, else what to do. */
export function inBrief({ text, command, looks }: Remedy): string {
  return looks ? text : command ?? text;
}

/** A remedy that edits the script in place by a `sed` expression. */
export function byEditing(
  evidence: Evidence,
  text: string,
  expression: string,
  option = "",
): Remedy {
  const own = option === "" ? "" : `${option} `;
  const inPlace = `sed ${own}-i${evidence.system === "darwin" ? " ''" : ""}`;
  return byCommand(
    evidence,
    text,
    `${inPlace} ${shellWord(expression)} ${shellWord(evidence.script)}`,
  );
}

/** A remedy that replaces the first line. */
export function byFirstLine(
  evidence: Evidence,
  line: string,
  text = `Make \`${line}\` the first line.`,
): Remedy {
  return byEditing(evidence, text, `1s|.*|${line}|`);
}
