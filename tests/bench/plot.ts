import { type Metric, METRICS } from "./sample.ts";
import { escapeHtml } from "../../lib/http/html.ts";

/** One bar: its middle, and how far the rounds reach. */
export interface Bar {
  readonly title: string;
  readonly ours: boolean;
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

const WIDTH = 640, LABEL = 200, VALUE = 76, ROW = 22, TOP = 44, BOTTOM = 8;

const STYLE = `
text{font:13px system-ui,sans-serif;fill:#222}
.title{font-weight:600;font-size:14px}
.small{fill:#666;font-size:12px}
.bar{fill:#9aa7b5}.ours{fill:#2f6fb3}
.reach{stroke:#222;stroke-width:1.5}
@media(prefers-color-scheme:dark){text{fill:#eee}.small{fill:#aaa}.bar{fill:#5d6b7a}.ours{fill:#62a3e8}.reach{stroke:#eee}}
`.replaceAll("\n", "");

/** Draws bars, best first, as an SVG image that reads in the light and in the dark. */
export function drawBars(
  title: string,
  metric: Metric,
  bars: readonly Bar[],
): string {
  const { more, unit, format, title: what } = METRICS[metric];
  const sorted = bars.toSorted((a, b) =>
    more ? b.median - a.median : a.median - b.median
  );
  const greatest = Math.max(...bars.map((bar) => bar.greatest), 0) || 1;
  const scale = (WIDTH - LABEL - VALUE) / greatest;
  const height = TOP + sorted.length * ROW + BOTTOM;
  const rows = sorted.map((bar, index) =>
    drawBar(bar, TOP + index * ROW, scale, format(bar.median))
  );
  const note = `${unit === "" ? what : `${what}, ${unit}`}; ${
    more ? "more" : "less"
  } is better`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>${escapeHtml(`${title}: ${note}`)}</title>
<style>${STYLE}</style>
<text class="title" x="0" y="14">${escapeHtml(title)}</text>
<text class="small" x="0" y="32">${escapeHtml(note)}</text>
${rows.join("\n")}
</svg>
`;
}

function drawBar(bar: Bar, top: number, scale: number, value: string): string {
  const place = (amount: number): string => (LABEL + amount * scale).toFixed(1);
  const base = top + ROW - 7;
  const middle = top + ROW / 2;
  const width = Math.max(bar.median * scale, 1).toFixed(1);
  const end = (LABEL + bar.greatest * scale + 6).toFixed(1);
  return [
    `<text x="${LABEL - 8}" y="${base}" text-anchor="end">${
      escapeHtml(bar.title)
    }</text>`,
    `<rect class="bar${bar.ours ? " ours" : ""}" x="${LABEL}" y="${
      top + 3
    }" width="${width}" height="${ROW - 6}" rx="2"/>`,
    bar.greatest > bar.least
      ? `<path class="reach" d="M${place(bar.least)} ${middle}H${
        place(bar.greatest)
      }"/>`
      : "",
    `<text class="small" x="${end}" y="${base}">${value}</text>`,
  ].join("");
}
