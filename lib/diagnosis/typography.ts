import type { Cause, Evidence } from "./cause.ts";
import { causesOf, type Telling } from "./pattern.ts";
import { byEditing } from "./remedy.ts";
import { quote } from "./text.ts";

/** What word processors and web pages make of quotation marks, spaces and hyphens. */
const PRETTY = /[“”„‟‘’‚‛\u00a0\u2007\u202f\u200b\u2060]/;

/** What `sed -E` is told for them; those that nobody sees as their octets, which GNU's knows. */
const STRAIGHT: readonly [pretty: RegExp, octets: string, plain: string][] = [
  [/[“”„‟]/, "“|”|„|‟", '"'],
  [/[‘’‚‛]/, "‘|’|‚|‛", "'"],
  [/[\u00a0\u2007\u202f]/, "\\xC2\\xA0|\\xE2\\x80\\x87|\\xE2\\x80\\xAF", " "],
  [/[\u200b\u2060]/, "\\xE2\\x80\\x8B|\\xE2\\x81\\xA0", ""],
];

/** Characters that look right and are not: they came with a copy from a page. */
export const TYPOGRAPHY_CAUSES: readonly Cause[] = causesOf([{
  id: "typographic-characters",
  pattern:
    /invalid (?:non-printable )?character|Unrecognized character|Invalid or unexpected token|Unexpected (?:character|token)|unexpected (?:identifier|token|character|string)|not found$|[Ss]yntax error/m,
  tell: (_, evidence) => prettyLine(evidence),
}]);

/** Tells of the first line that holds one outside of a comment, if the complaint can be about it. */
function prettyLine(evidence: Evidence): Telling | null {
  const lines = evidence.file.source.split("\n");
  const found = lines.findIndex((line, index) =>
    PRETTY.test(line) && !/^\s*(?:#|\/\/)/.test(line) &&
    isBlamed(index + 1, line, evidence)
  );
  if (found < 0) return null;
  const line = lines[found] ?? "";
  const number = found + 1;
  const [character = ""] = PRETTY.exec(line) ?? [];
  const code = character.charCodeAt(0).toString(16).toUpperCase();
  return {
    sentence: `Line ${number} holds ${nameOf(character)} (U+${
      code.padStart(4, "0")
    }), which looks right and is not.`,
    evidence: [`line ${number} is ${quote(line.trim())}`],
    remedy: byEditing(
      evidence,
      "Type the characters of that line anew; they came from a page or a word processor.",
      `${number}{ ${straightening(line)}; }`,
      "-E",
    ),
  };
}

function straightening(line: string): string {
  return STRAIGHT.filter(([pretty]) => pretty.test(line))
    .map(([, octets, plain]) => `s/(${octets})/${plain}/g`).join("; ");
}

/** Whether the complaint names that line, or a word of it with such a character. */
function isBlamed(number: number, line: string, { run }: Evidence): boolean {
  const stderr = run?.stderr ?? "";
  const places = [...stderr.matchAll(/(?:line |:)(\d+)\b/g)]
    .map(([, place]) => Number(place));
  return places.includes(number) ||
    line.split(/\s+/).some((word) =>
      PRETTY.test(word) && stderr.includes(word)
    );
}

function nameOf(character: string): string {
  if (/[“”„‟‘’‚‛]/.test(character)) return "a typographic quotation mark";
  return /[\u200b\u2060]/.test(character)
    ? "a space without width"
    : "a non-breaking space";
}
