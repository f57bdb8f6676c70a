import { createHash } from "node:crypto";
import { escapeHtml } from "../http/html.ts";
import {
  type Entry,
  entryReference,
  type ListingForm,
  type Totals,
  type View,
} from "./listing_entry.ts";
import { iconOf } from "./listing_icon.ts";
import {
  type Column,
  FIRST_ORDERS,
  formatOrder,
  type Order,
} from "./listing_order.ts";
import { SCRIPT } from "./listing_script.ts";
import { STYLE } from "./listing_style.ts";

/** A listing for people: a page that needs nothing but itself, and no script to be read. */
export const listingPage: ListingForm = {
  fields: () => [
    ["content-type", "text/html; charset=utf-8"],
    ["content-security-policy", policy()],
    ["cache-control", "no-cache"],
    ["vary", "accept"],
    ["x-content-type-options", "nosniff"],
    ["referrer-policy", "same-origin"],
  ],
  start: (view) =>
    `${head(view)}<main>
${crumbs(view)}${summary(view)}${note(view)}<table${
      isLarge(view) ? ' class="large"' : ""
    }>
<thead><tr>${headings(view)}</tr></thead>
${parent(view)}<tbody class="block">`,
  entry: (entry, index) => block(index) + row(entry),
  end: ({ totals }) => `
</tbody>
</table>
<p id="none"${isEmpty(totals) ? "" : " hidden"}>${
    isEmpty(totals) ? "This folder is empty." : "No name matches."
  }</p>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`,
};

let known: string | undefined;

/**
 * Security: the page's own script and style run, by their hashes, and nothing else does, whatever a name holds
 * (Content Security Policy Level 3).
 */
function policy(): string {
  known ??= [
    "default-src 'none'",
    `script-src '${hash(SCRIPT)}'`,
    `style-src '${hash(STYLE)}'`,
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "require-trusted-types-for 'script'",
  ].join("; ");
  return known;
}

function hash(text: string): string {
  return "sha256-" + createHash("sha256").update(text).digest("base64");
}

function head({ segments, site }: View): string {
  const title = segments.length === 0
    ? site
    : `${segments.join("/")} · ${site}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
`;
}

/** The way from the top to here; the folder itself is the heading. References are relative, as behind a proxy. */
function crumbs({ segments, site }: View): string {
  const here = segments.at(-1);
  if (here === undefined) return `<h1>${escapeHtml(site)}</h1>\n`;
  const above = [site, ...segments.slice(0, -1)].map((name, index) => {
    const reference = "../".repeat(segments.length - index);
    return `<li><a href="${reference}"><bdi>${escapeHtml(name)}</bdi></a>`;
  });
  return `<nav aria-label="Folders above"><ol>${above.join("")}</ol></nav>
<h1><bdi>${escapeHtml(here)}</bdi></h1>
`;
}

/** Filtering needs the script, which therefore shows the box. */
function summary({ totals }: View): string {
  const text = totals === null ? "" : describe(totals);
  return `<div id="bar"><p id="count" role="status">${text}</p>
<label id="filter" hidden><span>Filter</span><input type="search" autocomplete="off" spellcheck="false" placeholder="Filter by name" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></label></div>
`;
}

function describe({ folders, files, bytes }: Totals): string {
  return [
    ...(folders > 0 ? [counted(folders, "folder")] : []),
    ...(files > 0 ? [counted(files, "file"), formatSize(bytes)] : []),
  ].join(", ");
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function note({ totals }: View): string {
  return totals === null
    ? `<p id="note">This folder is large: its entries come as the disk gives them. With JavaScript, they are sorted once all are here.</p>
`
    : "";
}

const TITLES: Readonly<Record<Column, string>> = {
  name: "Name",
  size: "Size",
  modified: "Modified <small>UTC</small>",
};

function headings({ order, totals }: View): string {
  return FIRST_ORDERS.map((first) => {
    const current = totals !== null && first.by === order.by;
    const next: Order = current
      ? { by: order.by, descending: !order.descending }
      : first;
    const state = current
      ? ` aria-sort="${order.descending ? "descending" : "ascending"}"`
      : "";
    const reference = escapeHtml(formatOrder(next));
    return `<th scope="col" id="by-${first.by}"${state}><a href="${reference}">${
      TITLES[first.by]
    }</a>`;
  }).join("");
}

function parent({ segments }: View): string {
  return segments.length === 0
    ? ""
    : `<tbody><tr>\n<td><a class="up" href="../"><span>Parent folder</span></a><td><td></tbody>\n`;
}

function isEmpty(totals: Totals | null): boolean {
  return totals !== null && totals.folders + totals.files === 0;
}

/** Rows in a block; the browser lays out only blocks that are in sight, else 100,000 rows would take it a minute. */
const BLOCK = 100;

function block(index: number): string {
  return index > 0 && index % BLOCK === 0 ? '\n<tbody class="block">' : "";
}

function isLarge({ totals }: View): boolean {
  return totals === null || totals.folders + totals.files > 10 * BLOCK;
}

/** One entry. What is left out (end tags, quotes) may be (HTML §13.1.2), and counts where there are 100,000 of them. */
function row(entry: Entry): string {
  const { name, folder, size, modified } = entry;
  const icon = folder ? "folder" : iconOf(name);
  const type = icon === "" ? "" : ` class=${icon}`;
  return `<tr>\n<td><a${type} href="${
    escapeHtml(entryReference(entry))
  }"><bdi>${escapeHtml(name)}</bdi></a><td>${folder ? "" : sizeCell(size)}<td>${
    modified > 0 ? timeCell(modified) : ""
  }\n`;
}

function sizeCell(bytes: number): string {
  const exact = bytes < 1000 ? "" : ` title="${grouped(bytes)} bytes"`;
  return `<data value=${bytes}${exact}>${formatSize(bytes)}</data>`;
}

/** A number with commas; `toLocaleString` takes thirty times as long, which shows in 10,000 rows. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** Bytes as people read them: two or three digits and a decimal unit. */
function formatSize(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** The date of a day as it was written last: neighbours are often of one day, and to write a date took half of a row. */
let written = { day: -1, date: "" };

function timeCell(modified: number): string {
  const seconds = Math.floor(modified / 1000);
  const day = Math.floor(seconds / 86_400);
  if (day !== written.day) {
    const date = new Date(modified).toISOString().slice(0, -14);
    written = { day, date };
  }
  const rest = seconds - day * 86_400;
  const hour = twoDigits(Math.floor(rest / 3600));
  const minute = twoDigits(Math.floor(rest / 60) % 60);
  const time = `${hour}:${minute}`;
  const exact = `${written.date}T${time}:${twoDigits(rest % 60)}Z`;
  return `<time datetime=${exact}>${written.date} ${time}</time>`;
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}
