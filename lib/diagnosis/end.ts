import type { Cause, Evidence, Finding } from "./cause.ts";
import { languageOf } from "./pattern.ts";
import { startsServer } from "./own_server.ts";
import { KILLED, QUIET_CAUSES } from "./quiet_end.ts";
import type { FailedRun } from "./run.ts";
import { lastWords } from "./last_words.ts";
import { baseName, guessContent, quote } from "./text.ts";

/** Why a script ran into a limit; in the order in which the evidence is sure. */
export const LIMIT_CAUSES: readonly Cause[] = [
  { id: "waits-for-content", find: onRun(waitsForContent) },
  { id: "content-stopped", find: onRun(contentStopped) },
  { id: "starts-a-server", find: onRun(startsServer) },
  { id: "output-kept-back", find: onRun(keptBack) },
  { id: "silence-limit", find: onRun(silence) },
  { id: "time-limit", find: onRun(time) },
];

/** Which signal ended a script: that it broke off in its header follows from it. */
export const SIGNAL_CAUSES: readonly Cause[] = [
  { id: "crashed", find: onRun(crashed) },
  { id: "killed", find: onRun(killed) },
  { id: "ended-by-signal", find: onRun(signalled) },
];

/** How a script ended, where nothing says why; in the order in which it tells most. */
export const END_CAUSES: readonly Cause[] = [
  ...SIGNAL_CAUSES,
  ...QUIET_CAUSES,
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

function contentStopped(run: FailedRun): Finding | null {
  if (run.limit !== "content") return null;
  const length = run.metaVariables["CONTENT_LENGTH"];
  return {
    sentence:
      "The client did not send the content that it had promised, or sent it byte by byte, and the script was ended.",
    evidence: [...lasted(run), `CONTENT_LENGTH is ${length}`],
    remedy: {
      text:
        "The script is not to blame. See what the client does; for one that may take its time, `--cgi-silence 5m`.",
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
  const kind = run.limit === "time" ? "time limit" : "silence limit";
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

function crashed(
  { signal }: FailedRun,
  evidence: Evidence,
): Finding | null {
  const { script, file } = evidence;
  const words = lastWords(evidence);
  const compiled = guessContent(file.head).kind === "elf";
  const meaning = CRASHES[signal ?? ""];
  if (meaning === undefined) return null;
  return {
    sentence: `\`${baseName(script)}\`${
      compiled ? "" : ", or the interpreter that runs it,"
    } crashed (${signal})${words ? `; it said: ${quote(words)}` : ""}.`,
    evidence: [`it was ended by ${signal}: ${meaning}`],
    remedy: {
      text: compiled
        ? "`getenv` gives NULL for what a request does not bring, and arguments there are none; look at these first. Build it with `-g -fsanitize=address`, which names the line, and run it by hand."
        : "Run it by hand with the same request; a native library is the usual suspect.",
    },
  };
}

function killed(run: FailedRun): Finding | null {
  const itself = run.signal === "SIGKILL";
  if (run.limit !== null || !itself && run.exitCode !== KILLED) return null;
  return {
    sentence: `Something outside killed the script${
      itself ? "" : ", or a program that it ran"
    }; most often the system does so when memory runs out.`,
    evidence: [
      itself
        ? "it was ended by SIGKILL, which the server did not send"
        : `its exit code is ${KILLED}, as of a shell whose program was killed`,
    ],
    remedy: {
      text: "Look whether the system says so, and let the script use less.",
      command: "dmesg | grep -i -E 'killed process|out of memory' | tail",
      looks: true,
    },
  };
}

/** What other signals mean, and what to do about it. */
const SIGNALS: Readonly<Record<string, readonly [string, string]>> = {
  SIGXCPU: [
    "it used more processor time than it may",
    "Look for a loop without end; or raise the limit (`ulimit -t`, `LimitCPU`).",
  ],
  SIGXFSZ: [
    "it wrote a file larger than it may",
    "Write less; or raise the limit (`ulimit -f`, `LimitFSIZE`).",
  ],
  SIGPIPE: [
    "it wrote to a pipe that nobody reads",
    "See which program it writes to, and why that one has ended.",
  ],
  SIGALRM: [
    "an alarm went off that it had set itself",
    "See what takes longer than the alarm allows.",
  ],
};

function signalled({ signal, limit }: FailedRun): Finding | null {
  if (signal === null || limit !== null) return null;
  if (signal in CRASHES || signal === "SIGKILL") return null;
  const [meaning, remedy] = SIGNALS[signal] ?? [];
  return {
    sentence: `The script was ended by a signal, ${signal}${
      meaning ? `: ${meaning}` : ""
    }.`,
    evidence: [`it was ended by ${signal}, which the server did not send`],
    remedy: {
      text: remedy ?? "Find who sends it: the script itself, or an operator.",
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
