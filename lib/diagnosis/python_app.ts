import type { Cause, Evidence, Finding } from "./cause.ts";
import { languageOf } from "./pattern.ts";
import { byCommand, byEditing, shellWord } from "./remedy.ts";

/** Why a Python script may end without a word: it only says what there is, and nothing of it is done. */
export const PYTHON_SILENCE: readonly Cause[] = [
  { id: "python-main-guard", find: onSilence(mainGuard) },
  { id: "python-app-not-run", find: onSilence(appNotRun) },
  { id: "main-not-called", find: onSilence(mainNotCalled) },
];

function onSilence(
  find: (source: string, evidence: Evidence) => Finding | null,
): Cause["find"] {
  return (evidence) => {
    const { run, file } = evidence;
    if (run === null || run.output.length > 0) return null;
    if (run.exitCode !== 0 || languageOf(evidence) !== "python") return null;
    return find(file.source, evidence);
  };
}

function lineOf(source: string, index: number): number {
  return source.slice(0, index).split("\n").length;
}

function mainGuard(source: string, evidence: Evidence): Finding | null {
  const match = /^if +__name__ *== *(["'])(?!__main__\1)[^"'\n]*\1/m
    .exec(source);
  if (!match) return null;
  const line = lineOf(source, match.index);
  return {
    sentence:
      'The script does nothing, since `__name__` is never that: it is `"__main__"`.',
    evidence: [`line ${line} is \`${match[0]}\``],
    remedy: byEditing(
      evidence,
      "Write the two underscores on both sides.",
      `${line}s|__name__ *== *["'][^"']*["']|__name__ == "__main__"|`,
    ),
  };
}

const WSGI =
  /^def +(\w+)\( *\w*env\w* *, *start_response *\)|^(\w+) *= *(?:\w+\.)?(?:Flask|Bottle|App|Application|get_wsgi_application)\(/m;

function appNotRun(source: string, evidence: Evidence): Finding | null {
  const match = WSGI.exec(source);
  if (!match || /CGIHandler|\.run\(/.test(source)) return null;
  const name = match[1] ?? match[2] ?? "application";
  const lines = `\nfrom wsgiref.handlers import CGIHandler\n` +
    `CGIHandler().run(${name})\n`;
  return {
    sentence:
      `The script defines \`${name}\`, an application of WSGI, and never runs it.`,
    evidence: [
      `line ${lineOf(source, match.index)} is \`${
        match[0].trim().replaceAll("`", "'")
      }\``,
    ],
    remedy: byCommand(
      evidence,
      "Run it at the end of the script, as CGI wants it.",
      `printf ${shellWord(lines.replaceAll("\n", "\\n"))} >> ${
        shellWord(evidence.script)
      }`,
    ),
  };
}

function mainNotCalled(source: string, evidence: Evidence): Finding | null {
  const match = /^def +main\(/m.exec(source);
  if (!match || /(?<!def +)\bmain *\(/.test(source.replace(match[0], ""))) {
    return null;
  }
  return {
    sentence: "The script defines `main`, and never calls it.",
    evidence: [`line ${lineOf(source, match.index)} defines it`],
    remedy: byCommand(
      evidence,
      "Call it at the end of the script.",
      `printf '\\nmain()\\n' >> ${shellWord(evidence.script)}`,
    ),
  };
}
