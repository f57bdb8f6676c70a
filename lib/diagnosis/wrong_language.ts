import type { Cause, Evidence } from "./cause.ts";
import type { Language } from "./language.ts";
import { usualLine } from "./language.ts";
import { causesOf, languageOf, type Telling } from "./pattern.ts";
import { byEditing, byFirstLine } from "./remedy.ts";
import { baseName, interpreterLine, quote, wantedProgram } from "./text.ts";

/** Lines that only one language has, as far as a reader can tell; each stands at the beginning of one. */
const SIGNS: readonly (readonly [Language, RegExp])[] = [
  ["php", /^<\?php\b.*/m],
  ["perl", /^(?:use (?:strict|warnings|CGI)\b.*;|my [$@%]\w+ *=.*;)/m],
  [
    "python",
    /^(?:from [\w.]+ import [\w*(].*|import [a-z_][\w.]*(?:, *\w+)*[ \t]*$|def \w+\(.*\).*:[ \t]*$)/m,
  ],
  [
    "sh",
    /^(?:echo +["'$].*|printf +["'].*|fi[ \t]*$|done[ \t]*$|esac[ \t]*$)/m,
  ],
];

const COMPLAINS =
  /[Ss]yntax ?[Ee]rror|not found|unexpected|Can't locate|Bareword|No such file|import: |command not/;

/** What else shows that a script is in the language of its first line; it may well hold texts in others. */
const OWN: Readonly<Partial<Record<Language, RegExp>>> = {
  perl: /^(?:print |use \w|package \w|sub \w|open\b.*;)/m,
  python:
    /^(?:print\(|(?:if|for|while|with|class|try|else)\b.*:[ \t]*$|\w+ = )/m,
  sh:
    /^(?:cat\b|set [-+]|export |if \[|while |for \w+ in |case |exec |\. |\w+=\S*[ \t]*$|\w+\(\))/m,
};

/** Texts that belong to no language: they came with a copy, or from a version control. */
const PASTED: readonly (readonly [RegExp, string, string])[] = [
  [
    /^<{7} .*(?=\n[^]*^>{7} )/m,
    "the marks of a merge that was not finished",
    "/^(<{7} |={7}$|>{7} )/d",
  ],
  [
    /^(?:```|~~~)\w*[ \t]*(?=\n)/,
    "the fences of a page in Markdown",
    "/^(```|~~~)/d",
  ],
  [
    /(?<=^(?:#!.*\n)?\s*)>>> .*/,
    "the prompt of an interpreter",
    "s/^(>>>|\\.\\.\\.) ?//",
  ],
];

/** What is in a file is not what its first line says. */
export const WRONG_LANGUAGE: readonly Cause[] = causesOf([
  { id: "pasted-text", pattern: COMPLAINS, tell: (_, found) => pasted(found) },
  {
    id: "wrong-interpreter",
    pattern: COMPLAINS,
    tell: (_, found) => wrong(found),
  },
]);

function lineOf(source: string, index: number): number {
  return source.slice(0, index).split("\n").length;
}

function pasted(evidence: Evidence): Telling | null {
  const { source } = evidence.file;
  for (const [pattern, name, expression] of PASTED) {
    const match = pattern.exec(source);
    if (!match) continue;
    return {
      sentence: `The script holds ${name}, which came with a copy.`,
      evidence: [
        `line ${lineOf(source, match.index)} is ${quote(match[0].trim())}`,
      ],
      remedy: byEditing(
        evidence,
        pattern.source.startsWith("^<{7}")
          ? "Take them out, and see which of the two versions between them shall stay."
          : "Take them out.",
        expression,
        "-E",
      ),
    };
  }
  return null;
}

function wrong(evidence: Evidence): Telling | null {
  const line = interpreterLine(evidence.file.head);
  const runs = languageOf(evidence);
  if (!line || runs === null || evidence.run?.output.length) return null;
  const signs = SIGNS.map(([language, pattern]) =>
    [language, pattern.exec(evidence.file.source)] as const
  );
  // What has signs of its own language, too, is broken in another way: a here-document holds what it likes.
  if (signs.some(([language, match]) => language === runs && match)) {
    return null;
  }
  if (OWN[runs]?.test(evidence.file.source)) return null;
  const [language, match] = signs.find(([, match]) => match) ?? [];
  if (!language || !match) return null;
  const name = baseName(wantedProgram(line));
  return {
    sentence: `\`${name}\` runs the script, and it is written in ${
      NAMES[language]
    }.`,
    evidence: [
      `line 1 is ${quote("#!" + line.text)}`,
      `line ${lineOf(evidence.file.source, match.index)} is ${
        quote(match[0].trim())
      }`,
    ],
    remedy: byFirstLine(evidence, usualLine(language)),
  };
}

const NAMES: Readonly<Record<Language, string>> = {
  javascript: "JavaScript",
  perl: "Perl",
  php: "PHP",
  python: "Python",
  ruby: "Ruby",
  sh: "the language of the shell",
};
