import type { Cause, Evidence } from "./cause.ts";
import {
  causesOf,
  type Pattern,
  plainStderr,
  type Telling,
} from "./pattern.ts";
import { byEditing, byLooking, shellWord } from "./remedy.ts";
import { PYTHON_AGE } from "./python_age.ts";
import { hiddenModule, lackingModule, NAMED } from "./python_module.ts";
import { PYTHON_VALUES } from "./python_value.ts";
import { notInstalled, removed, renamed } from "./python_package.ts";
import { place, where } from "./python_traceback.ts";
import { quote } from "./text.ts";
import { missingVariable } from "./variable.ts";

const MISSING =
  /^(?:ModuleNotFoundError|ImportError): No module named '?([\w.]+)'?/m;

const PATTERNS: readonly Pattern[] = [
  { id: "python-module-removed", pattern: MISSING, tell: removed },
  { id: "python2-module", pattern: MISSING, tell: renamed },
  { id: "python-module-missing", pattern: MISSING, tell: notInstalled },
  {
    id: "python2-syntax",
    pattern:
      /^SyntaxError: (?:Missing parentheses in call to '(?:print|exec)'|multiple exception types must be parenthesized|leading zeros in decimal)[^\n]*/m,
    tell: (_, evidence) => ({
      sentence:
        "The script is written in Python 2; Python 3 does not understand it.",
      evidence: place(evidence),
      remedy: {
        text:
          "Rewrite what the message names: `print(x)` for `print x`, `except A as b` for `except A, b`.",
      },
    }),
  },
  {
    id: "python-indentation",
    pattern: /^(?:IndentationError|TabError): ([^\n]*)/m,
    tell: (match, evidence) => ({
      sentence: `Python stumbles over the indentation${where(evidence)}: ${
        match[1]
      }.`,
      remedy: {
        text:
          "Indent each block by the same number of spaces, and use no tabs.",
      },
    }),
  },
  {
    id: "python-source-encoding",
    pattern: /^SyntaxError: (?:\([^)]*\) )?(?:Non-UTF-8|.*can't decode byte)/m,
    tell: () => ({
      sentence: "The script is not saved as UTF-8.",
      remedy: {
        text:
          "Save it as UTF-8, or say what it is in line 2: `# -*- coding: latin-1 -*-`.",
      },
    }),
  },
  {
    id: "python-output-encoding",
    pattern: /^UnicodeEncodeError: '([^']+)' codec can't encode/m,
    tell: (match, evidence) => ({
      sentence: `The script prints characters that its output, ${
        quote(match[1] ?? "")
      }, cannot hold.`,
      evidence: place(evidence),
      remedy: {
        text:
          'Put `sys.stdout.reconfigure(encoding="utf-8")` before the first `print`, or start the server with `--env PYTHONUTF8=1`.',
      },
    }),
  },
  {
    id: "python-bytes-and-text",
    pattern:
      /^TypeError: (?:write\(\) argument must be str, not bytes|a bytes-like object is required, not 'str')/m,
    tell: (_, evidence) => ({
      sentence: "The script mixes bytes with text.",
      evidence: place(evidence),
      remedy: {
        text:
          "Write bytes with `sys.stdout.buffer.write(…)` and text with `print(…)`, and call `sys.stdout.flush()` between them.",
      },
    }),
  },
  {
    id: "python-module-hidden",
    pattern: new RegExp(NAMED.source, "m"),
    tell: hiddenModule,
  },
  {
    id: "python-name-missing",
    pattern: new RegExp(NAMED.source, "m"),
    tell: lackingModule,
  },
  ...PYTHON_AGE,
  ...PYTHON_VALUES,
  {
    id: "python-relative-import",
    pattern: /^ImportError: attempted relative import with no known parent/m,
    tell: (_, evidence) => ({
      sentence:
        "The script imports from `.`, its package, and a script is in none.",
      evidence: place(evidence),
      remedy: byEditing(
        evidence,
        "Import the module beside it by its name alone: `from config import X` for `from .config import X`.",
        "s/^([ \\t]*from )\\.([A-Za-z_])/\\1\\2/; s/^([ \\t]*)from \\. import/\\1import/",
        "-E",
      ),
    }),
  },
  {
    id: "python-not-awaited",
    pattern: /RuntimeWarning: coroutine '([\w.]+)' was never awaited/,
    tell: ([, name = ""], evidence) =>
      evidence.run?.output.length ? null : {
        sentence:
          `The script calls \`${name}\`, which is \`async\`, and never waits for it; so nothing of it runs.`,
        remedy: {
          text:
            `Write \`asyncio.run(${name}())\`, or \`await ${name}()\` within another \`async def\`.`,
        },
      },
  },
  {
    id: "python-input-encoding",
    pattern: /^UnicodeDecodeError: '([^']+)' codec can't decode/m,
    tell: ([, codec = ""], evidence) => ({
      sentence: `The script reads bytes as text in ${
        quote(codec)
      }, and they are something else.`,
      evidence: place(evidence),
      remedy: {
        text: codec === "ascii"
          ? 'Say what the file is in: `open(path, encoding="utf-8")`; or start the server with `--env PYTHONUTF8=1`.'
          : 'Say what they are in: `open(path, encoding="latin-1")`; or read them as bytes, by `open(path, "rb")` and `sys.stdin.buffer`.',
      },
    }),
  },
  {
    id: "python-syntax",
    languages: ["python"],
    pattern:
      /^SyntaxError: (?!Missing parentheses in call to '(?:print|exec)'|multiple exc|leading zeros|Non-UTF-8|.*can't decode)([^\n]*)/m,
    tell: (match, evidence) => ({
      sentence: `Python cannot read the script${where(evidence)}: ${match[1]}.`,
      remedy: byLooking(
        evidence,
        "Mend that line, or the one before it.",
        `python3 -m py_compile ${shellWord(evidence.script)}`,
      ),
    }),
  },
  {
    id: "reads-keyboard",
    pattern: /^EOFError: EOF when reading a line/m,
    tell: (_, evidence) => ({
      sentence:
        "The script asks a person at the keyboard (`input`), and nobody sits there: it reads the content of the request, which has no line more.",
      evidence: place(evidence),
      remedy: {
        text:
          "Take what visitors say from a form: `urllib.parse.parse_qs` of `QUERY_STRING`, or of the content that a POST brings.",
      },
    }),
  },
  {
    id: "environment-variable-missing",
    pattern: /^KeyError: '(\w+)'/m,
    tell: (match, evidence) =>
      /os\.environ|frozen os|[\\/]os\.py/.test(plainStderr(evidence))
        ? missingVariable(match[1] ?? "", place(evidence))
        : null,
  },
];

/** Causes that show on a Python script's stderr. */
export const PYTHON_CAUSES: readonly Cause[] = causesOf(PATTERNS);

/** The last resort for Python: an exception that no other cause explains. */
export const PYTHON_EXCEPTION: readonly Cause[] = causesOf([
  {
    id: "python-exception",
    pattern:
      /^((?:[\w.]+\.)?\w*(?:Error|Exception|Exit|Interrupt))(?:: ?([^\n]*))?$/m,
    languages: ["python"],
    tell: tellException,
  },
  {
    // Others call theirs as they like; it stands below its traceback.
    id: "python-exception",
    pattern:
      /^(?:Traceback [^\n]*\n(?:[ \t][^\n]*\n)+)([\w.]+)(?:: ?([^\n]*))?$/m,
    languages: ["python"],
    tell: tellException,
  },
]);

function tellException(
  [, name = "", message = ""]: RegExpExecArray,
  evidence: Evidence,
): Telling {
  return {
    sentence: `Python stopped${where(evidence)} with ${name}${
      message && `: ${message}`
    }.`,
    remedy: {
      text: "The traceback on stderr leads to the line; its last lines matter.",
    },
  };
}
