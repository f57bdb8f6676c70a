import type { Evidence } from "./cause.ts";
import type { Pattern, Telling } from "./pattern.ts";
import { byEditing } from "./remedy.ts";
import { quote } from "./text.ts";

/** Where a shell says that something is wrong: the line, and what. */
const NOT_FOUND = /(?:: line |: )(\d+): ([^:\n]+): (?:command )?not found$/m;

/** Spaces and quotation marks, which matter in a shell more than elsewhere. */
export const SHELL_SPELLING: readonly Pattern[] = [
  {
    id: "shell-spaces",
    pattern: NOT_FOUND,
    languages: ["sh"],
    tell: ([, line = "", name = ""], evidence) => {
      const text = lineAt(line, evidence);
      const set = /^(?:(?:export|local|readonly)\s+)?(\w+)(\s*)=(\s*)/.exec(
        text,
      );
      if (!set || set[2] + (set[3] ?? "") === "") return null;
      return set[1] === name || text.slice(set[0].length).replace(/^["']/, "")
          .startsWith(name)
        ? spacesAround(set[1] ?? name, line, text, evidence)
        : null;
    },
  },
  {
    id: "shell-spaces",
    pattern: new RegExp(
      `${NOT_FOUND.source}|(?:: line |: )(\\d+): \\[{1,2}: missing [\`']?\\]|"then" unexpected|near unexpected token [\`']then'`,
      "m",
    ),
    languages: ["sh"],
    tell: (match, evidence) => {
      const [whole, line, name = "", other] = match;
      const named = line ? /^(?:if|elif|while|until|!)?\[/.test(name) : true;
      const place = line ?? other;
      const text = place
        ? lineAt(place, evidence)
        : /^.*\b(?:if|elif|while|until)\[.*$/m.exec(evidence.file.source)?.[0];
      if (!named || text === undefined) return null;
      // A missing bracket and one without its space look alike to the shell.
      return whole && /\[[^\s[:]|[^\s\]:]\]/.test(text)
        ? withoutSpace(text, place, evidence)
        : null;
    },
  },
  {
    id: "here-document-not-ended",
    pattern:
      /here-document at line \d+ delimited by end-of-file|here-document[^\n]*unterminated|[Ee]nd of file|unexpected EOF/,
    languages: ["sh"],
    tell: (_, evidence) => openDocument(evidence),
  },
  {
    id: "shell-empty-variable",
    pattern:
      /(?:: line |: )(\d+): \[: (?:[!=<>]+: unexpected operator|[!=<>]+: unary operator expected|-\w+: (?:unexpected operator|unary operator expected)|Illegal number: ?$|: integer expression expected|too many arguments|argument expected|missing [`']?\])/m,
    languages: ["sh"],
    tell: ([, line = ""], evidence) =>
      evidence.run?.output.length ? null : {
        sentence:
          `What line ${line} compares is empty or several words, so the test fails.`,
        evidence: [`line ${line} is ${quote(lineAt(line, evidence))}`],
        remedy: {
          text:
            'Put the variable in quotation marks, and give numbers a value to fall back on: `[ "$a" = b ]`, `[ "${n:-0}" -gt 0 ]`.',
        },
      },
  },
  {
    id: "shell-substitution",
    pattern: /(?:: line |: )(\d+): (\$\{[^\n]*): bad substitution/,
    languages: ["sh"],
    tell: ([, line = "", text = ""]) => ({
      sentence: `The shell does not understand ${quote(text)} in line ${line}.`,
      remedy: {
        text:
          "A name has letters, digits and underscores, and no spaces: `${QUERY_STRING}`.",
      },
    }),
  },
];

function lineAt(line: string, { file }: Evidence): string {
  return file.source.split("\n")[Number(line) - 1]?.trim() ?? "";
}

function spacesAround(
  name: string,
  line: string,
  text: string,
  evidence: Evidence,
): Telling {
  return {
    sentence:
      `Spaces stand around the \`=\` that sets \`${name}\`, so the shell looks for a program.`,
    evidence: [`line ${line} is ${quote(text)}`],
    remedy: byEditing(
      evidence,
      `Write \`${name}=…\` without spaces.`,
      `${line}s/^([[:space:]]*((export|local|readonly)[[:space:]]+)?[A-Za-z0-9_]+)[[:space:]]*=[[:space:]]*/\\1=/`,
      "-E",
    ),
  };
}

function withoutSpace(
  text: string,
  line: string | undefined,
  evidence: Evidence,
): Telling {
  const told =
    'Write a space on both sides of `[` and of `]`: `if [ "$a" = b ]`.';
  // Other brackets of the line are not to be torn apart.
  const plain = line !== undefined && !/\[\[|\w\[/.test(text);
  return {
    sentence:
      "A space is missing at a bracket; `[` is a command, and needs one on either side.",
    evidence: [`the line is ${quote(text.trim())}`],
    remedy: plain
      ? byEditing(
        evidence,
        told,
        `${line}{ s/\\[([^[:space:]])/[ \\1/; s/([^[:space:]])\\]([[:space:];]|$)/\\1 ]\\2/; }`,
        "-E",
      )
      : { text: told },
  };
}

/** A here-document whose last word never stands alone in a line. */
function openDocument({ file }: Evidence): Telling | null {
  const lines = file.source.split("\n");
  for (const [index, line] of lines.entries()) {
    const match = /<<(-?)\s*(["']?)([A-Za-z_]\w*)\2/.exec(line);
    if (!match || line.trimStart().startsWith("#")) continue;
    const [, dash, , word = ""] = match;
    const after = lines.slice(index + 1);
    const ends = (text: string) =>
      (dash ? text.replace(/^\t+/, "") : text) === word;
    if (after.some(ends)) continue;
    const near = after.findIndex((text) => text.trim() === word);
    return {
      sentence: `The here-document that line ${
        index + 1
      } begins never ends: no line is \`${word}\` and nothing else.`,
      evidence: near < 0
        ? []
        : [`line ${index + near + 2} is ${quote(after[near] ?? "")}`],
      remedy: {
        text: near < 0
          ? `Write \`${word}\` alone in a line where the text ends.`
          : `Take away what stands before and after \`${word}\` in its line, spaces too; tabs are allowed after \`<<-\`.`,
      },
    };
  }
  return null;
}
