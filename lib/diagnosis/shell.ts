import type { Cause, Evidence } from "./cause.ts";
import { causesOf, type Pattern, type Telling } from "./pattern.ts";
import { missingCommand } from "./command.ts";
import { missingArguments, missingVariable } from "./variable.ts";
import { SHELL_SPELLING } from "./shell_spelling.ts";
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
    id: "file-missing",
    pattern:
      /: (?:line )?(\d+): (?:\.: (?:cannot open |can't open ['"]?)?([^:'"\n]+)['"]?: (?:not found|No such file)|cd: can't cd to (\S+))/,
    languages: ["sh"],
    tell: ([, line = "", sourced, folder]) => ({
      sentence: `In line ${line} the script wants \`${
        sourced ?? folder
      }\`, which is not there.`,
      remedy: {
        text: sourced && !sourced.includes("/")
          ? `Write \`. ./${sourced}\` for a file beside the script; without a slash it is looked for on the PATH.`
          : "Put it there, or mend its path, which starts at the script's own folder.",
      },
    }),
  },
  ...SHELL_SPELLING,
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
    id: "command-not-found",
    pattern: new RegExp(
      `: (?:line )?\\d+: (?:exec: )?(?!${BASH_WORDS})([^:\\n\\r]+): (?:command )?not found$`,
      "m",
    ),
    languages: ["sh"],
    tell: ([, name = ""]) => name.includes("\\r") ? null : missingCommand(name),
  },
  {
    id: "arguments-missing",
    pattern:
      /: (?:line )?\d+: \$?\d: (?:parameter not set|unbound variable|Bad parameter)/m,
    languages: ["sh"],
    tell: () => missingArguments(),
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
