import type { Cause, Evidence, Remedy } from "./cause.ts";
import {
  causesOf,
  type Pattern,
  plainStderr,
  type Telling,
} from "./pattern.ts";
import { byLooking, shellWord } from "./remedy.ts";
import { hiddenModule, NAMED } from "./python_module.ts";
import { packageOf } from "./python_package.ts";
import { PYTHON_REQUEST } from "./python_request.ts";
import { REMOVED_MODULES, RENAMED_MODULES } from "./removed.ts";
import { interpreterLine, quote, wantedProgram } from "./text.ts";

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
    pattern: /^KeyError: '([A-Z][A-Z0-9_]+)'/m,
    tell: (match, evidence) =>
      /os\.environ|frozen os|[\\/]os\.py/.test(plainStderr(evidence))
        ? missingVariable(match[1] ?? "", place(evidence))
        : null,
  },
];

/** Causes that show on a Python script's stderr. */
export const PYTHON_CAUSES: readonly Cause[] = causesOf([
  ...PATTERNS,
  ...PYTHON_REQUEST,
]);

/** The last resort for Python: an exception that no other cause explains. */
export const PYTHON_EXCEPTION: readonly Cause[] = causesOf([{
  id: "python-exception",
  pattern: /^((?:[\w.]+\.)?\w*(?:Error|Exception|Exit|Interrupt)): ?([^\n]*)/m,
  languages: ["python"],
  tell: (match, evidence) => ({
    sentence: `Python stopped${where(evidence)} with ${match[1]}${
      match[2] && `: ${match[2]}`
    }.`,
    remedy: {
      text: "The traceback on stderr leads to the line; its last lines matter.",
    },
  }),
}]);

/** Where a meta-variable comes from that only some requests have (RFC 3875 §4.1); `null` for what is none. */
function fieldOf(name: string): string | null {
  if (/^HTTP_/.test(name)) {
    const field = name.slice(5).toLowerCase().replaceAll("_", "-");
    return `it is the field \`${field}\` of the request, which is not there`;
  }
  if (name === "CONTENT_LENGTH" || name === "CONTENT_TYPE") {
    return "only a request with content has it, such as a form that is sent by POST";
  }
  if (name === "PATH_INFO" || name === "PATH_TRANSLATED") {
    return "only a request with a path behind the script's own has it";
  }
  return name === "REMOTE_USER" || name === "AUTH_TYPE"
    ? "only a visitor who has logged in has it (`--users`)"
    : null;
}

/** What is said of a variable that the script expects and does not get; other languages use it too. */
export function missingVariable(
  name: string,
  evidence: readonly string[] = [],
): Telling {
  const field = fieldOf(name);
  if (field !== null) {
    return {
      sentence:
        `The script wants \`${name}\`, which this request does not give it.`,
      evidence: [...evidence, field],
      remedy: {
        text:
          `Let it do without: \`os.environ.get("${name}", "")\` in Python, \`\${${name}:-}\` in a shell.`,
      },
    };
  }
  return {
    sentence:
      `The script wants the environment variable \`${name}\`, which it does not get.`,
    evidence: [
      ...evidence,
      "scripts get the meta-variables of CGI and little else",
    ],
    remedy: {
      text:
        `Start the server with \`--pass-env ${name}\` or \`--env ${name}=VALUE\`, or let the script do without.`,
    },
  };
}

/** The last place in the script that a traceback names, as evidence. */
function place(evidence: Evidence): string[] {
  const line = lastLine(evidence);
  return line === null ? [] : [`it happens in line ${line}`];
}

function where(evidence: Evidence): string {
  const line = lastLine(evidence);
  return line === null ? "" : ` in line ${line}`;
}

function lastLine(evidence: Evidence): string | null {
  const places = [
    ...plainStderr(evidence).matchAll(/^ *File "([^"\n]+)", line (\d+)/gm),
  ];
  const own = places.filter(([, file]) => file === evidence.script);
  return (own.at(-1) ?? places.at(-1))?.[2] ?? null;
}

function removed(
  [, name = ""]: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  const module = REMOVED_MODULES[name];
  if (!module) return null;
  return {
    sentence:
      `The script imports \`${name}\`, which Python ${module.since} removed.`,
    remedy: replacing(name, evidence),
  };
}

/** What to do about a module that Python removed. */
export function replacing(name: string, evidence: Evidence): Remedy {
  const module = REMOVED_MODULES[name];
  const text = `Use ${module?.instead ?? "something else"}`;
  if (!module?.pack) return { text: text + "." };
  return {
    text: `${text}, or install the package \`${module.pack}\`.`,
    command: installing(module.pack, evidence),
  };
}

function renamed([, name = ""]: RegExpExecArray): Telling | null {
  const now = RENAMED_MODULES[name];
  return now === undefined ? null : {
    sentence:
      `The script imports \`${name}\`, as Python 2 called it; it is written for Python 2.`,
    remedy: { text: `Python 3 has it as \`${now}\`.` },
  };
}

function notInstalled(
  [, name = ""]: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  if (REMOVED_MODULES[name] || RENAMED_MODULES[name]) return null;
  const python = pythonProgram(evidence);
  const pack = packageOf(name);
  return {
    sentence:
      `The Python that runs the script does not have the module \`${name}\`.`,
    evidence: python ? [`it is run by \`${python}\``] : [],
    remedy: {
      text:
        `Install it for that very Python, or put the module beside the script. Where \`pip\` says that the environment is managed externally, take the system's own package, mostly \`python3-${pack.toLowerCase()}\`, or a Python of a virtual environment in the first line.`,
      command: installing(pack, evidence),
    },
  };
}

/** The Python that runs the script, by its path, where that is known. */
export function pythonProgram(evidence: Evidence): string | null {
  if (evidence.starter !== null) return evidence.starter;
  const line = interpreterLine(evidence.file.head);
  return line && (evidence.programs[wantedProgram(line)]?.path ?? null);
}

function installing(pack: string, evidence: Evidence): string {
  const python = pythonProgram(evidence) ?? "python3";
  return `${shellWord(python)} -m pip install ${shellWord(pack)}`;
}
