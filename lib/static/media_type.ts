import { MEDIA_TYPES } from "./media_type_table.ts";

/** The type of what is not known: just octets (RFC 2046 §4.5.1). */
const UNKNOWN = "application/octet-stream";

/** Files that go by their whole name (in lower case). */
const NAMED: Readonly<Record<string, string>> = {
  "text/plain; charset=utf-8":
    "authors changes changelog codeowners containerfile contributing contributors copying copyright dockerfile " +
    "gemfile install license licence makefile news notice procfile rakefile readme thanks todo unlicense " +
    "vagrantfile version",
  // These are asked for by name below `/.well-known/`, and those who ask insist on the type.
  "application/json":
    "apple-app-site-association oauth-authorization-server oauth-protected-resource openid-configuration",
  "application/xrd+xml": "host-meta",
};

/**
 * Types outside of `text/` that name their encoding in a parameter because nothing in them does. All others have
 * none: JSON and what is made of it is UTF-8 by definition (RFC 8259 §8.1, §11), and a parameter would override
 * the encoding that an XML document, and so an SVG picture, declares for itself (RFC 7303 §3).
 */
const CHARSET = new Set([
  "application/javascript",
  "application/ecmascript",
  "application/x-sh",
  "application/x-csh",
  "application/sql",
  "application/x-subrip",
]);

/** What most requests are for. To read the whole table takes 2 ms, and the first of them need not wait for that. */
export const USUAL: ReadonlyMap<string, string> = new Map([
  ["html", "text/html; charset=utf-8"],
  ["css", "text/css; charset=utf-8"],
  ["js", "text/javascript; charset=utf-8"],
  ["txt", "text/plain; charset=utf-8"],
  ["json", "application/json"],
  ["svg", "image/svg+xml"],
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
]);

let extensions: ReadonlyMap<string, string> | undefined;
let names: ReadonlyMap<string, string> | undefined;

/**
 * The media type that a file's name tells: by its last extension, or its whole name, in any case. `text/*` comes with
 * `charset=utf-8`. `overrides` holds types by extension in lower case, with or without the dot; one that has
 * a parameter already stays as it is.
 */
export function mediaType(
  name: string,
  overrides?: Readonly<Record<string, string>>,
): string {
  const dot = name.lastIndexOf(".");
  if (dot <= 0) return namedType(name, dot, overrides);
  const extension = name.slice(dot + 1);
  if (overrides) {
    const type = override(extension.toLowerCase(), overrides);
    if (type) return type;
  }
  const usual = USUAL.get(extension);
  if (usual !== undefined) return usual;
  extensions ??= readTable();
  return extensions.get(extension) ??
    extensions.get(extension.toLowerCase()) ?? UNKNOWN;
}

/** A name without an extension; that of `.bashrc` has none either, but `--mime .bashrc=text/plain` works. */
function namedType(
  name: string,
  dot: number,
  overrides?: Readonly<Record<string, string>>,
): string {
  const lower = name.toLowerCase();
  if (overrides && dot === 0) {
    const type = override(lower.slice(1), overrides);
    if (type) return type;
  }
  names ??= readNames();
  return names.get(lower) ?? UNKNOWN;
}

function override(
  extension: string,
  overrides: Readonly<Record<string, string>>,
): string | undefined {
  for (const key of [extension, "." + extension]) {
    if (Object.hasOwn(overrides, key)) return withCharset(overrides[key] ?? "");
  }
  return undefined;
}

function withCharset(type: string): string {
  if (type.includes(";")) return type;
  return type.startsWith("text/") || CHARSET.has(type)
    ? `${type}; charset=utf-8`
    : type;
}

function readTable(): Map<string, string> {
  const table = new Map<string, string>();
  for (const [start, records] of Object.entries(MEDIA_TYPES)) {
    for (const record of records.trim().split(/[;\n]/)) {
      const [rest, ...known] = record.split(" ");
      const type = withCharset(start + rest);
      for (const extension of known) table.set(extension, type);
    }
  }
  return table;
}

function readNames(): Map<string, string> {
  return new Map(
    Object.entries(NAMED).flatMap(([type, list]) =>
      list.split(" ").map((name): [string, string] => [name, type])
    ),
  );
}

/** Types outside of `text/`, `+xml` and `+json` that shrink well; others are compressed already, or hold anything. */
const COMPRESSIBLE = new Set([
  "application/cbor",
  "application/ecmascript",
  "application/geopackage+sqlite3",
  "application/graphql",
  "application/hjson",
  "application/javascript",
  "application/json",
  "application/json5",
  "application/jsonl",
  "application/n-quads",
  "application/n-triples",
  "application/postscript",
  "application/rtf",
  "application/sparql-query",
  "application/sql",
  "application/toml",
  "application/vnd.ms-fontobject",
  "application/vnd.sqlite3",
  "application/wasm",
  "application/x-csh",
  "application/x-httpd-php",
  "application/x-latex",
  "application/x-mpegurl",
  "application/x-ndjson",
  "application/x-perl",
  "application/x-sh",
  "application/x-subrip",
  "application/x-tar",
  "application/x-tcl",
  "application/x-tex",
  "application/xml",
  "application/xml-dtd",
  "application/vnd.apple.mpegurl",
  "application/yaml",
  "font/collection",
  "font/otf",
  "font/ttf",
  "image/bmp",
  "image/vnd.adobe.photoshop",
  "image/vnd.microsoft.icon",
  "image/x-icon",
  "image/x-ms-bmp",
  "message/rfc822",
  "model/gltf-binary",
  "model/obj",
  "model/stl",
  "model/vrml",
]);

/** Whether content of this media type, with or without parameters, is worth a content coding (RFC 9110 §8.4.1). */
export function isCompressible(type: string): boolean {
  const end = type.indexOf(";");
  const essence = (end < 0 ? type : type.slice(0, end)).trim().toLowerCase();
  return essence.startsWith("text/") || essence.endsWith("+xml") ||
    essence.endsWith("+json") || essence.endsWith("+yaml") ||
    COMPRESSIBLE.has(essence);
}
