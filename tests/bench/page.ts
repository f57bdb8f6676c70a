import { escapeHtml } from "../../lib/http/html.ts";
import { type Bar, drawBars } from "./plot.ts";
import {
  type CaseFacts,
  columnTitle,
  type Report,
  type Row,
  rowsOf,
} from "./report.ts";
import { spread, valuesOf } from "./sample.ts";
import { judge, type Outcome, TARGETS } from "./targets.ts";

const GROUPS: Readonly<Record<string, string>> = {
  files: "Files",
  protocol: "What a browser asks for next",
  connections: "Connections",
  scripts: "Scripts",
  tls: "TLS",
  whole: "The whole program",
};

/** The image of a case; `undefined` where less than two peers were measured. */
export function plotOf(report: Report, facts: CaseFacts): string | undefined {
  const [metric] = facts.metrics;
  if (metric === undefined) return undefined;
  const bars = report.peers.flatMap((peer): Bar[] => {
    const result = report.results.find((result) =>
      result.case === facts.name && result.peer === peer.name
    );
    const found = spread(valuesOf(result, metric));
    return found ? [{ title: peer.title, ours: peer.ours, ...found }] : [];
  });
  return bars.length < 2 ? undefined : drawBars(facts.title, metric, bars);
}

/** The part of the manual's page on speed that comes out of a run: machine, targets, plots, tables. */
export function writePage(report: Report, folder: string): string {
  const groups = Object.entries(GROUPS).flatMap(([group, title]) => {
    const cases = report.cases.filter((facts) => facts.group === group);
    if (cases.length === 0) return [];
    return [
      `<h3 id="${group}">${title}</h3>`,
      ...cases.map((facts) => writeCase(report, facts, folder)),
    ];
  });
  const numbers =
    `<p>All of it as <a href="${folder}results.json">JSON</a>.</p>`;
  return [writeMachine(report), writeTargets(report), ...groups, numbers]
    .join("\n");
}

function writeMachine({ machine, peers, rounds, seconds }: Report): string {
  const versions = peers.filter(({ version, ours }) => version && !ours)
    .map(({ title, version }) => `${title} ${version}`);
  const own = peers.find(({ ours }) => ours)?.version ?? "";
  return `<p>Measured on ${machine.date} with Gatehouse ${escapeHtml(own)} on ${
    escapeHtml(machine.processor)
  }, ${machine.cores} cores, ${Math.round(machine.memory / 1024 ** 3)} GiB, ${
    escapeHtml(machine.system)
  }, Linux ${escapeHtml(machine.kernel)}; load before the run ${
    machine.load.toFixed(2)
  }; ${rounds} rounds of ${seconds} s for each peer in turn. Against: ${
    escapeHtml(versions.join(", "))
  }.</p>`;
}

function writeTargets({ results, cases }: Report): string {
  const outcomes = TARGETS
    .filter(({ of }) => cases.some(({ name }) => name === of.case))
    .map((target) => judge(target, results));
  const list = (title: string, some: readonly Outcome[]): string =>
    some.length === 0
      ? ""
      : `<h4>${title}: ${some.length}</h4>\n<ul>\n${
        some.map(({ text }) => `<li>${escapeHtml(text)}</li>`).join("\n")
      }\n</ul>`;
  return [
    `<h3 id="targets">What we set out to reach</h3>`,
    list("Not reached", outcomes.filter(({ reached }) => reached === false)),
    list("Reached", outcomes.filter(({ reached }) => reached === true)),
    list(
      "Not measured",
      outcomes.filter(({ reached }) => reached === undefined),
    ),
  ].filter((text) => text !== "").join("\n");
}

function writeCase(report: Report, facts: CaseFacts, folder: string): string {
  const rows = rowsOf(report, facts);
  const image = plotOf(report, facts) === undefined
    ? ""
    : `<img src="${folder}${facts.name}.svg" alt="${
      escapeHtml(facts.title)
    }, as bars; the numbers are in the table" loading="lazy">\n`;
  const head = facts.metrics.map((metric) =>
    `<th scope="col">${escapeHtml(columnTitle(metric))}</th>`
  );
  return `<figure id="${facts.name}">
${image}<details><summary>${escapeHtml(facts.title)}: the numbers</summary>
<div class="wide"><table><thead><tr><th scope="col">server</th>${
    head.join("")
  }</tr></thead>
<tbody>
${rows.map((row) => writeRow(row, facts.metrics.length)).join("\n")}
</tbody></table></div></details>
</figure>`;
}

function writeRow({ peer, cells, skipped }: Row, width: number): string {
  const title = `<th scope="row">${escapeHtml(peer.title)}</th>`;
  if (skipped !== undefined) {
    return `<tr>${title}<td colspan="${width}">not measured: ${
      escapeHtml(skipped)
    }</td></tr>`;
  }
  const written = cells.map(({ value, spread, ratio }) =>
    `<td>${[value, spread, ratio].filter((text) => text !== "").join(" ")}</td>`
  );
  return `<tr>${title}${written.join("")}</tr>`;
}

const BEGIN = "<!-- measured: begin -->", END = "<!-- measured: end -->";

/** Puts what was measured between its marks in the page. Throws where the page has no marks. */
export function insert(page: string, measured: string): string {
  const begin = page.indexOf(BEGIN), end = page.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error("Cannot find the marks in the page");
  }
  return `${page.slice(0, begin)}${BEGIN}\n${measured}\n${page.slice(end)}`;
}
