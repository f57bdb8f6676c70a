import { createHash } from "node:crypto";
import type { Fields } from "../http/exchange.ts";
import { CLIENT } from "./client.ts";
import { STYLE } from "./style.ts";

/** The page that draws what is told; its own script fetches the numbers. */
export function statusPage(): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Status</title>
<style>${STYLE}</style>
<header>
<h1>Status</h1>
<p id="about">Waiting for the first numbers…</p>
</header>
<main>
<section class="numbers" aria-label="Now">
<p><b id="rate">–</b> requests per second</p>
<p><b id="latency">–</b> 19 of 20 are faster (p95)</p>
<p><b id="bytes">–</b> sent per second</p>
<p><b id="errors">–</b> errors (5xx) in a minute</p>
<p><b id="busy">–</b> scripts running</p>
<p><b id="queue">–</b> requests waiting</p>
</section>
<section>
<h2>Requests per second <span class="key"><i class="s2"></i>2xx <i class="s3"></i>3xx <i class="s4"></i>4xx <i class="s5"></i>5xx</span></h2>
<svg id="requests" role="img" aria-label="Requests per second in the last two minutes"></svg>
</section>
<section>
<h2>Time to the end of the answer <span class="key"><i class="l50"></i>half (p50) <i class="l95"></i>19 of 20 (p95) <i class="l99"></i>99 of 100 (p99)</span></h2>
<svg id="times" role="img" aria-label="Time to the end of the answer in the last two minutes"></svg>
</section>
<section>
<h2>Bytes per second</h2>
<svg id="volume" role="img" aria-label="Bytes per second in the last two minutes"></svg>
</section>
<section>
<h2>Scripts</h2>
<p id="none">None has been asked for yet.</p>
<div class="wide"><table id="scripts" hidden>
<thead><tr><th>Script<th>Running<th>Waiting<th>Runs<th>p50<th>p95<th>Failures</tr></thead>
<tbody></tbody>
</table></div>
</section>
</main>
<footer>The same as JSON: <code>curl -s <span id="url"></span></code></footer>
<script>${CLIENT}</script>
</html>
`;
}

/**
 * The fields that go with the page.
 * Security: nothing but its own style and script, by their hashes, has any effect on it.
 */
export function statusFields(): Fields {
  const policy = [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    `script-src ${hash(CLIENT)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return [
    ["content-type", "text/html; charset=utf-8"],
    ["content-security-policy", policy.join("; ")],
    ["referrer-policy", "no-referrer"],
  ];
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
