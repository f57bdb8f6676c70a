import { assertEquals } from "@std/assert";
import { type Mapping, scriptFinder } from "../../lib/fastcgi/mapping.ts";
import { exchange } from "../support/exchange.ts";

/** What a mapping makes of a target: SCRIPT_FILENAME, SCRIPT_NAME and PATH_INFO. */
function found(mapping: Mapping, path: string, method = "GET"): string | null {
  const script = scriptFinder(mapping)(exchange(path, { method }));
  return script && `${script.file} ${script.name} ${script.extraPath}`;
}

const REMOTE: Mapping = {
  kind: "files",
  mount: "/",
  root: "/srv/site",
  local: null,
  extensions: [".php"],
  index: ["index.html", "index.php"],
};

const ROWS: {
  name: string;
  mapping: Mapping;
  path: string;
  want: string | null;
}[] = [
  {
    name: "a script elsewhere, by its extension",
    mapping: REMOTE,
    path: "/a/b.php",
    want: "/srv/site/a/b.php /a/b.php null",
  },
  {
    name: "what follows it is PATH_INFO",
    mapping: REMOTE,
    path: "/a/b.php/c/d.php/",
    want: "/srv/site/a/b.php /a/b.php /c/d.php/",
  },
  {
    name: "the index of a folder elsewhere",
    mapping: REMOTE,
    path: "/a/",
    want: "/srv/site/a/index.php /a/index.php null",
  },
  {
    name: "a file that is no script",
    mapping: REMOTE,
    path: "/a.jpg",
    want: null,
  },
  {
    name: "a hidden file is no script",
    mapping: REMOTE,
    path: "/.git/a.php",
    want: null,
  },
  {
    name: "a slash that was sent as %2F leads nowhere",
    mapping: REMOTE,
    path: "/a%2Fb.php",
    want: null,
  },
  {
    name: "nor does one behind a script",
    mapping: REMOTE,
    path: "/a.php/b%2Fc",
    want: null,
  },
  {
    name: "a program answers for its mount",
    mapping: { kind: "program", mount: "/app/" },
    path: "/app/a/b",
    want: "/app /app /a/b",
  },
  {
    name: "at the root its SCRIPT_NAME is empty (RFC 3875 §4.1.13)",
    mapping: { kind: "program", mount: "/" },
    path: "/",
    want: "  /",
  },
  {
    name: "a front controller has a name and no PATH_INFO",
    mapping: {
      kind: "program",
      mount: "/",
      file: "/srv/site/index.php",
      name: "/index.php",
    },
    path: "/2026/november/",
    want: "/srv/site/index.php /index.php null",
  },
];

for (const { name, mapping, path, want } of ROWS) {
  Deno.test(`mapping: ${name}`, () => {
    assertEquals(found(mapping, path), want);
  });
}

Deno.test("mapping: files that are here decide", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const site = `${folder}/site`;
  await Deno.mkdir(`${site}/upload.jpg`, { recursive: true });
  await Deno.mkdir(`${site}/both`);
  for (
    const name of [
      "site/a.php",
      "site/index.php",
      "site/picture.jpg",
      "site/both/index.html",
      "site/both/index.php",
      "outside.php",
    ]
  ) await Deno.writeTextFile(`${folder}/${name}`, "");
  await Deno.symlink(`${folder}/outside.php`, `${site}/link.php`);
  const mapping: Mapping = { ...REMOTE, root: "/www", local: site };
  const rows: [string, string | null, string?][] = [
    ["/a.php/extra", "/www/a.php /a.php /extra"],
    ["/", "/www/index.php /index.php null"],
    ["/both/", null],
    ["/both/", "/www/both/index.php /both/index.php null", "POST"],
    ["/both", null],
    ["/none.php", null],
    ["/picture.jpg/x.php", null],
    ["/upload.jpg/x.php", null],
    ["/link.php", null],
  ];
  for (const [path, want, method] of rows) {
    assertEquals(found(mapping, path, method), want, `${method} ${path}`);
  }
  await Deno.remove(folder, { recursive: true });
});
