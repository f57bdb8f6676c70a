/**
 * Sends the same requests to nginx, to Apache and to Gatehouse, all three over the same files, and prints in what their
 * answers differ: status, fields, content. Every difference is explained on the manual's page on the comparison; one
 * that is not ends with exit code 1.
 *
 *     deno run -A tests/peers/static_compare.ts [--all]
 *
 * `--all` prints each difference; without it, each explanation is printed once, with how often it was needed.
 */

import { type RawResponse, sendRaw } from "../support/raw.ts";
import { startServer } from "../support/server.ts";
import { APACHE, exists, type Peer, startApache } from "./cgi_apache.ts";
import { NGINX, startNginx } from "./nginx.ts";
import {
  type StaticDifference,
  staticDifferences,
} from "./static_difference.ts";
import { explainStatic, staticExplanations } from "./static_explained.ts";
import { staticRequests, writeFiles } from "./static_requests.ts";

/** A difference and the name of its explanation, or `null`. */
export interface StaticFinding extends StaticDifference {
  readonly reason: string | null;
}

/** What stands for the answer of a server that broke the connection off. */
const NONE: RawResponse = {
  head: "",
  status: 0,
  fields: {},
  content: new Uint8Array(),
  text: "",
};

/** The settings of Apache that match what the others do unasked. */
const LIKE_THE_OTHERS = [
  ...["autoindex", "deflate", "filter"].map((name) =>
    `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`
  ),
  "AddOutputFilterByType DEFLATE text/html text/css text/plain application/json",
  "DirectoryIndex index.html",
];

/** Asks all three for everything. Throws where a peer is not installed. */
export async function compareStatic(): Promise<StaticFinding[]> {
  const site = await Deno.realPath(await Deno.makeTempDir());
  const root = `${site}/www`;
  await Deno.mkdir(root);
  await Deno.chmod(site, 0o755);
  writeFiles(root);
  try {
    await using apache = await startApache(site, [
      ...LIKE_THE_OTHERS,
      `<Directory ${root}>\nOptions Indexes SymLinksIfOwnerMatch\n</Directory>`,
    ]);
    await using nginx = await startNginx(root, `${site}/nginx`);
    await using gatehouse = await startServer([root, "--no-cgi"], {
      cwd: site,
    });
    return await compareWith([nginx, apache], gatehouse.port);
  } finally {
    await Deno.remove(site, { recursive: true });
  }
}

async function compareWith(
  peers: readonly Peer[],
  port: number,
): Promise<StaticFinding[]> {
  const tags = new Map<number, string>();
  for (const each of [port, ...peers.map((peer) => peer.port)]) {
    tags.set(each, await readTag(each));
  }
  const answer = (port: number, text: string) =>
    sendRaw(port, text.replaceAll("TAG", tags.get(port) ?? ""))
      .catch(() => NONE);
  const findings: StaticFinding[] = [];
  for (const request of staticRequests()) {
    const ours = await answer(port, request.text);
    for (const peer of peers) {
      const theirs = await answer(peer.port, request.text);
      const found = staticDifferences(request, peer.name, theirs, ours);
      findings.push(...found.map((difference) => ({
        ...difference,
        reason: explainStatic(difference),
      })));
    }
  }
  return findings;
}

async function readTag(port: number): Promise<string> {
  const request = "GET /page.html HTTP/1.1\r\nHost: localhost\r\n" +
    "Connection: close\r\n\r\n";
  return (await sendRaw(port, request)).fields.etag ?? '""';
}

function print(finding: StaticFinding): void {
  const { request, peer, what, theirs, ours, reason, statuses } = finding;
  const shown = (text: string | undefined) =>
    text === undefined ? "(not there)" : JSON.stringify(text).slice(0, 200);
  const [line = "", , ...fields] = request.text.trim().split("\r\n");
  const said = [line.slice(0, 120), ...fields.slice(0, -1)].join(" | ");
  console.log(`${request.about}: ${said}`);
  console.log(
    `  ${what} (${statuses.join(", ")}): ${reason ?? "NOT EXPLAINED"}`,
  );
  console.log(`    ${peer.padEnd(10)} ${shown(theirs)}`);
  console.log(`    Gatehouse  ${shown(ours)}\n`);
}

function summarise(findings: readonly StaticFinding[]): void {
  for (const { name, says } of staticExplanations) {
    const count = findings.filter(({ reason }) => reason === name).length;
    console.log(`${String(count || "no").padStart(4)} × ${name}: ${says}`);
  }
  const open = findings.filter(({ reason }) => reason === null).length;
  console.log(
    `\n${staticRequests().length} requests, ${findings.length} differences, ` +
      `${open} not explained`,
  );
}

async function main(): Promise<number> {
  for (const program of [APACHE, NGINX]) {
    if (exists(program)) continue;
    console.error(`${program} is not installed.`);
    return 2;
  }
  const findings = await compareStatic();
  const all = Deno.args.includes("--all");
  findings.filter(({ reason }) => all || reason === null).forEach(print);
  summarise(findings);
  return findings.some(({ reason }) => reason === null) ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main());
