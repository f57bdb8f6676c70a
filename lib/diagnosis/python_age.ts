import type { Evidence } from "./cause.ts";
import type { Pattern, Telling } from "./pattern.ts";
import {
  NEW_MEMBERS,
  PYTHON2_MEMBERS,
  PYTHON2_METHODS,
  PYTHON2_NAMES,
  REMOVED_MEMBERS,
} from "./python_names.ts";
import { NEW_MODULES, pythonProgram } from "./python_package.ts";
import { blamedLine, place } from "./python_traceback.ts";
import { quote } from "./text.ts";

const UNDEFINED = /^NameError: name '(\w+)' is not defined/m;
/** The one who lacks it and what is lacking, in one of three forms. */
const LACKING =
  /^(?:AttributeError: (?:type object |module )?'(\w+)' (?:object )?has no attribute '(\w+)'|(?:Module)?ImportError: cannot import name '?(\w+)'?(?: from '([\w.]+)')?)/m;

/** Scripts that are too old for the Python that runs them, or too new. */
export const PYTHON_AGE: readonly Pattern[] = [
  { id: "python2-name", pattern: UNDEFINED, tell: builtIn },
  { id: "python2-name", pattern: LACKING, tell: python2Member },
  { id: "python-name-removed", pattern: LACKING, tell: removedMember },
  { id: "python-too-old", pattern: LACKING, tell: newMember },
  {
    id: "python-too-old",
    pattern: /^ModuleNotFoundError: No module named '(\w+)/m,
    tell: ([, name = ""], evidence) =>
      NEW_MODULES[name] === undefined
        ? null
        : tooOld(`the module \`${name}\``, NEW_MODULES[name], evidence),
  },
  {
    id: "python-too-old",
    pattern:
      /^TypeError: (?:unsupported operand type\(s\) for \|: '(?:type|NoneType)' and|'(?:type|ABCMeta)' object is not subscriptable)/m,
    tell: ([said = ""], evidence) =>
      said.includes("|")
        ? tooOld("types joined by `|`", "3.10", evidence)
        : tooOld("types such as `list[str]`", "3.9", evidence),
  },
  {
    id: "python2-syntax",
    pattern: /^SyntaxError: invalid syntax/m,
    languages: ["python"],
    tell: (_, evidence) => python2Line(evidence),
  },
  {
    id: "python2-syntax",
    pattern:
      /^TypeError: unsupported operand type\(s\) for >>: 'builtin_function_or_method'/m,
    tell: (_, evidence) => ({
      sentence:
        "The script prints as Python 2 does, `print >>`; Python 3 does not understand it.",
      evidence: place(evidence),
      remedy: { text: "Write `print(…, file=sys.stderr)`." },
    }),
  },
  {
    id: "python-too-old",
    pattern: /^SyntaxError: (?:invalid syntax|f-string: )/m,
    languages: ["python"],
    tell: (_, evidence) => newLine(evidence),
  },
];

function builtIn(
  [, name = ""]: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  return asPython2(name, PYTHON2_NAMES[name], evidence);
}

function asPython2(
  name: string,
  now: string | undefined,
  evidence: Evidence,
): Telling | null {
  return now === undefined ? null : {
    sentence: `The script uses \`${name}\`, which only Python 2 had.`,
    evidence: place(evidence),
    remedy: { text: `In its place: ${now}.` },
  };
}

function memberOf([, owner, name, imported, module]: RegExpExecArray): string {
  return owner === undefined
    ? `${module ?? ""}.${imported}`
    : `${owner}.${name}`;
}

function python2Member(
  match: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  const name = memberOf(match);
  const now = PYTHON2_MEMBERS[name] ?? PYTHON2_METHODS[name];
  return asPython2(name, now, evidence);
}

function removedMember(
  match: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  const name = memberOf(match);
  const change = REMOVED_MEMBERS[name];
  if (!change) return null;
  const [since, instead] = change;
  return {
    sentence: `The script uses \`${name}\`, which Python ${since} removed.`,
    evidence: place(evidence),
    remedy: { text: `Use ${instead} in its place.` },
  };
}

function newMember(
  match: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  const name = memberOf(match);
  const since = NEW_MEMBERS[name];
  return since === undefined ? null : tooOld(`\`${name}\``, since, evidence);
}

function tooOld(what: string, since: string, evidence: Evidence): Telling {
  const python = pythonProgram(evidence);
  return {
    sentence:
      `The Python that runs the script is too old for it: ${what} came with ${since}.`,
    evidence: [
      ...place(evidence),
      ...(python ? [`it is run by \`${python}\``] : []),
    ],
    remedy: {
      text:
        `Name a newer one in line 1, such as \`#!/usr/bin/env python${since}\`, or do without.`,
    },
  };
}

const PYTHON2_LINES =
  /<>|`[^`]+`|^print\s+[^(=\s]|^exec\s+[^(=\s]|^raise\s+\w+\s*,|\bur["']|\b\d+[lL]\b/;

function python2Line(evidence: Evidence): Telling | null {
  const line = blamedLine(evidence);
  return !PYTHON2_LINES.test(line) ? null : {
    sentence:
      "The script is written in Python 2; Python 3 does not understand it.",
    evidence: [...place(evidence), `that line is ${quote(line)}`],
    remedy: {
      text:
        '`!=` stands for `<>`, `repr(x)` for backticks, `raise E("…")` for `raise E, "…"`, `print(x)` for `print x`.',
    },
  };
}

const NEW_LINES: readonly (readonly [RegExp, string, string])[] = [
  [/:=/, "the operator `:=`", "3.8"],
  [/^match\s.+:$/, "`match`", "3.10"],
  [/^except\s*\*/, "`except*`", "3.11"],
  [/^type\s+\w+(?:\[.*\])?\s*=/, "`type X = …`", "3.12"],
  [/^(?:def|class)\s+\w+\[/, "type parameters in brackets", "3.12"],
  [/\bt["'].*\{/, "template strings", "3.14"],
  [/\bf"[^"]*\{[^}"]*"/, "the same quotation marks within an f-string", "3.12"],
  [/\bf'[^']*\{[^}']*'/, "the same quotation marks within an f-string", "3.12"],
  [/\bf["'].*\{[^}]*\\/, "a backslash within an f-string's braces", "3.12"],
  [/\bf["'].*\{\w+=\}/, "`{x=}` in an f-string", "3.8"],
];

function newLine(evidence: Evidence): Telling | null {
  const line = blamedLine(evidence);
  const found = NEW_LINES.find(([pattern]) => pattern.test(line));
  return found ? tooOld(found[1], found[2], evidence) : null;
}
