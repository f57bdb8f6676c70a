/**
 * Writes `lib/static/media_type_table.ts` from the npm package `mime-db`, which gathers what IANA registered
 * and what Apache httpd and nginx send. For development only; the server never needs the package.
 *
 *   deno run -A --no-lock .tools/generate_media_types.ts
 */

const SOURCE = "npm:mime-db@1.54.0/db.json";
const TARGET = new URL("../lib/static/media_type_table.ts", import.meta.url);

/** Extensions that several types claim, and those whose registered type browsers know by another name. */
const CHOSEN: Readonly<Record<string, string>> = {
  // What browsers, nginx and Apache agree on, or two of the three.
  "audio/aac": "aac",
  "audio/mpeg": "mp3",
  "audio/mp4": "m4a",
  "audio/wav": "wav",
  "audio/flac": "flac",
  "image/bmp": "bmp",
  "image/jpeg": "jfif",
  "image/x-icon": "ico cur",
  "image/x-pcx": "pcx",
  "image/jpm": "jpm jpgm",
  "video/3gpp": "3gpp",
  "video/mp4": "mp4 mpg4",
  // Segments of HLS and broadcast streams; nginx, Apache and IANA all say so. TypeScript's `.ts` is not a
  // thing that browsers run, so whoever serves sources says `--mime .ts=text/plain`.
  "video/mp2t": "ts m2t m2ts mts",
  "text/javascript": "js mjs cjs",
  "application/xml": "xml xsl",
  "application/zip": "zip",
  "application/rtf": "rtf",
  "application/x-rar-compressed": "rar",
  "application/octet-stream": "exe dll deb dmg iso msi",
  "application/pdf": "pdf",
  // The registered one is the one that is used.

  "application/vnd.ms-project": "mpp",
  "application/fdf": "fdf",
  "application/vnd.adobe.xfdf": "xfdf",
  "application/pgp-signature": "asc",
  "application/pkix-attr-cert": "ac",
  "application/sql": "sql",
  "application/vnd.apple.keynote": "key",
  "application/vnd.apple.numbers": "numbers",
  "application/vnd.apple.pages": "pages",
  "application/vnd.palm": "pdb",
  "application/x-mobipocket-ebook": "prc",
  "application/x-ms-wmz": "wmz",
  "application/xliff+xml": "xlf",
  "application/x-bdoc": "bdoc",
  "audio/x-pn-realaudio": "ra",
  "image/emf": "emf",
  "image/wmf": "wmf",
  "image/vnd.dvb.subtitle": "sub",
  "model/obj": "obj",
  "model/stl": "stl",
  "model/x3d+binary": "x3db",
  "model/x3d-vrml": "x3dv",
  "text/x-org": "org",
};

/** In use, but in none of the lists; sources are plain text, because that is what every browser shows. */
const ADDED: Readonly<Record<string, string>> = {
  "application/cbor": "cbor",
  "application/gzip": "tgz",
  "application/json": "topojson ipynb har",
  "application/jsonl": "jsonl ndjson",
  "application/vnd.apache.arrow.file": "arrow",
  "application/vnd.apache.parquet": "parquet",
  "application/vnd.pmtiles": "pmtiles",
  "application/vnd.sqlite3": "sqlite sqlite3",
  "application/x-bzip2": "tbz2",
  "application/x-xz": "txz",
  "application/zstd": "zst tzst",
  "application/geopackage+sqlite3": "gpkg",
  "audio/ac3": "ac3",
  "font/collection": "ttc",
  "image/x-canon-cr2": "cr2",
  "image/x-nikon-nef": "nef",
  "image/x-xcf": "xcf",
  "text/plain":
    "adoc asciidoc awk bash bat bib bzl cfg clj cljs cmake cmd cs csproj dart diff editorconfig el elm env erl ex " +
    "exs fish gitattributes gitignore glsl go gradle graphql hpp hrl hs hxx j2 jl jsonc kt kts lhs license lock " +
    "mk ml mli nim nix patch pl pm po properties proto ps1 py pyi r rb rs rst sass scala sol sty svelte " +
    "swift tcl tf toml tsx v vb vue zig zsh",
};

type Database = Record<
  string,
  { source?: "iana" | "apache" | "nginx"; extensions?: string[] }
>;

function choose(database: Database): Map<string, string> {
  const table = new Map<string, string>();
  const clashes = new Map<string, string[]>();
  for (const [type, { extensions = [] }] of Object.entries(database)) {
    for (const extension of extensions) {
      const known = table.get(extension);
      if (known) clashes.set(extension, [known, type]);
      table.set(extension, type);
    }
  }
  for (const list of [ADDED, CHOSEN]) {
    for (const [type, extensions] of Object.entries(list)) {
      for (const extension of extensions.split(" ").filter(Boolean)) {
        table.set(extension, type);
        clashes.delete(extension);
      }
    }
  }
  if (clashes.size > 0) {
    throw new Error(`Decide these first: ${JSON.stringify([...clashes])}`);
  }
  return table;
}

/** One record a type, `subtype ext ext…`, in lines of about 150 columns; a heading for each tree. */
function write(table: Map<string, string>): string {
  const trees = new Map<string, Map<string, string[]>>();
  for (const [extension, type] of [...table].sort()) {
    const [, tree = "", name = ""] =
      /^(application\/vnd\.|[^/]+\/)(.+)$/.exec(type) ?? [];
    const types = trees.get(tree) ?? new Map<string, string[]>();
    types.set(name, [...types.get(name) ?? [], extension]);
    trees.set(tree, types);
  }
  const entries = [...trees].sort().map(([tree, types]) => {
    const records = [...types].sort().map(([name, extensions]) =>
      `${name} ${extensions.join(" ")}`
    );
    return `  ${JSON.stringify(tree)}: \`\n${fill(records)}\`,\n`;
  });
  return `// Written by .tools/generate_media_types.ts from ${SOURCE}; change that, not this.

/** ${table.size} file name extensions by media type: for the start of each type, records of its rest and extensions. */
export const MEDIA_TYPES: Readonly<Record<string, string>> = {
${entries.join("")}};
`;
}

function fill(records: readonly string[]): string {
  let lines = "";
  let line = "";
  for (const record of records) {
    if (line !== "" && line.length + record.length > 148) {
      lines += line + "\n";
      line = "";
    }
    line += (line === "" ? "" : ";") + record;
  }
  return lines + line;
}

if (import.meta.main) {
  const { default: database } = await import(SOURCE, {
    with: { type: "json" },
  });
  const table = choose(database as Database);
  await Deno.writeTextFile(TARGET, write(table));
  console.log(`${table.size} extensions`);
}
