import { basename, dirname, join } from "node:path";
import type { Evidence } from "../diagnosis/mod.ts";
import { type RunnerOptions, startOptions } from "../cgi/mod.ts";
import { inBrief } from "../diagnosis/remedy.ts";
import { extensionOf } from "../gateway/script.ts";
import type { StartOptions } from "../cgi/start.ts";
import { scriptAsker } from "./ask.ts";
import { canSearch, type Entry, walkRoot } from "./entry.ts";
import {
  type FileSettings,
  judgeClosed,
  judgeEntry,
  judgeMode,
} from "./files.ts";
import type { Finding, Interpreter, Report } from "./finding.ts";
import { exitCodeOf, formatReport, jsonReport } from "./report.ts";
import {
  evidenceOf,
  findScripts,
  foldersBelow,
  type FoundScript,
  interpreterName,
  judgeScript,
  type Mount,
} from "./scripts.ts";
import { readScript } from "./syntax.ts";
import { askVersion } from "./version.ts";

export type { Finding, Interpreter, Report, Severity } from "./finding.ts";
export type { Mount } from "./scripts.ts";
export { countFindings } from "./report.ts";

/** What to check, and how it is served. */
export interface CheckArgs extends FileSettings {
  /** Where scripts run from. */
  readonly mounts: readonly Mount[];
  /** Files and folders, absolute, that are never sent, so that they are no matter of ROOT. */
  readonly withheld?: readonly string[];
  /** How scripts are started and run. */
  readonly runner: RunnerOptions;
  /** Whether each script is also run, by a GET. */
  readonly run: boolean;
  /** Whether the report is JSON. */
  readonly json: boolean;
}

/** Checks a site; the text goes to stdout, the exit code is for CI. */
export async function check(
  args: CheckArgs,
): Promise<{ readonly text: string; readonly exitCode: number }> {
  const report = await checkSite(args);
  return {
    text: args.json ? jsonReport(report) : formatReport(report),
    exitCode: exitCodeOf(report),
  };
}

/** Looks at every script and file of a site, and finds what will fail or should not be there. */
export async function checkSite(args: CheckArgs): Promise<Report> {
  const elsewhere = new Set([
    ...args.mounts.map(({ path }) => path),
    ...args.withheld ?? [],
  ]);
  const entries = [...walkRoot(args.root, elsewhere)];
  const scripts = [
    ...args.mounts.flatMap(findScripts),
    ...scriptsInRoot(args, entries),
  ];
  const known = new Map<string, Interpreter>();
  const starts = startOptions(args.runner);
  const asker = args.run ? scriptAsker(args.runner) : null;
  const findings: Finding[] = args.mounts.flatMap(judgeFolders);
  for (const script of scripts) {
    const evidence = await withVersion(script, starts, known);
    const found = judgeScript(script, evidence);
    if (isSound(found)) {
      found.push(...await readThrough(script, evidence, starts));
    }
    findings.push(...found);
    if (asker && isSound(found)) findings.push(...await asker.ask(script));
  }
  await asker?.end();
  for (const entry of entries) findings.push(...judgeEntry(entry, args));
  return {
    root: args.root,
    scripts: scripts.length,
    files: entries.filter(({ kind }) => kind === "file").length,
    interpreters: [...known.values()],
    findings,
  };
}

/** Whether it can be run, and is meant to. */
function isSound(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity === "warning");
}

async function readThrough(
  { file, url }: FoundScript,
  evidence: Evidence,
  { path }: StartOptions,
): Promise<Finding[]> {
  const name = interpreterName(evidence);
  const program = name === null ? null : evidence.programs[name];
  if (!program?.executable) return [];
  const judged = await readScript(file, program.path, path);
  return judged.map((found) => ({ ...found, path: file, url }));
}

/** A script as the start-up message lists it. */
export interface ScriptSummary {
  /** Its URL path. */
  readonly name: string;
  /** Why it cannot run and what to do about it, or `null` where it can. */
  readonly fault: string | null;
  /** What is unwise about it. */
  readonly warnings: readonly string[];
}

/** A quick look at the scripts of some mounts; starts nothing, and leaves out data that lies beside them. */
export function summarizeScripts(
  mounts: readonly Mount[],
  options: RunnerOptions,
): ScriptSummary[] {
  const starts = startOptions(options);
  return mounts.flatMap(findScripts).flatMap((script) => {
    const findings = judgeScript(script, evidenceOf(script, starts));
    if (findings.some(({ severity }) => severity === "note")) return [];
    const error = findings.find(({ severity }) => severity === "error");
    return [{
      name: script.name,
      fault: error === undefined ? null : tell(error),
      warnings: findings.filter(({ severity }) => severity === "warning")
        .map(({ sentence }) => sentence),
    }];
  });
}

function tell({ sentence, remedy }: Finding): string {
  return `${sentence} ${inBrief(remedy)}`;
}

function scriptsInRoot(
  { root, extensions }: CheckArgs,
  entries: readonly Entry[],
): FoundScript[] {
  return entries.filter(({ kind, path }) =>
    kind === "file" && extensions.includes(extensionOf(basename(path)))
  ).flatMap(({ path }) =>
    findScripts({ mount: `/${path}`, path: join(root, path) })
  );
}

/** Whoever may write into a folder of scripts may have anything run; where none may look, none can be. */
function judgeFolders({ path }: Mount): Finding[] {
  const folders = isFolder(path) ? foldersBelow(path) : [dirname(path)];
  return folders.flatMap((folder) => {
    const mode = modeOf(folder);
    const judged = [
      judgeMode({ mode, kind: "folder" }, folder),
      canSearch(folder) ? null : judgeClosed(mode, folder),
    ];
    return judged.flatMap((found) =>
      found ? [{ ...found, path: folder, url: null }] : []
    );
  });
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function modeOf(path: string): number | null {
  try {
    return Deno.build.os === "windows" ? null : Deno.statSync(path).mode;
  } catch {
    return null;
  }
}

/** The evidence of a script, with the version of its interpreter, which is asked once. */
async function withVersion(
  script: FoundScript,
  options: StartOptions,
  known: Map<string, Interpreter>,
): Promise<Evidence> {
  const evidence = evidenceOf(script, options);
  const name = interpreterName(evidence);
  if (name === null) return evidence;
  const program = evidence.programs[name] ?? null;
  const before = known.get(name);
  const interpreter = before ?? {
    name,
    path: program?.path ?? null,
    version: program?.executable
      ? await askVersion(program.path, options.path)
      : null,
    scripts: 0,
  };
  known.set(name, { ...interpreter, scripts: interpreter.scripts + 1 });
  const { version } = interpreter;
  if (program === null || version === null) return evidence;
  return {
    ...evidence,
    programs: { ...evidence.programs, [name]: { ...program, version } },
  };
}
