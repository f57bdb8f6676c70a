import type { Cause, Evidence, Finding } from "./cause.ts";
import { languageOf } from "./pattern.ts";
import { importedModules } from "./python_module.ts";
import { replacing } from "./python_package.ts";
import {
  compareVersions,
  REMOVED_MODULES,
  RENAMED_MODULES,
} from "./removed.ts";
import { interpreterLine, quote, wantedProgram } from "./text.ts";

/** Causes that show in a Python script's text, before it is run; each names the first of its kind. */
export const PYTHON_SOURCE_CAUSES: readonly Cause[] = [
  { id: "python-module-removed", find: importsRemoved },
  { id: "python2-module", find: importsRenamed },
  { id: "python2-syntax", find: printsAsPython2 },
];

function python3(evidence: Evidence): string | null | undefined {
  if (languageOf(evidence) !== "python") return undefined;
  const line = interpreterLine(evidence.file.head);
  const wanted = evidence.starter ?? (line ? wantedProgram(line) : "python3");
  if (/python2|pypy2/.test(wanted)) return undefined;
  const version = evidence.programs[wanted]?.version ?? null;
  return version?.startsWith("2.") ? undefined : version;
}

/** A module in the script's own folder is found before all others. */
function missingModules({ file, ownModules }: Evidence): string[] {
  return importedModules(file.source).filter((name) =>
    !ownModules.includes(name)
  );
}

function importsRemoved(evidence: Evidence): Finding | null {
  const version = python3(evidence);
  if (version === undefined) return null;
  const name = missingModules(evidence).find((module) => {
    const since = REMOVED_MODULES[module]?.since;
    return since && (version === null || compareVersions(version, since) >= 0);
  });
  if (name === undefined) return null;
  const since = REMOVED_MODULES[name]?.since;
  return {
    sentence: `It imports \`${name}\`, which Python ${since} removed.`,
    evidence: version === null ? [] : [`it is run by Python ${version}`],
    remedy: replacing(name, evidence),
  };
}

function importsRenamed(evidence: Evidence): Finding | null {
  if (python3(evidence) === undefined) return null;
  const name = missingModules(evidence).find((module) =>
    RENAMED_MODULES[module] !== undefined
  );
  if (name === undefined) return null;
  return {
    sentence: `It imports \`${name}\`, as Python 2 called it.`,
    evidence: [],
    remedy: { text: `Python 3 has it as \`${RENAMED_MODULES[name]}\`.` },
  };
}

function printsAsPython2(evidence: Evidence): Finding | null {
  if (python3(evidence) === undefined) return null;
  const match = /^[ \t]*print[ \t]+(?:["'%]|[bru]["']).*$/m
    .exec(evidence.file.source);
  if (!match) return null;
  const line = evidence.file.source.slice(0, match.index).split("\n").length;
  return {
    sentence: "It is written in Python 2: `print` without parentheses.",
    evidence: [`line ${line} is ${quote(match[0].trim())}`],
    remedy: { text: "Write `print(…)`, with parentheses." },
  };
}
