import { rows } from "./rows.ts";
import { ENV, type Row } from "./row.ts";

/** Values that stand for `$NAME` in a row. */
export type Names = Readonly<Record<string, string>>;

/** Puts values in the place of their names. */
export function fill(text: string, names: Names): string {
  return text.replace(/\$([A-Z]+)\b/g, (whole, name) => names[name] ?? whole);
}

/** What the names in the rows stand for, on a site that is served at a port. */
export function siteNames(site: string, port: number): Names {
  return {
    PORT: String(port),
    ROOT: `${site}/www`,
    SCRIPTS: `${site}/cgi-bin`,
  };
}

/** Octets of a request that a row tells of: lines ended as HTTP wants them, Host and Content-Length added. */
export function requestOctets(
  request: string,
  names: Names,
): Uint8Array<ArrayBuffer> {
  const [head = "", ...rest] = fill(request, names).split("\n\n");
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

/** Reads what the script `ENV` shows. */
export function parseEnv(text: string): Map<string, string> {
  return new Map(
    text.split("\n").filter((line) => line.includes("=")).map((line) => {
      const equals = line.indexOf("=");
      return [line.slice(0, equals), line.slice(equals + 1)];
    }),
  );
}

/** The path of a row's script in URLs, not encoded. */
export function scriptPath(row: Row): string {
  return `/cgi-bin/${row.file ?? `row${rows.indexOf(row)}`}`;
}

/** Writes a site of one page and of every row's script. */
export async function writeSite(site: string): Promise<void> {
  await Deno.mkdir(`${site}/www`);
  await Deno.mkdir(`${site}/cgi-bin`);
  await Deno.writeTextFile(`${site}/www/page.txt`, "A page.\n");
  await writeScript(`${site}/cgi-bin/env`, ENV);
  for (const row of rows) {
    await writeScript(site + scriptPath(row), row.script);
  }
}

async function writeScript(path: string, text: string): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, `#!/bin/sh\n${text}\n`);
  await Deno.chmod(path, 0o755);
}
