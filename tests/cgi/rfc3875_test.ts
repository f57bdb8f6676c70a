import { assert, assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import { type RawResponse, sendRaw } from "../support/raw.ts";
import { startServer } from "../support/server.ts";
import { metaVariables } from "./rfc3875/meta_variables.ts";
import { requests } from "./rfc3875/request.ts";
import { responses } from "./rfc3875/response.ts";
import { responseFields } from "./rfc3875/response_fields.ts";
import { ENV, type Row, type Want } from "./rfc3875/row.ts";
import { untestable } from "./rfc3875/untestable.ts";

const rows = [...metaVariables, ...requests, ...responses, ...responseFields];

/** Values that stand for `$NAME` in a row. */
type Names = Readonly<Record<string, string>>;

function fill(text: string, names: Names): string {
  return text.replace(/\$([A-Z]+)\b/g, (whole, name) => names[name] ?? whole);
}

/** Octets of a request that a row tells of: lines ended as HTTP wants them, Host and Content-Length added. */
function requestOctets(row: Row, names: Names): Uint8Array<ArrayBuffer> {
  const [head = "", ...rest] = fill(row.request, names).split("\n\n");
  const content = new TextEncoder().encode(rest.join("\n\n"));
  const lines = head.split("\n");
  const has = (name: string) =>
    lines.some((line) => line.toLowerCase().startsWith(name + ":"));
  if (!has("host") && lines[0]?.endsWith("/1.1")) {
    lines.push(`Host: localhost:${names.PORT}`);
  }
  if (!has("content-length") && !has("transfer-encoding") && content.length) {
    lines.push(`Content-Length: ${content.length}`);
  }
  lines.push("Connection: close", "", "");
  const start = new TextEncoder().encode(lines.join("\r\n"));
  return new Uint8Array([...start, ...content]);
}

function parseEnv(text: string): Map<string, string> {
  return new Map(
    text.split("\n").filter((line) => line.includes("=")).map((line) => {
      const equals = line.indexOf("=");
      return [line.slice(0, equals), line.slice(equals + 1)];
    }),
  );
}

function agree(
  what: string,
  got: string | undefined,
  want: string | RegExp | null,
  names: Names,
): void {
  if (want === null) return assertEquals(got, undefined, `${what} is there`);
  if (typeof want === "string") {
    return assertEquals(got, fill(want, names), what);
  }
  assertMatch(got ?? "", want, `${what} is ${JSON.stringify(got)}`);
}

function check(answer: RawResponse, want: Want, names: Names): void {
  const statuses = [want.status ?? 200].flat();
  assert(
    statuses.includes(answer.status),
    `status ${answer.status}, not ${statuses}: ${answer.text.slice(0, 300)}`,
  );
  for (const [name, value] of Object.entries(want.fields ?? {})) {
    agree(name, answer.fields[name], value, names);
  }
  const env = parseEnv(answer.text);
  for (const [name, value] of Object.entries(want.env ?? {})) {
    agree(name, env.get(name), value, names);
  }
  if (want.content !== undefined) {
    const octets = Buffer.from(answer.content).toString("latin1");
    agree("content", octets, want.content, names);
  }
}

/** A site of a page and of every row's script; gives the path of each script in the order of the rows. */
async function writeSite(site: string): Promise<string[]> {
  await Deno.mkdir(`${site}/www`);
  await Deno.mkdir(`${site}/cgi-bin`);
  await Deno.writeTextFile(`${site}/www/page.txt`, "A page.\n");
  const write = async (name: string, text: string) => {
    const path = `${site}/cgi-bin/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, `#!/bin/sh\n${text}\n`);
    await Deno.chmod(path, 0o755);
    return `/cgi-bin/${name}`;
  };
  await write("env", ENV);
  return Promise.all(
    rows.map((row, index) => write(row.file ?? `row${index}`, row.script)),
  );
}

/** The rows by what the server is started with. */
const groups = Map.groupBy(rows, (row) => (row.args ?? []).join(" "));

for (const [args, group] of groups) {
  Deno.test({
    name: `RFC 3875 over a socket${args && ", with "}${args}`,
    ignore: Deno.build.os === "windows",
    fn: async (t) => {
      const site = await Deno.realPath(await Deno.makeTempDir());
      const paths = await writeSite(site);
      await using server = await startServer(
        [`${site}/www`, ...args.split(" ").filter(Boolean)],
        { cwd: site },
      );
      const names = {
        PORT: String(server.port),
        ROOT: `${site}/www`,
        SCRIPTS: `${site}/cgi-bin`,
      };
      for (const row of group) {
        await t.step(row.name, async () => {
          const own = { ...names, SCRIPT: paths[rows.indexOf(row)] ?? "" };
          const octets = requestOctets(row, own);
          check(await sendRaw(server.port, octets), row.want, own);
        });
      }
      await Deno.remove(site, { recursive: true });
    },
  });
}

for (const [clause, why] of untestable) {
  Deno.test.ignore(`RFC 3875 without a row: ${clause}: ${why}`, () => {});
}
