import { escapeHtml } from "../http/html.ts";
import { visible } from "./dump.ts";
import { maskingOfRun } from "./mask_run.ts";
import type { Explained } from "./mod.ts";
import { describeEnd } from "./text.ts";

const BOX = "all:initial;display:block;clear:both;margin:2em 0 0;" +
  "padding:1em 1.3em;border:2px solid #96520a;border-radius:.6em;" +
  "background:#fff;color:#1d2733;font:16px/1.5 system-ui,sans-serif;" +
  "text-align:left;overflow-wrap:anywhere";
const CODE = "font-family:monospace;white-space:pre-wrap";
const MOST_LINES = 12;

/** What a page may have left open where its script stopped. */
const CLOSE = "</script></style></textarea></select></title>";

/**
 * What stands under a page whose script failed half way: why, in a box that takes nothing from the page's own style.
 * In ASCII, which every encoding of a page has. Only for a person at this very machine, in development.
 * Security: nothing of it but its own few elements is markup.
 */
export function failureNotice(explained: Explained): string {
  const { run, diagnosis, others, id } = explained;
  const mask = maskingOfRun(run);
  const prose = (text: string) =>
    ascii(mask(text)).replace(/`([^`]+)`/g, `<code>$1</code>`);
  const parts = [diagnosis, ...others].map(({ sentence, remedy }) =>
    `<p><b>${prose(sentence)}</b></p>\n<p>${prose(remedy.text)}</p>\n` +
    (remedy.command === undefined ? "" : block(ascii(mask(remedy.command))))
  );
  const stderr = plainLines(run.stderr);
  return `${CLOSE}<aside style="${BOX}">
<p>The script had begun this page when it failed (${
    ascii(describeEnd(run))
  }). Request ${ascii(id)}.</p>
${parts.join("")}${stderr === "" ? "" : block(ascii(mask(stderr)))}</aside>
`;
}

function block(text: string): string {
  return `<pre style="${CODE}">${text}</pre>\n`;
}

function plainLines(text: string): string {
  // deno-lint-ignore no-control-regex
  const plain = text.replace(/\x1b\[[\d;]*m/g, "").trimEnd();
  return plain.split("\n").slice(-MOST_LINES).join("\n");
}

/** Markup made plain, and what is not ASCII written as a reference. */
function ascii(text: string): string {
  return escapeHtml(visible(text)).replace(
    /[^\n\x20-\x7e]/gu,
    (character) => `&#${character.codePointAt(0)};`,
  );
}
