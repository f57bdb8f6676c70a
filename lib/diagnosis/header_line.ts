import type { Evidence, Remedy } from "./cause.ts";
import type { Language } from "./language.ts";
import { languageOf } from "./pattern.ts";
import { byEditing } from "./remedy.ts";

/** How each language writes a field and the empty line after it; PHP does so by itself. */
const LINES: Readonly<Record<Exclude<Language, "php">, string>> = {
  python: 'print("TYPE\\n")',
  perl: 'print "TYPE\\n\\n";',
  sh: "printf 'TYPE\\n\\n'",
  javascript: 'console.log("TYPE\\n");',
  ruby: 'puts "TYPE\\n\\n"',
};

/** A remedy for a script that writes no header: the line that does, and where it goes. */
export function byHeader(
  evidence: Evidence,
  content: "html" | "plain" | "json",
): Remedy {
  if (/^[^#\n]*content-type\s*:/im.test(evidence.file.source)) {
    return {
      text: "Let the line that prints the header come before all others.",
    };
  }
  const type = content === "json"
    ? "Content-Type: application/json"
    : `Content-Type: text/${content}; charset=utf-8`;
  const language = languageOf(evidence);
  if (language === null || language === "php") {
    return {
      text: `Print \`${type}\` and an empty line before anything else.`,
    };
  }
  const line = LINES[language].replace("TYPE", type);
  const text =
    `Print the field and an empty line before anything else: \`${line}\`.`;
  const [first = "", second = ""] = evidence.file.source.split("\n");
  // What says how a script is encoded has its place in line 1 or 2.
  if (/coding[:=]/.test(first + second)) return { text };
  const place = first.startsWith("#!") ? "1a" : "1i";
  return byEditing(evidence, text, `${place} ${line.replaceAll("\\", "\\\\")}`);
}
