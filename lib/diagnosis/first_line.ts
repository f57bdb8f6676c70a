import type { Cause, Evidence, Finding, Program, Remedy } from "./cause.ts";
import { withoutCarriageReturns } from "./file.ts";
import { alternatives, guessLanguage, usualLine } from "./language.ts";
import { isMisplaced } from "./misplaced.ts";
import { byEditing, byFirstLine } from "./remedy.ts";
import {
  baseName,
  guessContent,
  hasByteOrderMark,
  type InterpreterLine,
  interpreterLine,
  isEnv,
  quote,
  wantedProgram,
} from "./text.ts";

/** What may be wrong with the form of a script's first line; in the order in which it matters. */
export const FIRST_LINE_CAUSES: readonly Cause[] = [
  { id: "byte-order-mark", find: onScript(byteOrderMark) },
  { id: "interpreter-line-not-first", find: onScript(notFirst) },
  { id: "interpreter-line-spaces", find: onScript(spaces) },
  { id: "no-interpreter-line", find: onScript(noLine) },
  { id: "interpreter-line-crlf", find: onLine(carriageReturn) },
  { id: "interpreter-line-empty", find: onLine(emptyLine) },
  { id: "interpreter-line-windows", find: onLine(windowsPath) },
  { id: "interpreter-line-relative", find: onLine(relativePath) },
  { id: "interpreter-line-words", find: onLine(severalWords) },
  { id: "interpreter-line-option", find: onLine(withoutOption) },
  { id: "interpreter-line-too-long", find: onLine(tooLong) },
];

/** Linux reads that many bytes of a first line, `#!` and line end with them. */
const LONGEST_LINE = 255;

type FindByLine = (
  evidence: Evidence,
  line: InterpreterLine,
) => Finding | null;

/** Only for text that the system itself starts. */
function onScript(find: Cause["find"]): Cause["find"] {
  return (evidence) => {
    const { kind } = guessContent(evidence.file.head);
    const byLine = evidence.starter === null && evidence.file.kind === "file";
    return byLine && (kind === "script" || kind === "text") &&
        !isMisplaced(evidence)
      ? find(evidence)
      : null;
  };
}

/** A look at the `#!` line of a script that the system itself starts. */
export function onLine(find: FindByLine): Cause["find"] {
  return onScript((evidence) => {
    const line = interpreterLine(evidence.file.head);
    return line && find(evidence, line);
  });
}

/** Writes the usual first line of the script's language, where that can be told. */
export function byUsualLine(
  evidence: Evidence,
  text?: string,
  insert = false,
): Remedy {
  const { script, file } = evidence;
  const language = guessLanguage(
    script,
    interpreterLine(file.head),
    file.source,
  );
  if (language === null) {
    return {
      text: text ??
        "Begin it with the line that names its interpreter, such as `#!/usr/bin/env python3`.",
    };
  }
  const line = usualLine(language);
  return insert
    ? byEditing(evidence, `Make \`${line}\` the first line.`, `1i ${line}`)
    : byFirstLine(evidence, line, text);
}

function byteOrderMark(evidence: Evidence): Finding | null {
  if (!hasByteOrderMark(evidence.file.head)) return null;
  return {
    sentence:
      "A byte order mark stands before `#!`, so the system does not see that line.",
    evidence: ["the file begins with the bytes `EF BB BF`"],
    remedy: byEditing(
      evidence,
      "Save it as UTF-8 without a byte order mark.",
      evidence.system === "darwin" ? "1s/^\ufeff//" : "1s/^\\xEF\\xBB\\xBF//",
    ),
  };
}

function notFirst(evidence: Evidence): Finding | null {
  const match = /^([ \t\r\n]+)#!/.exec(evidence.file.source);
  if (!match) return belowOthers(evidence);
  const lines = (match[1]?.match(/\n/g) ?? []).length;
  return {
    sentence:
      "Something stands before `#!`, which must be the first two bytes.",
    evidence: [
      lines > 0
        ? `\`#!\` stands in line ${lines + 1}`
        : "line 1 begins with a space",
    ],
    remedy: byEditing(
      evidence,
      "Take away what stands before it.",
      lines > 0 ? "/./,$!d; s/^[ \\t]*#!/#!/" : "1s/^[ \\t]*//",
    ),
  };
}

