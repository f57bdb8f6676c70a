import { baseName, type InterpreterLine, wantedProgram } from "./text.ts";

/** A language that scripts are written in, as far as a diagnosis knows it. */
export type Language =
  | "python"
  | "perl"
  | "sh"
  | "php"
  | "javascript"
  | "ruby";

interface LanguageFacts {
  readonly language: Language;
  /** Names of its interpreters without their version, the best first. */
  readonly programs: readonly string[];
  readonly extensions: readonly string[];
  /** What its source looks like. */
  readonly source: RegExp;
}

const LANGUAGES: readonly LanguageFacts[] = [
  {
    language: "php",
    programs: ["php-cgi", "php"],
    extensions: [".php"],
    source: /<\?(?:php\b|=)/,
  },
  {
    language: "python",
    programs: ["python3", "python", "pypy3", "python2", "pypy"],
    extensions: [".py"],
    source:
      /^(?:from [\w.]+ import |import \w[\w., ]*$|def \w+\(.*\):$|print\()/m,
  },
  {
    language: "perl",
    programs: ["perl"],
    extensions: [".pl", ".pm"],
    source: /^\s*(?:use (?:strict|warnings|CGI)\b|my [$@%]\w+|print <<)/m,
  },
  {
    language: "javascript",
    programs: ["deno", "node", "nodejs", "bun"],
    extensions: [".js", ".mjs", ".cjs", ".ts", ".mts"],
    source:
      /^\s*(?:const \w+ ?=|import .* from ["']|export default|console\.log\()/m,
  },
  {
    language: "ruby",
    programs: ["ruby"],
    extensions: [".rb"],
    source: /^\s*(?:require ["']\w|puts ["'])/m,
  },
  {
    language: "sh",
    programs: ["sh", "bash", "dash", "zsh", "ksh", "ash"],
    extensions: [".sh", ".bash"],
    source: /^\s*(?:echo |printf ['"]|if \[|set -e|cat <<)/m,
  },
];

/** The language of a program's name: `python3.12` is Python. */
export function languageOfProgram(program: string): Language | null {
  const name = baseName(program).replace(/\.exe$/i, "").replace(
    /[\d.]+$/,
    "",
  );
  const row = LANGUAGES.find(({ programs }) =>
    programs.some((other) => other.replace(/\d+$/, "") === name)
  );
  return row?.language ?? null;
}

/** The language of a script: by its `#!` line, by its name, then by what it looks like. */
export function guessLanguage(
  script: string,
  line: InterpreterLine | null,
  source: string,
): Language | null {
  const named = line && languageOfProgram(wantedProgram(line));
  if (named) return named;
  const lower = script.toLowerCase();
  const row =
    LANGUAGES.find(({ extensions }) =>
      extensions.some((extension) => lower.endsWith(extension))
    ) ?? LANGUAGES.find((facts) => facts.source.test(source));
  return row?.language ?? null;
}

/** Programs that can stand in for one that is missing, the best first; the missing one is among them. */
export function alternatives(program: string): readonly string[] {
  const name = baseName(program).replace(/\.exe$/i, "");
  const bare = name.replace(/[\d.]+$/, "");
  const language = languageOfProgram(program);
  const row = LANGUAGES.find((facts) => facts.language === language);
  const names = [name, ...(row?.programs ?? meant(bare)), bare];
  return [...new Set(names)].filter((other) => other !== "");
}

/** The programs that somebody may have meant who wrote a name that is nearly theirs. */
function meant(name: string): readonly string[] {
  const row = LANGUAGES.find(({ programs }) =>
    programs.some((program) => isNearly(name, program.replace(/\d+$/, "")))
  );
  return row?.programs ?? [];
}

/** Whether a name of four letters or more is another with one letter more, less or other, or two of them swapped. */
function isNearly(name: string, other: string): boolean {
  if (Math.min(name.length, other.length) < 4) return false;
  let start = 0;
  while (start < name.length && name[start] === other[start]) start++;
  const [rest, wanted] = [name.slice(start), other.slice(start)];
  const swapped = (rest[1] ?? "") + (rest[0] ?? "") + rest.slice(2);
  return rest.slice(1) === wanted || rest === wanted.slice(1) ||
    rest.slice(1) === wanted.slice(1) || swapped === wanted;
}

/** The `#!` line to write for a language. */
export function usualLine(language: Language): string {
  return USUAL[language];
}

const USUAL: Readonly<Record<Language, string>> = {
  python: "#!/usr/bin/env python3",
  perl: "#!/usr/bin/env perl",
  sh: "#!/bin/sh",
  php: "#!/usr/bin/env php-cgi",
  javascript: "#!/usr/bin/env -S deno run",
  ruby: "#!/usr/bin/env ruby",
};
