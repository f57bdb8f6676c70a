import type { Machine } from "./machine.ts";
import {
  type Metric,
  METRICS,
  ratio,
  type Result,
  spread,
  valuesOf,
} from "./sample.ts";

/** A case as the report knows it. */
export interface CaseFacts {
  readonly name: string;
  readonly title: string;
  readonly group: string;
  readonly metrics: readonly Metric[];
}

/** A peer as the report knows it. */
export interface PeerFacts {
  readonly name: string;
  readonly title: string;
  readonly ours: boolean;
  readonly version: string;
}

/** All of a run, as it is written to JSON. */
export interface Report {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly seconds: number;
  readonly rounds: number;
  /** The peer that the ratios are of. */
  readonly subject: string;
  readonly cases: readonly CaseFacts[];
  readonly peers: readonly PeerFacts[];
  readonly results: readonly Result[];
}

/** A cell of a table: the median, how far the rounds lie apart, and the subject ÷ this peer. */
export interface Cell {
  readonly value: string;
  readonly spread: string;
  readonly ratio: string;
}

/** One peer of one case. */
export interface Row {
  readonly peer: PeerFacts;
  readonly skipped?: string;
  readonly cells: readonly Cell[];
}

/** The rows of a case, in the order of the peers; those that were not asked at all are left out. */
export function rowsOf(report: Report, { name, metrics }: CaseFacts): Row[] {
  const found = report.results.filter((result) => result.case === name);
  const subject = found.find(({ peer }) => peer === report.subject);
  return report.peers.flatMap((peer) => {
    const result = found.find((result) => result.peer === peer.name);
    if (result === undefined) return [];
    if (result.skipped !== undefined) {
      return [{ peer, skipped: result.skipped, cells: [] }];
    }
    return [{
      peer,
      cells: metrics.map((metric) => cell(subject, result, metric)),
    }];
  });
}

function cell(
  subject: Result | undefined,
  result: Result,
  metric: Metric,
): Cell {
  const found = spread(valuesOf(result, metric));
  if (found === undefined) return { value: "–", spread: "", ratio: "" };
  const { median, least, greatest } = found;
  const rounds = valuesOf(result, metric).length;
  const apart = (greatest - least) / 2 / (median || 1);
  const compared = result === subject
    ? undefined
    : ratio(subject, result, metric);
  return {
    value: METRICS[metric].format(median),
    spread: rounds > 1 ? `±${Math.round(apart * 100)}%` : "",
    ratio: compared === undefined ? "" : `${compared.median.toFixed(2)}×`,
  };
}

/** A report as JSON, its numbers to six digits. */
export function formatReport(report: Report): string {
  const round = (_: string, value: unknown): unknown =>
    typeof value === "number" ? Number(value.toPrecision(6)) : value;
  return `${JSON.stringify(report, round, 2)}\n`;
}

/** `p99 ms` and the like. */
export function columnTitle(metric: Metric): string {
  const { title, unit } = METRICS[metric];
  return unit === "" ? title : `${title}, ${unit}`;
}

/** A case as a table of text, for the terminal. */
export function writeCase(report: Report, facts: CaseFacts): string {
  const rows = rowsOf(report, facts);
  const measured = rows.filter(({ skipped }) => skipped === undefined);
  const table = [
    ["", ...facts.metrics.map(columnTitle)],
    ...measured.map(({ peer, cells }) => [
      peer.title,
      ...cells.map(({ value, spread, ratio }) =>
        [value, spread.padStart(5), ratio.padStart(7)].join(" ")
      ),
    ]),
  ];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? "").length))
  );
  const lines = table.map((row) =>
    row.map((text, column) =>
      column === 0
        ? text.padEnd(widths[0] ?? 0)
        : text.padStart(widths[column] ?? 0)
    ).join("  ").trimEnd()
  );
  const skipped = rows.filter((row) => row.skipped !== undefined)
    .map(({ peer, skipped }) => `  NOT MEASURED: ${peer.title}: ${skipped}`);
  return [`\n${facts.title} (${facts.name})`, ...lines, ...skipped].join("\n");
}
