import type { Evidence } from "./cause.ts";
import { plainStderr } from "./pattern.ts";

/** The last place in the script that a traceback names, as evidence. */
export function place(evidence: Evidence): string[] {
  const line = lastLine(evidence);
  return line === null ? [] : [`it happens in line ${line}`];
}

/** The same within a sentence; empty where it is not known. */
export function where(evidence: Evidence): string {
  const line = lastLine(evidence);
  return line === null ? "" : ` in line ${line}`;
}

/** The text of that line; empty where it is not known. */
export function blamedLine(evidence: Evidence): string {
  const line = lastLine(evidence);
  if (line === null) return "";
  return evidence.file.source.split("\n")[Number(line) - 1]?.trim() ?? "";
}

function lastLine(evidence: Evidence): string | null {
  const places = [
    ...plainStderr(evidence).matchAll(/^ *File "([^"\n]+)", line (\d+)/gm),
  ];
  const own = places.filter(([, file]) => file === evidence.script);
  return (own.at(-1) ?? places.at(-1))?.[2] ?? null;
}
