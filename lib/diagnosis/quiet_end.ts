import type { Cause, Evidence, Finding } from "./cause.ts";
import { lastWords } from "./last_words.ts";
import { languageOf } from "./pattern.ts";
import { byLooking, shellWord } from "./remedy.ts";
import type { FailedRun } from "./run.ts";
import { baseName, interpreterLine, quote, wantedProgram } from "./text.ts";

/** How a shell ends whose program was killed: 128, and 9 for the signal. */
export const KILLED = 137;

/** Scripts that end by themselves and wrote nothing that could be read; the text of some tells why. */
export const QUIET_CAUSES: readonly Cause[] = [
  { id: "reads-keyboard", find: onEnd(asksInShell) },
  { id: "exit-code", find: onEnd(exitCode) },
  { id: "output-thrown-away", find: onSilence(thrownAway) },
  { id: "no-default-export", find: onSilence(noDefaultExport) },
  { id: "reads-no-input", find: onSilence(readsNothing) },
  { id: "no-output", find: onSilence(noOutput) },
];

type Find = (run: FailedRun, evidence: Evidence) => Finding | null;

function onEnd(find: Find): Cause["find"] {
  return (evidence) => evidence.run && find(evidence.run, evidence);
}

function onSilence(find: Find): Cause["find"] {
  return onEnd((run, evidence) =>
    run.output.length > 0 || run.exitCode !== 0 ? null : find(run, evidence)
  );
}

function lineOf(source: string, index: number): number {
  return source.slice(0, index).split("\n").length;
}

function asksInShell(run: FailedRun, evidence: Evidence): Finding | null {
  const { source } = evidence.file;
  const match = /^[ \t]*(?:read|select)\b[^\n]*-p\b[^\n]*/m.exec(source);
  const quiet = run.exitCode !== null && run.output.length === 0;
  if (!match || !quiet || languageOf(evidence) !== "sh") return null;
  return {
    sentence:
      "The script asks a person at the keyboard (`read -p`), and nobody sits there: it reads the content of the request.",
    evidence: [
      `line ${lineOf(source, match.index)} is ${quote(match[0].trim())}`,
    ],
    remedy: {
      text:
        "Take what visitors say from the query (`QUERY_STRING`), or from the content that a POST brings.",
    },
  };
}

function exitCode(run: FailedRun, evidence: Evidence): Finding | null {
  if (run.exitCode === null || [0, KILLED].includes(run.exitCode)) return null;
  const words = lastWords(evidence);
  const stops = words === null && languageOf(evidence) === "sh" &&
    /^#![^\n]* -\w*e|^[ \t]*set +-\w*e/m.test(evidence.file.source);
  return {
    sentence: `The script gave up with the exit code ${run.exitCode}${
      words ? `, and said: ${quote(words)}` : " and said nothing"
    }.`,
    evidence: [
      `its exit code is ${run.exitCode}`,
      words ? `a line on stderr is ${quote(words)}` : "stderr is empty",
      ...(stops ? ["`set -e` ends it at the first command that fails"] : []),
    ],
    remedy: stops
      ? byLooking(
        evidence,
        "See which command that is; where it may fail, write `|| true` behind it.",
        `sh -x ${shellWord(evidence.script)}`,
      )
      : {
        text: words
          ? "Mend what it tells of."
          : "Let it say why on standard error before it gives up.",
      },
  };
}

function thrownAway(_: FailedRun, { file }: Evidence): Finding | null {
  const match = /\bos\.(?:_exit|exec[lv]p?e?)\b|\bPOSIX::_exit\b|\bexit!/
    .exec(file.source);
  if (!match || !/print|write|puts/.test(file.source)) return null;
  return {
    sentence:
      `What the script printed was still in its buffer when it called \`${
        match[0]
      }\`, which throws that away.`,
    evidence: [
      "its output has 0 bytes",
      `line ${lineOf(file.source, match.index)} calls \`${match[0]}\``,
    ],
    remedy: {
      text:
        "Flush it before: `sys.stdout.flush()` in Python, `$| = 1;` at the top in Perl, `$stdout.flush` in Ruby. Or end by `sys.exit()`.",
    },
  };
}

function noDefaultExport(_: FailedRun, evidence: Evidence): Finding | null {
  const { source } = evidence.file;
  if (languageOf(evidence) !== "javascript") return null;
  const match = /^[ \t]*(?:export\b|module\.exports\b|exports\.)[^\n]*/m
    .exec(source);
  if (!match) return null;
  const empty = /^[ \t]*export default/m.test(source);
  return {
    sentence: empty
      ? "What the script exports by default has no function `fetch`, so nobody calls it."
      : "The script exports something, and nothing by default, so nobody calls it.",
    evidence: [
      `line ${lineOf(source, match.index)} is ${quote(match[0].trim())}`,
    ],
    remedy: {
      text:
        "Export a handler: `export default { fetch(request) { return new Response(…); } }`, in a `.js` or `.ts` that the server runs. Or print the answer, header and all.",
    },
  };
}

/** Programs that do their work for each line of what they read. */
function readsNothing(run: FailedRun, evidence: Evidence): Finding | null {
  const line = interpreterLine(evidence.file.head);
  const name = line ? baseName(wantedProgram(line)) : "";
  if (!/^(?:[gmn]?awk|sed)$/.test(name) || run.content?.length) return null;
  return {
    sentence:
      `\`${name}\` works on the lines that it reads, and this request has no content.`,
    evidence: ["standard input was empty", "its output has 0 bytes"],
    remedy: {
      text: name === "sed"
        ? "Give it something to read: let a shell script call it, `printf '\\n' | sed -f …`."
        : "Put what does not depend on a line into `BEGIN { … }`.",
    },
  };
}

function noOutput(_: FailedRun, evidence: Evidence): Finding | null {
  const words = lastWords(evidence);
  return {
    sentence: `The script ended well, but wrote nothing at all${
      words ? `; on stderr it said: ${quote(words)}` : ""
    }.`,
    evidence: ["its output has 0 bytes", "its exit code is 0"],
    remedy: {
      text:
        "Let it print at least `Content-Type: text/plain` and an empty line; or `Status: 204 No Content` and an empty line.",
    },
  };
}
