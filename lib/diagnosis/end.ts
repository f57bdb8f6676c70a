import type { Cause, Evidence, Finding } from "./cause.ts";
import { languageOf, plainStderr } from "./pattern.ts";
import type { FailedRun } from "./run.ts";
import { baseName, quote } from "./text.ts";

/** Why a script ran into a limit; in the order in which the evidence is sure. */
export const LIMIT_CAUSES: readonly Cause[] = [
  { id: "waits-for-content", find: onRun(waitsForContent) },
  { id: "output-kept-back", find: onRun(keptBack) },
  { id: "silence-limit", find: onRun(silence) },
  { id: "time-limit", find: onRun(time) },
];

/** How a script ended, where nothing says why; in the order in which it tells most. */
export const END_CAUSES: readonly Cause[] = [
  { id: "crashed", find: onRun(crashed) },
  { id: "killed", find: onRun(killed) },
  { id: "ended-by-signal", find: onRun(signalled) },
  { id: "exit-code", find: onRun(exitCode) },
  { id: "no-output", find: onRun(noOutput) },
  { id: "unreadable-header", find: onRun(unreadable) },
];

function onRun(
  find: (run: FailedRun, evidence: Evidence) => Finding | null,
): Cause["find"] {
  return (evidence) => evidence.run && find(evidence.run, evidence);
}

