import { assert, assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import { type RawResponse, sendRaw } from "../support/raw.ts";
import { startServer } from "../support/server.ts";
import type { Row, Want } from "./rfc3875/row.ts";
import { rows } from "./rfc3875/rows.ts";
import {
  fill,
  type Names,
  parseEnv,
  requestOctets,
  scriptPath,
  siteNames,
  writeSite,
} from "./rfc3875/site.ts";
import { untestable } from "./rfc3875/untestable.ts";

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

async function checkRow(row: Row, site: string, port: number): Promise<void> {
  const names = { ...siteNames(site, port), SCRIPT: scriptPath(row) };
  const octets = requestOctets(row.request, names);
  check(await sendRaw(port, octets), row.want, names);
}

/** The rows by what the server is started with. */
const groups = Map.groupBy(rows, (row) => (row.args ?? []).join(" "));

for (const [args, group] of groups) {
  Deno.test({
    name: `RFC 3875 over a socket${args && ", with "}${args}`,
    ignore: Deno.build.os === "windows",
    fn: async (t) => {
      const site = await Deno.realPath(await Deno.makeTempDir());
      await writeSite(site);
      await using server = await startServer(
        [`${site}/www`, ...args.split(" ").filter(Boolean)],
        { cwd: site },
      );
      for (const row of group) {
        await t.step(row.name, () => checkRow(row, site, server.port));
      }
      await Deno.remove(site, { recursive: true });
    },
  });
}

Deno.test({
  name: "The Script-URI made of the meta-variables runs the same script (§3.3)",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const site = await Deno.realPath(await Deno.makeTempDir());
    await writeSite(site);
    await using server = await startServer([`${site}/www`], { cwd: site });
    const names = siteNames(site, server.port);
    const get = async (target: string) =>
      parseEnv(
        (await sendRaw(
          server.port,
          requestOctets(`GET ${target} HTTP/1.1`, names),
        )).text,
      );
    const first = await get("/cgi-bin/./two%20words/A%3bb%3Fc/%C3%A9/?q=%20=");
    const path = [first.get("SCRIPT_NAME"), first.get("PATH_INFO")].join("");
    const encoded = path.split("/").map(encodeURIComponent).join("/");
    const again = await get(`${encoded}?${first.get("QUERY_STRING")}`);
    for (const name of ["SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"]) {
      assert(first.get(name), name);
      assertEquals(again.get(name), first.get(name), name);
    }
    await Deno.remove(site, { recursive: true });
  },
});

for (const [clause, why] of untestable) {
  Deno.test.ignore(`RFC 3875 without a row: ${clause}: ${why}`, () => {});
}
