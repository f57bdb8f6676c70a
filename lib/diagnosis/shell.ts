import type { Cause, Evidence } from "./cause.ts";
import { causesOf, type Pattern, type Telling } from "./pattern.ts";
import { missingVariable } from "./python.ts";
import { byEditing, byFirstLine, byLooking, shellWord } from "./remedy.ts";
import { withoutCarriageReturns } from "./file.ts";
import { quote } from "./text.ts";

/** Commands that Bash has and POSIX shells such as dash do not. */
const BASH_WORDS =
  "\\[\\[|source|declare|shopt|function|let|mapfile|readarray|pushd|popd|typeset";

const PATTERNS: readonly Pattern[] = [
  {
    id: "crlf-in-script",
    pattern: /^[^\n]*(?:\$'[^'\n]*\\r'|\r): (?:command )?not found/m,
    tell: (_, evidence) =>
      /\r\n/.test(evidence.file.source) ? crlf(evidence) : null,
  },
  {
    id: "crlf-in-script",
    pattern: /[Ss]yntax error|[Ss]yntax error near unexpected token/,
    languages: ["sh"],
    tell: (_, evidence) =>
      /\r\n/.test(evidence.file.source) ? crlf(evidence) : null,
  },
  {
    id: "bash-in-sh",
    pattern: new RegExp(
      `: \\d+: (?:${BASH_WORDS}): not found|: \\d+: (?:Bad substitution|Syntax error: (?:"\\(" unexpected|redirection unexpected|Bad for loop variable|"&" unexpected)|set: Illegal option -o pipefail|read: Illegal option)`,
      "m",
    ),
    languages: ["sh"],
    tell: (_, evidence) => ({
      sentence:
        "The script is written for Bash, but `sh` runs it, which is another shell here.",
      remedy: byFirstLine(
        evidence,
        evidence.programs["bash"]
          ? `#!${evidence.programs["bash"].path}`
          : "#!/usr/bin/env bash",
      ),
    }),
  },
  {
    id: "bash-in-sh",
    pattern: /: \d+: \[: [^\n]*unexpected operator/m,
    languages: ["sh"],
    tell: (_, evidence) =>
      /\[ [^\]\n]*==/.test(evidence.file.source)
        ? {
          sentence:
            "The script compares with `==`, which is Bash; `sh`, which runs it, knows `=` only.",
          remedy: byEditing(
            evidence,
            "Write `=` within `[ ]`.",
            "s/(\\[ [^]]*)==/\\1=/g",
            "-E",
          ),
        }
        : null,
  },
  {
    id: "shell-syntax",
    pattern:
      /(?:: |line )(\d+): (?:[Ss]yntax error:? ?([^\n]*)|(unexpected EOF[^\n]*))/,
    languages: ["sh"],
    tell: ([, line = "", one, other], evidence) =>
      isBash(one) || /\r\n/.test(evidence.file.source) ? null : {
        sentence:
          `The shell cannot read the script; in line ${line} it finds: ${
            quote((one || other) ?? "")
          }.`,
        remedy: byLooking(
          evidence,
          "Look there, and above it, for a quote or a block that is not closed.",
          `sh -n ${shellWord(evidence.script)}`,
        ),
      },
  },
  {
    id: "shell-spaces",
    pattern: /: (?:line )?(\d+): ([A-Za-z_]\w*): (?:command )?not found$/m,
    languages: ["sh"],
    tell: ([, line = "", name = ""], evidence) =>
      sourceLine(evidence, line).match(
          new RegExp(`^\\s*${name}\\s+=|^\\s*${name}=\\s`),
        )
        ? {
          sentence:
            `In line ${line} spaces stand around \`=\`, so the shell takes \`${name}\` for a command.`,
          remedy: byEditing(
            evidence,
            "Write an assignment without spaces.",
            `${line}s/^([[:space:]]*[A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=[[:space:]]*/\\1=/`,
            "-E",
          ),
        }
        : null,
  },
  {
    id: "shell-spaces",
    pattern: /: (?:line )?(\d+): (\[[^:\n]*): (?:command )?not found$/m,
    languages: ["sh"],
    tell: ([, line = ""], evidence) => ({
      sentence:
        `In line ${line} a space is missing after \`[\`, which is a command.`,
      remedy: byEditing(
        evidence,
        "Write a space on both sides of `[` and of `]`.",
        `${line}s/\\[([^[:space:]])/[ \\1/`,
        "-E",
      ),
    }),
  },
  {
    id: "shell-empty-variable",
    pattern:
      /: (?:line )?(\d+): \[: (?:(?:missing \]|=|!=|-\w+|too many arguments|argument expected)|[^\n]*(?:unary|binary) operator expected|[^\n]*unexpected operator)/m,
    languages: ["sh"],
    tell: ([, line = ""], evidence) =>
      /\[ +\$\{?\w|= +\$\{?\w/.test(sourceLine(evidence, line))
        ? {
          sentence:
            `The test in line ${line} has a variable without quotation marks, and that is empty or of several words here.`,
          remedy: {
            text: 'Put it in quotation marks: `[ "$NAME" = … ]`.',
          },
        }
        : null,
  },
  {
    id: "command-not-found",
    pattern: new RegExp(
      `: (?:line )?\\d+: (?!${BASH_WORDS})([^:\\n\\r]+): (?:command )?not found$`,
      "m",
    ),
    languages: ["sh"],
    tell: ([, name = ""]) =>
      name.includes("\\r") ? null : {
        sentence: `The script calls \`${name}\`, which is not on its PATH.`,
        evidence: [
          "scripts get a PATH of their own, not that of your shell",
        ],
        remedy: {
          text:
            `Install \`${name}\`, name it by its absolute path, or start the server with \`--env PATH=…\`.`,
        },
      },
  },
  {
    id: "environment-variable-missing",
    pattern: /: (?:line )?\d+: (\w+): (?:parameter not set|unbound variable)/m,
    languages: ["sh"],
    tell: ([, name = ""]) => missingVariable(name),
  },
];

/** Causes that show on the stderr of a shell. */
export const SHELL_CAUSES: readonly Cause[] = causesOf(PATTERNS);

function sourceLine({ file }: Evidence, line: string): string {
  return file.source.split("\n")[Number(line) - 1] ?? "";
}

function isBash(message: string | undefined): boolean {
  return /^(?:"\(" unexpected|redirection unexpected|Bad for|"&" unexpected)/
    .test(message ?? "");
}

function crlf(evidence: Evidence): Telling {
  return {
    sentence:
      "The lines of the script end in CR LF, and the shell takes the CR for part of each word.",
    evidence: ["the script has CR LF line ends"],
    remedy: withoutCarriageReturns(evidence),
  };
}
