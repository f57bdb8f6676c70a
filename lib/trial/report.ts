import { formatDuration } from "../diagnosis/end.ts";
import { hexDump, visible } from "../explain/dump.ts";
import { explanationText } from "../explain/mod.ts";
import {
  type Masking,
  maskingOf,
  maskQuery,
  maskVariables,
} from "../explain/mask.ts";
import { reasonPhrase } from "../http/error_page.ts";
import type { Trial, TrialAnswer } from "./trial.ts";

/** Whether a visitor would have been served. */
export function isGood({ answer, failure }: Trial): boolean {
  if (answer.kind === "refusal" || failure !== null) return false;
  return answer.kind !== "reply" ||
    (answer.status < 500 && answer.broken === null);
}

/** What a run has shown, for a terminal; secrets masked, control characters made visible. */
export function trialText(trial: Trial): string {
  const { request, script, start } = trial;
  const variables = start?.metaVariables ?? {};
  const mask = maskingOf(variables);
  const sections = [
    [
      `${request.method} ${maskQuery(request.target)}`,
      `  runs ${script.file}`,
      ...(start ? [`  started as: ${start.command.join(" ")}`] : []),
    ],
    section("Meta-variables", metaVariables(variables)),
    section(outputTitle(trial), output(trial, mask)),
    section("Standard error", textLines(mask(trial.end?.stderr ?? ""))),
    section("The server says", trial.notes.map(mask)),
    section("Answer", answerLines(trial.answer, mask)),
    section("Failure", failureLines(trial)),
    section("Time", timing(trial)),
  ].filter((lines) => lines.length > 0);
  return sections.map((lines) => lines.map(visible).join("\n")).join("\n\n") +
    "\n";
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [title, ...lines.map((line) => `  ${line}`)];
}

function metaVariables(variables: Readonly<Record<string, string>>): string[] {
  const masked = maskVariables(variables);
  const width = Math.max(0, ...masked.map(([name]) => name.length));
  return masked.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

function outputTitle({ output, outputLength }: Trial): string {
  const cut = outputLength > output.length
    ? `, the first ${output.length} of them`
    : "";
  return `Output, as the script wrote it (${outputLength} bytes${cut})`;
}

function output({ start, output }: Trial, mask: Masking): string[] {
  if (start === null) return [];
  if (output.length === 0) return ["(nothing)"];
  const text = decode(output);
  if (text !== null) return textLines(mask(text));
  const end = headerEnd(output);
  const header = new TextDecoder().decode(output.subarray(0, end));
  return [
    ...textLines(mask(header)),
    "",
    ...hexDump(output.subarray(end)).split("\n"),
  ];
}

/** The text that these bytes are, or `null` where they are none; the last character may be cut. */
function decode(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, {
      stream: true,
    });
  } catch {
    return null;
  }
}

function headerEnd(bytes: Uint8Array): number {
  const LF = 10, CR = 13;
  for (let at = 0; at + 1 < bytes.length; at++) {
    if (bytes[at] !== LF) continue;
    const next = bytes[at + 1] === CR ? at + 2 : at + 1;
    if (bytes[next] === LF) return next + 1;
  }
  return 0;
}

const MOST_LINES = 200;

function textLines(text: string): string[] {
  if (text === "") return [];
  const lines = text.replace(/\n$/, "").split("\n");
  if (lines.length <= MOST_LINES) return lines;
  const rest = lines.length - MOST_LINES;
  return [...lines.slice(0, MOST_LINES), `… and ${rest} more lines`];
}

function answerLines(answer: TrialAnswer, mask: Masking): string[] {
  if (answer.kind === "local-redirect") {
    return [`the server answers with ${mask(answer.location)} instead`];
  }
  if (answer.kind === "refusal") {
    const { error, explained } = answer;
    if (explained) return explanationText(explained).split("\n");
    return [`${error.status} ${error.message}`];
  }
  const { status, fields, length, broken } = answer;
  return [
    `${status} ${reasonPhrase(status)}`.trimEnd(),
    ...fields.map(([name, value]) => mask(`${name}: ${value}`)),
    `${length} bytes of content`,
    ...(broken === null ? [] : [`it breaks off: ${broken}`]),
  ];
}

function failureLines({ failure }: Trial): string[] {
  return failure === null ? [] : explanationText(failure).split("\n");
}

function timing({ start, end, firstOutput, answered }: Trial): string[] {
  if (start === null) return [];
  const how = end === null
    ? ""
    : end.signal === null
    ? `, ended after ${formatDuration(end.duration)} with exit code ${
      end.exitCode ?? "?"
    }`
    : `, ended after ${formatDuration(end.duration)} by ${end.signal}`;
  const first = firstOutput === null
    ? "no output"
    : `first output after ${formatDuration(firstOutput)}`;
  return [`${first}, whole answer after ${formatDuration(answered)}${how}`];
}
