import type { Cause, Evidence, Remedy } from "./cause.ts";
import { FIELD_CAUSES } from "./fields.ts";
import { byHeader } from "./header_line.ts";
import { languageOf } from "./pattern.ts";
import {
  FIELD,
  type FindByOutput,
  isBadName,
  isMalformed,
  KNOWN_FIELD,
  type Output,
  outputCause as cause,
} from "./reading.ts";
import { byFirstLine } from "./remedy.ts";
import type { FailedRun } from "./run.ts";
import {
  baseName,
  guessContent,
  hasByteOrderMark,
  looksUtf16,
  quote,
} from "./text.ts";

/** What the server could not read in a script's output; in the order in which the bytes tell it. */
export const OUTPUT_CAUSES: readonly Cause[] = [
  cause("utf16-output", ({ first }, _, run) =>
    looksUtf16(run.output)
      ? {
        sentence: "The output is UTF-16; a header is ASCII.",
        evidence: [`the output begins ${quote(first, 40)}`],
        remedy: { text: "Write UTF-8, or the header at least as ASCII." },
      }
      : null),
  cause(
    "byte-order-mark-in-output",
    (_, __, run) =>
      hasByteOrderMark(run.output)
        ? {
          sentence:
            "The output begins with a byte order mark, before the header.",
          evidence: ["the output begins with the bytes `EF BB BF`"],
          remedy: {
            text:
              "Write UTF-8 without a byte order mark; a PHP script or a template saved with one prints it too.",
          },
        }
        : null,
  ),
  cause("binary-before-header", binary),
  cause("status-line", statusLine),
  cause(
    "echo-option-printed",
    ({ first }, evidence) =>
      /^-[en]+ /.test(first)
        ? {
          sentence:
            "`echo` printed its option: the shell that runs the script does not know `echo -e`.",
          remedy: byPrintf(evidence),
        }
        : null,
  ),
  cause("python-bytes-printed", bytesPrinted),
  cause("error-printed", errorPrinted),
  cause(
    "carriage-return-alone",
    ({ first }, evidence) =>
      FIELD.test(first) && /\r[^\n]*\r/.test(first)
        ? {
          sentence: "The lines of the output end in CR alone.",
          remedy: languageOf(evidence) === "sh" ? byPrintf(evidence) : {
            text: "End them in LF (`\\n`), or in CR LF (`\\r\\n`).",
          },
        }
        : null,
  ),
  cause(
    "header-indented",
    ({ header, first }) =>
      /^[ \t]+/.test(first) && KNOWN_FIELD.test(first.trim())
        ? {
          sentence: "Spaces stand before the first field.",
          evidence: header.slice(0, 2).map((line) =>
            `a line of the output is ${quote(line)}`
          ),
          remedy: {
            text:
              "Begin each field at the beginning of its line; where the text is indented with the code around it, `textwrap.dedent` in Python, `<<~` in Ruby and Perl, `<<-` with tabs in a shell.",
          },
        }
        : null,
  ),
  cause(
    "literal-newline",
    ({ first }, evidence) =>
      FIELD.test(first) && /\\n/.test(first)
        ? {
          sentence:
            "The output holds `\\n` as two characters, not as line ends.",
          remedy: byRealNewline(evidence),
        }
        : null,
  ),
  cause("php-source-printed", ({ text }) =>
    /^\s*<\?(?:php|=)/.test(text)
      ? {
        sentence: "The output is PHP source: nothing ran it as PHP.",
        remedy: { text: "Have it run by `php-cgi`." },
      }
      : null),
  cause("php-cli", phpCli),
  cause(
    "empty-line-first",
    ({ text }) =>
      /^\r?\n/.test(text) && (KNOWN_FIELD.test(text) || /^\s*$/.test(text))
        ? {
          sentence: "An empty line stands before the header, and so ends it.",
          evidence: ["the output begins with an empty line"],
          remedy: {
            text:
              "Print nothing, not even an empty line, before the first field.",
          },
        }
        : null,
  ),
  cause(
    "html-before-header",
    ({ text }, evidence) =>
      /^\s*<[!?a-z]/i.test(text) && !/^\s*<\?(?:php|=)/.test(text)
        ? {
          sentence: "The page is printed without a header before it.",
          remedy: byHeader(evidence, "html"),
        }
        : null,
  ),
  cause(
    "text-before-header",
    ({ text, first, odd }) =>
      odd === 0 && KNOWN_FIELD.test(text) && !/^\s*(?:<|$)/.test(first) &&
        !isBadName(first) && !isMalformed(first) &&
        !/^-[en]+ /.test(first) && !/^HTTP\//.test(first)
        ? {
          sentence: "Something is printed before the header.",
          evidence: [
            `the first line of output is not a field: ${quote(first)}`,
          ],
          remedy: {
            text:
              "Print the header first; send messages for yourself to standard error.",
          },
        }
        : null,
  ),
  ...FIELD_CAUSES,
  cause(
    "no-header",
    ({ text, first, odd }, evidence) =>
      odd === 0 && !KNOWN_FIELD.test(text) && !/^\s*<[!?a-z]/i.test(text) &&
        !isBadName(first) && !isMalformed(first) && !/^HTTP\//.test(first)
        ? {
          sentence: "The output has no header.",
          evidence: [
            `the first line of output is not a field: ${quote(first)}`,
          ],
          remedy: byHeader(evidence, contentOf(text)),
        }
        : null,
  ),
];