const READS_TO_END =
  /sys\.stdin\.(?:buffer\.)?read\(\)|for \w+ in sys\.stdin|^\s*(?:\w+=\$\()?cat\s*(?:$|\||>|\))|<STDIN>|php:\/\/(?:input|stdin)|readFileSync\((?:0|["']\/dev\/stdin)|Deno\.stdin\.readable/m;

function waitsForContent(run: FailedRun, evidence: Evidence): Finding | null {
  const { source } = evidence.file;
  if (run.limit === null || run.output.length > 0) return null;
  const match = READS_TO_END.exec(source);
  if (!match) return null;
  const length = run.metaVariables["CONTENT_LENGTH"];
  const line = source.slice(0, match.index + 1).split("\n").length;
  return {
    sentence:
      "The script waited for content that did not come, until the limit ended it.",
    evidence: [
      ...lasted(run),
      `line ${line} reads all of standard input: ${quote(match[0].trim())}`,
      length ? `CONTENT_LENGTH is ${length}` : "CONTENT_LENGTH is not set",
    ],
    remedy: {
      text:
        "Read as many bytes as CONTENT_LENGTH says, and none where it is not set; then see whether the client sent all of them.",
    },
  };
}

const FLUSHES =
  /flush|\$\|\s*(?:=|\+\+)|autoflush|PYTHONUNBUFFERED|^#!.*python[\d.]* +-\w*u/m;

function keptBack(run: FailedRun, evidence: Evidence): Finding | null {
  const { source } = evidence.file;
  const language = languageOf(evidence);
  if (run.limit === null || run.output.length > 0) return null;
  if (language !== "python" && language !== "perl") return null;
  if (!/\bprint\b|sys\.stdout\.write/.test(source) || FLUSHES.test(source)) {
    return null;
  }
  return {
    sentence:
      "The script was ended before what it printed left its buffer; the server saw none of it.",
    evidence: [
      ...lasted(run),
      "it prints, never flushes, and nothing arrived",
    ],
    remedy: {
      text: language === "python"
        ? "Print with `flush=True`, or begin the script with `#!/usr/bin/env -S python3 -u`; then see what takes so long."
        : "Put `$| = 1;` at the top; then see what takes so long.",
    },
  };
}

function lasted(run: FailedRun): string[] {
  const kind = run.limit === "silence" ? "silence limit" : "time limit";
  return [
    `it was ended by the ${kind} after ${formatDuration(run.duration)}`,
  ];
}

/** Writes milliseconds as people read them. */
export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

function silence(run: FailedRun): Finding | null {
  if (run.limit !== "silence") return null;
  return {
    sentence: `The script wrote nothing for too long, and was ended after ${
      formatDuration(run.duration)
    }.`,
    evidence: lasted(run),
    remedy: {
      text:
        "Let it write and flush something now and then, or raise the limit: `--cgi-silence 5m`.",
    },
  };
}

function time(run: FailedRun): Finding | null {
  if (run.limit !== "time") return null;
  return {
    sentence: `The script took too long, and was ended after ${
      formatDuration(run.duration)
    }.`,
    evidence: lasted(run),
    remedy: {
      text:
        "See what it waits for: a loop, a lock, another server. Or raise the limit: `--cgi-timeout 15m`.",
    },
  };
}

const CRASHES: Readonly<Record<string, string>> = {
  SIGSEGV: "it touched memory that is not its own",
  SIGBUS: "it touched memory that is not there",
  SIGILL: "it holds an instruction that this processor does not have",
  SIGFPE: "it divided by zero or the like",
  SIGABRT: "it, or its library, gave up",
  SIGSYS: "it made a system call that is forbidden here",
  SIGTRAP: "it ran into a trap of its own",
};

function crashed({ signal }: FailedRun, { script }: Evidence): Finding | null {
  const meaning = CRASHES[signal ?? ""];
  if (meaning === undefined) return null;
  return {
    sentence: `\`${
      baseName(script)
    }\`, or the interpreter that runs it, crashed (${signal}).`,
    evidence: [`it was ended by ${signal}: ${meaning}`],
    remedy: {
      text:
        "Run it by hand with the same request; a native library is the usual suspect.",
    },
  };
}

function killed(run: FailedRun): Finding | null {
  if (run.signal !== "SIGKILL" || run.limit !== null) return null;
  return {
    sentence:
      "Something outside killed the script; most often the system does so when memory runs out.",
    evidence: ["it was ended by SIGKILL, which the server did not send"],
    remedy: {
      text: "Look whether the system says so, and let the script use less.",
      command: "dmesg | grep -i -E 'killed process|out of memory' | tail",
    },
  };
}

function signalled({ signal, limit }: FailedRun): Finding | null {
  if (signal === null || limit !== null) return null;
  if (signal in CRASHES || signal === "SIGKILL") return null;
  return {
    sentence: `The script was ended by a signal, ${signal}.`,
    evidence: [`it was ended by ${signal}, which the server did not send`],
    remedy: { text: "Find who sends it: the script itself, or an operator." },
  };
}

function exitCode(run: FailedRun, evidence: Evidence): Finding | null {
  if (run.exitCode === null || run.exitCode === 0) return null;
  const last = plainStderr(evidence).trimEnd().split("\n").at(-1)?.trim();
  return {
    sentence: `The script gave up with the exit code ${run.exitCode}${
      last ? "" : " and said nothing"
    }.`,
    evidence: last
      ? [`the last line on stderr is ${quote(last)}`]
      : ["stderr is empty"],
    remedy: {
      text: last
        ? "Mend what stderr tells of."
        : "Let it say why on standard error before it gives up.",
    },
  };
}

function noOutput(run: FailedRun): Finding | null {
  if (run.output.length > 0 || run.exitCode !== 0) return null;
  return {
    sentence: "The script ended well, but wrote nothing at all.",
    evidence: ["its output has 0 bytes", "its exit code is 0"],
    remedy: {
      text:
        "Let it print at least `Content-Type: text/plain` and an empty line; or `Status: 204 No Content` and an empty line.",
    },
  };
}

function unreadable(run: FailedRun): Finding | null {
  if (run.problem === null) return null;
  const [first = ""] = new TextDecoder().decode(run.output).split(/\r?\n/, 1);
  return {
    sentence: `The server cannot read the script's answer: ${run.problem}.`,
    evidence: [`the first line of output is ${quote(first)}`],
    remedy: {
      text:
        "A script answers with fields, an empty line, and the content (RFC 3875 §6).",
    },
  };
}