/** A `#!` line that stands below comments or the like. */
function belowOthers(evidence: Evidence): Finding | null {
  const lines = evidence.file.source.split("\n", 6);
  const place = lines.findIndex((line) => /^#! ?\/\S/.test(line));
  if (place < 1) return null;
  return {
    sentence:
      "The `#!` line is not the first, so the system takes it for a comment.",
    evidence: [`\`#!\` stands in line ${place + 1}`],
    remedy: byEditing(
      evidence,
      "Move it to the top.",
      `1i ${lines[place]?.trimEnd()}`,
    ),
  };
}

function spaces(evidence: Evidence): Finding | null {
  const line = /^(#[ \t]+!.*|![ \t]*#.*|#\/.*)/.exec(evidence.file.source)?.[1];
  if (line === undefined) return null;
  return {
    sentence: "The first line is nearly a `#!` line, but not quite.",
    evidence: [`line 1 is ${quote(line.trimEnd())}`],
    remedy: byFirstLine(evidence, "#!" + line.replace(/^[#!\s]+/, "").trim()),
  };
}

function noLine(evidence: Evidence): Finding | null {
  const { script, file } = evidence;
  if (interpreterLine(file.head) || notFirst(evidence) || spaces(evidence)) {
    return null;
  }
  const first = file.source.split("\n", 1)[0]?.trimEnd() ?? "";
  return {
    sentence: `\`${
      baseName(script)
    }\` does not say what runs it: it has no \`#!\` line.`,
    evidence: [`line 1 is ${quote(first)}`],
    remedy: byUsualLine(evidence, undefined, true),
  };
}

function carriageReturn(
  evidence: Evidence,
  line: InterpreterLine,
): Finding | null {
  if (!line.carriageReturn) return null;
  const name = baseName(line.argument || line.path);
  return {
    sentence:
      `Line 1 ends in CR LF, so the system looks for a program called \`${name}\\r\`.`,
    evidence: [`line 1 is ${quote("#!" + line.text + "\r\n")}`],
    remedy: withoutCarriageReturns(evidence),
  };
}

function emptyLine(evidence: Evidence, line: InterpreterLine): Finding | null {
  if (line.path !== "" && wantedProgram(line) !== "") return null;
  return {
    sentence: "The `#!` line names no program.",
    evidence: [`line 1 is ${quote("#!" + line.text)}`],
    remedy: byUsualLine(evidence),
  };
}

function windowsPath(
  evidence: Evidence,
  line: InterpreterLine,
): Finding | null {
  if (evidence.system === "windows") return null;
  if (!/^"?[A-Za-z]:[\\/]|\\|\.exe\b/i.test(line.path)) return null;
  return {
    sentence:
      "The `#!` line names a program on Windows; this is another system.",
    evidence: [`line 1 is ${quote("#!" + line.text)}`],
    remedy: byUsualLine(evidence),
  };
}

function relativePath(
  evidence: Evidence,
  line: InterpreterLine,
): Finding | null {
  if (line.path.startsWith("/") || line.path === "") return null;
  if (windowsPath(evidence, line) || evidence.system === "windows") return null;
  const bare = line.path.replace(/^["']|["']$/g, "");
  const found = bare.startsWith("/") ? null : standIn(evidence, bare);
  const usual = bare.startsWith("/") ? bare : `/usr/bin/env ${bare}`;
  return {
    sentence: `The \`#!\` line must name its program by an absolute path; ${
      quote(line.path)
    } is looked for in the working folder.`,
    evidence: [`line 1 is ${quote("#!" + line.text)}`],
    remedy: byFirstLine(
      evidence,
      `#!${found?.path ?? usual}${line.argument && " " + line.argument}`,
    ),
  };
}

/** Programs that cannot make anything of two options in one word. */
const ONE_WORD =
  /^(?:python|ruby|node|nodejs|deno|bun|bash|sh|dash|ash|zsh|ksh|busybox|[gmn]?awk|sed|php|php-cgi)[\d.]*$/;

function severalWords(
  evidence: Evidence,
  line: InterpreterLine,
): Finding | null {
  if (evidence.system !== "linux" || !/\s/.test(line.argument)) return null;
  if (isEnv(line) && /^-(?:S|vS|-split)/.test(line.argument)) return null;
  const name = baseName(line.path);
  // Perl takes its options from the line by itself; what others do is not known.
  if (!isEnv(line) && !ONE_WORD.test(name)) return null;
  return {
    sentence: `\`${name}\` gets ${quote(line.argument)} as one word${
      isEnv(line) ? " and looks for a program of that name" : ""
    }.`,
    evidence: [
      `line 1 is ${quote("#!" + line.text)}`,
      "the system hands over all that follows the program as one argument",
    ],
    remedy: byFirstLine(
      evidence,
      isEnv(line)
        ? `#!${line.path} -S ${line.argument}`
        : `#!/usr/bin/env -S ${line.path} ${line.argument}`,
    ),
  };
}

/** What these programs are given first is their program's text, unless an option says that it is a file. */
function withoutOption(
  evidence: Evidence,
  line: InterpreterLine,
): Finding | null {
  const name = baseName(wantedProgram(line));
  if (!/^(?:[gmn]?awk|sed)$/.test(name)) return null;
  if (/(?:^|\s)-\w*f\b/.test(line.argument)) return null;
  const options = isEnv(line) ? `-S ${name} -f` : "-f";
  return {
    sentence: `\`${name}\` takes the path of the script for the script itself.`,
    evidence: [`line 1 is ${quote("#!" + line.text)}`],
    remedy: byFirstLine(evidence, `#!${line.path} ${options}`),
  };
}

function tooLong(evidence: Evidence, line: InterpreterLine): Finding | null {
  if (line.text.length + 3 <= LONGEST_LINE) return null;
  return {
    sentence:
      `The \`#!\` line is too long: the system reads ${LONGEST_LINE} bytes of it.`,
    evidence: [`line 1 has ${line.text.length + 2} characters`],
    remedy: byUsualLine(evidence),
  };
}

/** A program that is there and does the same as the one that is wanted. */
export function standIn(evidence: Evidence, wanted: string): Program | null {
  for (const name of alternatives(wanted)) {
    const program = evidence.programs[name];
    if (program?.executable) return program;
  }
  return null;
}