function contentOf(text: string): "html" | "plain" | "json" {
  if (/^\s*(?:\{\s*["}]|\[\s*["\d{[\]])/.test(text)) return "json";
  return /<[a-z]/i.test(text) ? "html" : "plain";
}

function binary(
  { text }: Output,
  { file }: Evidence,
  run: FailedRun,
): ReturnType<FindByOutput> {
  const { kind, name } = guessContent(run.output);
  if (kind !== "data") return null;
  const late = KNOWN_FIELD.test(text) || /Content-Type/i.test(file.source);
  return {
    sentence: `The output begins with ${name}, before any header.`,
    evidence: [
      `the first bytes are those of ${name}`,
      ...(late ? ["the script prints a header, which comes later"] : []),
    ],
    remedy: {
      text: late
        ? "Flush the header before the bytes are written, which overtake it: `sys.stdout.flush()` in Python, `$| = 1` in Perl."
        : "Write a field that says what it is, such as `Content-Type: image/png`, and an empty line before it.",
    },
  };
}

function byRealNewline(evidence: Evidence): Remedy {
  const language = languageOf(evidence);
  if (language === "sh") return byPrintf(evidence);
  return {
    text: language === "python" || language === "javascript"
      ? 'Write it with one backslash, and in Python without `r` before the quotation mark: `"…\\n\\n"`.'
      : 'Write `\\n` within double quotes: `"…\\n\\n"`.',
  };
}

function bytesPrinted({ first }: Output): ReturnType<FindByOutput> {
  if (!/^b(["']).*\1$/.test(first)) return null;
  return {
    sentence: "The script prints bytes, and Python writes them as `b'…'`.",
    remedy: {
      text:
        "Print text: leave out the `b` and `.encode()`, or `print(data.decode())`; write bytes by `sys.stdout.buffer.write(…)`.",
    },
  };
}

/** An error that a script, or what it calls, wrote where its answer belongs. */
function errorPrinted(
  { text, first }: Output,
): ReturnType<FindByOutput> {
  const trace = /^Traceback \(most recent call last\):/.test(first);
  const shell =
    /^(?:\S*\/)?(?:ba|da|z|k)?sh: |^\S+: (?:line )?\d+: .*not found$/
      .test(first);
  const other =
    /^(?:(?:\S+: )?(?:fatal|error|ERROR)(?:: |\b.*:)|\S+: [^:]*: (?:No such file or directory|Permission denied))/
      .test(first);
  if (!trace && !shell && !other) return null;
  const last = text.trimEnd().split("\n").findLast((line) => /^\S/.test(line));
  return {
    sentence: `The script's output begins with an error: ${
      quote(trace ? last ?? first : first)
    }.`,
    remedy: {
      text:
        "Mend what it tells of; and let errors go to standard error, not into the answer (no `2>&1`, no `traceback.print_exc(file=sys.stdout)`).",
    },
  };
}

function byPrintf(evidence: Evidence): Remedy {
  return evidence.programs["bash"] && /\becho -e/.test(evidence.file.source)
    ? {
      text:
        "Use `printf 'Content-Type: text/html\\n\\n'`, which works in every shell.",
    }
    : { text: "Use `printf 'Content-Type: text/html\\n\\n'` instead." };
}

function statusLine(
  { first }: Output,
  { script }: Evidence,
): ReturnType<FindByOutput> {
  if (!/^HTTP\/\d/.test(first) || baseName(script).startsWith("nph-")) {
    return null;
  }
  const status = /^\S+ +(\d{3}.*)/.exec(first)?.[1] ?? "200 OK";
  return {
    sentence: "The script writes a whole HTTP response, status line and all.",
    remedy: {
      text: `Write ${
        quote("Status: " + status.trim())
      } instead of that line, or let the script's name begin with \`nph-\`.`,
    },
  };
}

function phpCli(
  { odd }: Output,
  evidence: Evidence,
  run: FailedRun,
): ReturnType<FindByOutput> {
  const program = evidence.starter ?? evidence.file.source.split("\n", 1)[0] ??
    "";
  if (odd !== 0 || !/\bphp[\d.]*(?:\s|$)/.test(program)) return null;
  if (/PHP (?:Parse|Fatal) error/.test(run.stderr)) return null;
  return {
    sentence:
      "`php` runs the script, which is PHP for the command line: it writes no header.",
    remedy: byFirstLine(
      evidence,
      "#!/usr/bin/env php-cgi",
      "Have it run by `php-cgi`.",
    ),
  };
}
