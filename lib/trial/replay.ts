import { basename, join } from "node:path";
import { statOrNull } from "../gateway/script.ts";
import { explanationText } from "../explain/mod.ts";
import { MASK } from "../explain/mask.ts";
import type { TrialOutcome, TrialSite } from "./mod.ts";
import { type FailureRecord, parseRecord, recordedRequest } from "./record.ts";
import { isGood } from "./report.ts";
import { type Trial, tryScript } from "./trial.ts";

/** What `gatehouse replay` was told. */
export interface ReplayArgs extends Pick<TrialSite, "runner"> {
  /** A record, or a folder of them. */
  readonly path: string;
  /** The server to ask, or `null` to run the scripts here. */
  readonly url: string | null;
}

/** Repeats requests that failed, and tells which of them still do; what cannot be read comes back as faults. */
export async function replay(
  { path, url, runner }: ReplayArgs,
): Promise<TrialOutcome | { readonly faults: readonly string[] }> {
  const files = recordFiles(path);
  if (files.length === 0) return { faults: [`there is no record in ${path}`] };
  const lines: string[] = [];
  let failing = 0;
  for (const file of files) {
    const read = readRecord(file);
    if (typeof read === "string") return { faults: [read] };
    const { good, told } = url === null
      ? await repeatHere(read, runner)
      : await repeatThere(read, url);
    if (!good) failing++;
    lines.push(
      `${good ? "good" : "FAILS"}  ${basename(file)}`,
      `  ${read.method} ${read.target}: ${read.status} ${read.cause}, now ${
        told[0] ?? ""
      }`,
      ...told.slice(1).map((line) => `  ${line}`),
      ...caveats(read).map((line) => `  (${line})`),
    );
  }
  const good = files.length - failing;
  lines.push("", `${good} of ${files.length} requests are answered now.`);
  return { text: lines.join("\n") + "\n", exitCode: failing === 0 ? 0 : 1 };
}

function recordFiles(path: string): string[] {
  const info = statOrNull(path);
  if (info === null) return [];
  if (!info.isDirectory) return [path];
  return [...Deno.readDirSync(path)].map(({ name }) => name)
    .filter((name) => name.endsWith(".json")).sort()
    .map((name) => join(path, name));
}

function readRecord(file: string): FailureRecord | string {
  try {
    return parseRecord(Deno.readTextFileSync(file));
  } catch (error) {
    return `${file} ${error instanceof Error ? error.message : error}`;
  }
}

interface Repeated {
  readonly good: boolean;
  /** The first line goes behind "now". */
  readonly told: readonly string[];
}

async function repeatHere(
  record: FailureRecord,
  runner: ReplayArgs["runner"],
): Promise<Repeated> {
  const { file, name, extraPath } = record.script;
  const mode = statOrNull(file)?.mode ?? null;
  const trial = await tryScript(
    runner,
    { file, name, extraPath, mode },
    recordedRequest(record),
  );
  return { good: isGood(trial), told: tell(trial) };
}

function tell({ answer, failure }: Trial): string[] {
  if (answer.kind !== "refusal" && failure !== null) {
    return [
      failure.diagnosis.cause,
      ...explanationText(failure).split("\n").slice(1),
    ];
  }
  if (answer.kind === "reply") return [String(answer.status)];
  if (answer.kind === "local-redirect") return [`as ${answer.location}`];
  const { error, explained } = answer;
  return explained === null ? [`${error.status} ${error.message}`] : [
    `${error.status} ${explained.diagnosis.cause}`,
    ...explanationText(explained).split("\n").slice(1),
  ];
}

async function repeatThere(
  record: FailureRecord,
  url: string,
): Promise<Repeated> {
  const { method, target, fields, content } = recordedRequest(record);
  const headers = new Headers();
  for (const [name, value] of fields) {
    // The server that is asked has a name of its own.
    if (name !== "host" && name !== "accept-encoding") {
      headers.append(name, value);
    }
  }
  try {
    // Security: a target such as `//host/x`, taken as a reference, would name another server (RFC 3986 §4.2).
    const place = `${new URL(url).origin}/${target.replace(/^\//, "")}`;
    const response = await fetch(place, {
      method,
      headers,
      body: content,
      redirect: "manual",
    });
    await response.body?.cancel();
    const { status } = response;
    return { good: status < 500, told: [String(status)] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { good: false, told: [`no answer: ${why}`] };
  }
}

function caveats({ target, fields, content }: FailureRecord): string[] {
  const masked = fields.filter(([, value]) => value === "masked")
    .map(([name]) => name);
  return [
    ...(masked.length > 0 ? [`masked: ${masked.join(", ")}`] : []),
    ...(target.includes(MASK) ? ["masked: a part of the query"] : []),
    ...(content?.text?.includes(MASK) ? ["masked: a part of the content"] : []),
    ...(content?.cut ? ["only the beginning of the content was kept"] : []),
  ];
}
