import type { Cause, Evidence, Finding, Remedy } from "./cause.ts";
import { guessLanguage, type Language } from "./language.ts";
import { interpreterLine, octets, quote } from "./text.ts";

/** What a matching line tells; more evidence than the line itself is rare. */
export interface Telling {
  readonly sentence: string;
  readonly remedy: Remedy;
  readonly evidence?: readonly string[];
}

/** A cause that shows by what a script, its interpreter or the system wrote on stderr. */
export interface Pattern {
  readonly id: string;
  readonly pattern: RegExp;
  /** Look at stdout too, where some interpreters put their complaints. */
  readonly output?: boolean;
  /** Only for scripts in one of these languages. */
  readonly languages?: readonly Language[];
  readonly tell: (match: RegExpExecArray, evidence: Evidence) => Telling | null;
}

/** Stderr without the colours that some interpreters put in. */
export function plainStderr({ run }: Evidence): string {
  // deno-lint-ignore no-control-regex
  return (run?.stderr ?? "").replace(/\x1b\[[\d;]*m/g, "");
}

/** The language of the script in question. */
export function languageOf(evidence: Evidence): Language | null {
  const { script, file } = evidence;
  return guessLanguage(script, interpreterLine(file.head), file.source);
}

/** Makes causes of a table of patterns, in its order. */
export function causesOf(patterns: readonly Pattern[]): readonly Cause[] {
  return patterns.map((row) => ({
    id: row.id,
    find: (evidence) => match(row, evidence),
  }));
}

function match(row: Pattern, evidence: Evidence): Finding | null {
  const { run } = evidence;
  if (run === null) return null;
  const language = languageOf(evidence);
  if (row.languages && !(language && row.languages.includes(language))) {
    return null;
  }
  const places: [string, string][] = [["stderr", plainStderr(evidence)]];
  if (row.output) places.push(["its output", octets(run.output)]);
  for (const [place, text] of places) {
    const found = row.pattern.exec(text);
    const telling = found && row.tell(found, evidence);
    if (!telling) continue;
    const line = lineAt(text, found.index);
    return {
      sentence: telling.sentence,
      evidence: [`${place}: ${quote(line)}`, ...telling.evidence ?? []],
      remedy: telling.remedy,
    };
  }
  return null;
}

/** The whole line in which a match begins. */
function lineAt(text: string, index: number): string {
  const start = text.lastIndexOf("\n", index - 1) + 1;
  const end = text.indexOf("\n", index);
  return text.slice(start, end < 0 ? undefined : end).trim();
}
