import type { Finding, Interpreter, Report, Severity } from "./finding.ts";

const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];
/** How many findings of one cause are told one by one. */
const MOST = 5;

/** The exit code that a report asks for: 1 where there is an error. */
export function exitCodeOf({ findings }: Report): number {
  return findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** How many there are of each, as in `2 errors, 1 warning`. */
export function countFindings(findings: readonly Finding[]): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) =>
      finding.severity === severity
    ).length;
    return count === 0 ? [] : [plural(count, severity)];
  });
  return counts.length === 0 ? "nothing to mend" : counts.join(", ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The report for people: what is worst comes first, each with what to do. */
export function formatReport(report: Report): string {
  const { root, scripts, files, interpreters, findings } = report;
  const lines = [
    `Checked ${plural(scripts, "script")} and ${plural(files, "file")} of ${
      visible(root)
    }`,
    ...interpreters.map(formatInterpreter),
    "",
  ];
  for (const severity of SEVERITIES) {
    const groups = Map.groupBy(
      findings.filter((finding) => finding.severity === severity),
      ({ cause }) => cause,
    );
    for (const group of groups.values()) lines.push(...formatGroup(group));
  }
  lines.push(sentence(countFindings(findings)));
  return lines.join("\n") + "\n";
}

function formatInterpreter(
  { name, path, version, scripts }: Interpreter,
): string {
  const where = path === null
    ? "is not there"
    : `${version ?? ""}${path === name ? "" : ` at ${path}`}`.trim();
  return `  ${visible(name)} ${where} (${plural(scripts, "script")})`
    .replace(/ {2,}\(/, " (");
}

function formatGroup(group: readonly Finding[]): string[] {
  const shown = group.slice(0, MOST).flatMap(formatFinding);
  const rest = group.length - MOST;
  return rest > 0
    ? [...shown, `  and ${rest} more like it (all of them: --json)`, ""]
    : shown;
}

function formatFinding(finding: Finding): string[] {
  const { severity, cause, path, sentence, evidence, remedy } = finding;
  return [
    `${severity}: ${path}`,
    `  ${sentence} [${cause}]`,
    ...evidence.map((line) => `  - ${line}`),
    `  → ${remedy.text}`,
    ...(remedy.command === undefined ? [] : [`    ${remedy.command}`]),
    "",
  ].map(visible);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + ".";
}

/** Security: a file name sends no commands to the terminal. */
function visible(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, "�");
}

/** The report for programs. */
export function jsonReport(report: Report): string {
  return JSON.stringify(
    { ...report, exitCode: exitCodeOf(report) },
    null,
    2,
  ) + "\n";
}
