import { createHash } from "node:crypto";
import type { Diagnosis, Remedy } from "../diagnosis/mod.ts";
import { baseName } from "../diagnosis/text.ts";
import type { Fields } from "../http/exchange.ts";
import { escapeHtml } from "../http/html.ts";
import { hexDump, visible } from "./dump.ts";
import { MASK, type Masking, maskVariables } from "./mask.ts";
import { maskingOfRun } from "./mask_run.ts";
import type { Explained } from "./mod.ts";
import { curlCommand } from "./request.ts";
import { STYLE } from "./style.ts";
import { describeEnd } from "./text.ts";

/** What else the page may hold. */
export interface PageOptions {
  /** A script of the server's own, such as one that loads the page anew when something was saved. */
  readonly script?: string;
}

/**
 * The fields that go with the page.
 * Security: nothing but its own style and `script`, by their hashes, has any effect on it.
 */
export function explanationFields({ script }: PageOptions = {}): Fields {
  const policy = [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    ...(script === undefined
      ? []
      : [`script-src ${hash(script)}`, "connect-src 'self'"]),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return [
    ["content-type", "text/html; charset=utf-8"],
    ["cache-control", "no-store"],
    ["content-security-policy", policy.join("; ")],
    ["referrer-policy", "no-referrer"],
    ["x-content-type-options", "nosniff"],
  ];
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** The page that explains a failed run to the person who wrote the script. Only for loopback clients, in development. */
export function explanationPage(
  explained: Explained,
  { script }: PageOptions = {},
): string {
  const { run, diagnosis, others, status, id } = explained;
  const mask = maskingOfRun(run);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${plain(`${baseName(run.script)}: ${diagnosis.cause}`)}</title>
<style>${STYLE}</style>
<header>
<p><span class="status">${status ?? ""}</span><code>${
    plain(run.script)
  }</code></p>
<h1>${prose(mask(diagnosis.sentence))}</h1>
</header>
<main>
${evidence(diagnosis, mask)}${remedy(diagnosis.remedy, mask)}${
    others.map((other) => also(other, mask)).join("")
  }${stderr(explained, mask)}${output(explained, mask)}${
    facts(explained, mask)
  }${environment(explained)}</main>
<footer>Request <code>${
    plain(id)
  }</code>. You see this because the server runs with <code>--dev</code> and you sit at its machine; anybody else sees a plain page with that number.</footer>
${script === undefined ? "" : `<script>${script}</script>\n`}</html>
`;
}

/** Security: all that stands on the page goes through here, control characters and markup made plain. */
function plain(text: string): string {
  return escapeHtml(visible(text));
}

/** A sentence, in which what stands in backticks becomes code. */
function prose(text: string): string {
  return plain(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function evidence({ evidence }: Diagnosis, mask: Masking): string {
  if (evidence.length === 0) return "";
  const items = evidence.map((line) => `<li>${prose(mask(line))}</li>`);
  return `<section>
<h2>What shows it</h2>
<ul>${items.join("")}</ul>
</section>
`;
}

function remedy({ text, command }: Remedy, mask: Masking): string {
  return `<section class="remedy">
<h2>What to do</h2>
<p>${prose(mask(text))}</p>
${command === undefined ? "" : commandLine(mask(command))}</section>
`;
}

function commandLine(command: string): string {
  return `<pre class="command" tabindex="0">${plain(command)}</pre>\n`;
}

function also(diagnosis: Diagnosis, mask: Masking): string {
  return `<section>
<h2>Also: ${prose(mask(diagnosis.sentence))}</h2>
<p>${prose(mask(diagnosis.remedy.text))}</p>
${
    diagnosis.remedy.command === undefined
      ? ""
      : commandLine(mask(diagnosis.remedy.command))
  }</section>
`;
}

function stderr({ run }: Explained, mask: Masking): string {
  // deno-lint-ignore no-control-regex
  const text = run.stderr.replace(/\x1b\[[\d;]*m/g, "").trimEnd();
  if (text === "") return "";
  return `<section>
<details open><summary>What it wrote on standard error</summary>
<pre>${plain(mask(text))}</pre></details>
</section>
`;
}

function output({ run }: Explained, mask: Masking): string {
  if (run.startError) return "";
  const { length } = run.output;
  if (length === 0) {
    return `<section>
<h2>What it wrote on standard output</h2>
<p>Nothing.</p>
</section>
`;
  }
  const text = new TextDecoder().decode(run.output);
  const cut = length >= 4096 ? "the first 4 KiB" : `${length} bytes`;
  const masked = mask(text);
  // Bytes in which a secret stands are not shown at all: there it could be read letter by letter.
  const bytes = masked === text
    ? `<details><summary>The first of them, byte by byte</summary>
<pre class="hex">${plain(hexDump(run.output))}</pre></details>
`
    : "";
  return `<section>
<details open><summary>What it wrote on standard output <span>${cut}</span></summary>
<pre>${plain(masked)}</pre></details>
${bytes}</section>
`;
}

function facts({ run }: Explained, mask: Masking): string {
  const command = run.command.join(" ");
  return `<section>
<h2>How it ran</h2>
<dl>
<dt>Ended</dt><dd>${plain(describeEnd(run))}</dd>
<dt>Started as</dt><dd><code>${plain(command)}</code></dd>
${
    run.problem === null
      ? ""
      : `<dt>The server says</dt><dd>${plain(mask(run.problem))}</dd>\n`
  }</dl>
</section>
<section>
<h2>The same request again</h2>
${commandLine(curlCommand(run))}</section>
`;
}

function environment({ run }: Explained): string {
  const variables = maskVariables(run.metaVariables);
  const rows = variables.map(([name, value]) =>
    `<tr><td>${plain(name)}</td><td>${plain(value)}</td></tr>`
  );
  const masked = variables.filter(([, value]) => value.includes(MASK)).length;
  return `<section>
<details><summary>The environment it got <span>${variables.length} variables${
    masked === 0 ? "" : `, ${masked} of them masked`
  }</span></summary>
<table>${rows.join("\n")}</table></details>
</section>
`;
}
