import { join, relative, sep as SEPARATOR } from "node:path";
import {
  diagnoseAll,
  type Diagnosis,
  type Evidence,
} from "../diagnosis/mod.ts";
import { gatherFileEvidence, type Suspect } from "../diagnosis/evidence.ts";
import { shellWord } from "../diagnosis/remedy.ts";
import {
  guessContent,
  interpreterLine,
  wantedProgram,
} from "../diagnosis/text.ts";
import { isFileName, statOrNull } from "../gateway/script.ts";
import { howToStart, type StartOptions } from "../cgi/start.ts";
import { formatPath } from "../http/target.ts";
import { namesOf } from "./entry.ts";
import { judgeMode } from "./files.ts";
import type { Finding, Severity } from "./finding.ts";

/** A folder of scripts, or a single one, and where it is mounted. */
export interface Mount {
  /** Begins and ends with `/`. */
  readonly mount: string;
  readonly path: string;
}

/** A script that was found. */
export interface FoundScript {
  readonly file: string;
  /** Its path in the server, decoded: SCRIPT_NAME (RFC 3875 §4.1.13). */
  readonly name: string;
  /** The same as in a URL. */
  readonly url: string;
  readonly mode: number | null;
}

/** All scripts of a mount, in the order of their names; hidden files and backups are none. */
export function findScripts({ mount, path }: Mount): FoundScript[] {
  const info = statOrNull(path);
  const segments = mount.split("/").filter((segment) => segment !== "");
  if (!info) return [];
  if (!info.isDirectory) return [found(path, segments, info.mode)];
  return foldersBelow(path).flatMap((folder) => {
    const inner = relative(path, folder).split(SEPARATOR).filter(Boolean);
    return namesOf(folder).filter(isFileName).flatMap((name) => {
      const file = join(folder, name);
      const info = statOrNull(file);
      if (info?.isDirectory) return [];
      return [found(file, [...segments, ...inner, name], info?.mode ?? null)];
    });
  });
}

/** A folder and all folders in it, each once, whatever links lead in circles; hidden ones are left out. */
export function foldersBelow(folder: string): string[] {
  const seen = new Set<string>();
  const walk = (path: string): string[] => {
    const info = statOrNull(path);
    const real = info?.isDirectory ? Deno.realPathSync(path) : path;
    if (!info?.isDirectory || seen.has(real)) return [];
    seen.add(real);
    const inner = namesOf(path).filter(isFileName);
    return [path, ...inner.flatMap((name) => walk(join(path, name)))];
  };
  return walk(folder);
}

function found(
  file: string,
  segments: readonly string[],
  mode: number | null,
): FoundScript {
  const name = `/${segments.join("/")}`;
  return { file, name, url: formatPath(segments), mode };
}

/** Looks at a script as the server would start it. Reads the script. */
export function evidenceOf(
  { file, mode }: FoundScript,
  options: StartOptions,
): Evidence {
  return gatherFileEvidence(suspect(file, mode, options));
}

function suspect(
  file: string,
  mode: number | null,
  options: StartOptions,
): Suspect {
  const start = howToStart(file, mode, options);
  const { path } = options;
  if ("command" in start) {
    const starter = start.command === file ? null : start.command;
    return { script: file, starter, path };
  }
  return { script: file, starter: start.program ?? null, path };
}

/** The program that runs a script, as it is asked for; `null` where it needs none. */
export function interpreterName({ starter, file }: Evidence): string | null {
  if (starter !== null) return starter;
  const line = interpreterLine(file.head);
  return line && (wantedProgram(line) || null);
}

/** Judges one script by what is known of it. Pure. */
export function judgeScript(
  { file, url, mode }: FoundScript,
  evidence: Evidence,
): Finding[] {
  const findings: Finding[] = diagnoseAll(evidence).map((diagnosis) => ({
    ...diagnosis,
    severity: severityOf(diagnosis, evidence),
    path: file,
    url,
  }));
  const bits = Deno.build.os === "windows" ? null : mode;
  const writable = judgeMode({ mode: bits, kind: "file" }, file);
  if (writable) findings.push({ ...writable, path: file, url });
  if (bits !== null && (bits & 0o6000) !== 0) {
    findings.push({ ...setId(file), path: file, url });
  }
  return findings;
}

/** Data beside scripts is no fault as long as nobody asks for it. */
function severityOf({ cause }: Diagnosis, { file }: Evidence): Severity {
  const { kind } = guessContent(file.head);
  const idle = file.executable === false && kind !== "script";
  if (
    /^(?:not-executable|(?:html|data|document)-not-script|source-not-compiled|needs-another-server|script-empty|no-interpreter-line)$/
      .test(cause) && idle
  ) {
    return "note";
  }
  return "error";
}

function setId(file: string): Omit<Finding, "path" | "url"> {
  return {
    severity: "warning",
    cause: "runs-as-its-owner",
    sentence:
      "The script has the set-user-ID or set-group-ID bit, so it acts with its owner's rights.",
    evidence: [],
    remedy: {
      text: "Take the bit away; `--cgi-user` runs scripts as another user.",
      command: `chmod u-s,g-s ${shellWord(file)}`,
    },
  };
}
