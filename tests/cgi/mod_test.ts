import { assertEquals } from "@std/assert";
import {
  cgiScripts,
  fallbackScript,
  rootScripts,
  scriptRunner,
} from "../../lib/cgi/mod.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { exchange } from "../support/exchange.ts";
import { refusalOf, textOf } from "./site.ts";

const SHOWS = `#!/bin/sh
printf 'Content-Type: text/plain\\n\\n%s|%s|%s' "$(basename "$SCRIPT_FILENAME")" "$SCRIPT_NAME" "$PATH_INFO"
`;

/** A tree of files, with scripts that show their own name, SCRIPT_NAME and PATH_INFO. */
function tree(): string {
  const root = Deno.makeTempDirSync({ prefix: "gatehouse-test-" });
  for (const folder of ["sub", "sub/deep", "empty", "both", "plain"]) {
    Deno.mkdirSync(`${root}/${folder}`);
  }
  const executables = [
    "show",
    "x.cgi",
    "two words",
    "sub/show",
    "sub/deep/index.cgi",
    "both/index.cgi",
    "old.cgi~",
    "old.cgi.bak",
    ".hidden",
  ];
  for (const name of executables) {
    Deno.writeTextFileSync(`${root}/${name}`, SHOWS, { mode: 0o755 });
  }
  const texts = ["notes.txt", "no_bit.cgi", "both/index.html", "index.html"];
  for (const name of texts) Deno.writeTextFileSync(`${root}/${name}`, SHOWS);
  Deno.writeTextFileSync(`${root}/by_table.sh`, SHOWS.replace(/^.*\n/, ""));
  Deno.symlinkSync("/etc", `${root}/out`);
  Deno.symlinkSync("/bin/true", `${root}/out.cgi`);
  return root;
}

interface Row {
  readonly name: string;
  readonly path: string;
  readonly method?: string;
  /** Name, SCRIPT_NAME and PATH_INFO; a status; or `null` for "not mine". */
  readonly want: string | number | null;
}

async function got(handler: Handler, { path, method }: Row): Promise<unknown> {
  const ask = async () =>
    await handler(exchange(path, method ? { method } : {}));
  const answer = async () => {
    const outcome = await ask();
    return outcome === null ? null : await textOf(outcome);
  };
  return await answer().catch(async (error) =>
    (await refusalOf(Promise.reject(error))).status
  );
}

function check(
  what: string,
  make: (root: string) => Handler,
  rows: readonly Row[],
): void {
  for (const row of rows) {
    Deno.test(`${what}: ${row.name}`, async () => {
      const root = tree();
      try {
        assertEquals(await got(make(root), row), row.want);
      } finally {
        Deno.removeSync(root, { recursive: true });
      }
    });
  }
}

const runner = scriptRunner();

check(
  "a folder of scripts",
  (path) => cgiScripts(runner, { mount: "/cgi-bin/", path }),
  [
    {
      name: "a script by its name",
      path: "/cgi-bin/show",
      want: "show|/cgi-bin/show|",
    },
    {
      name: "what follows it is PATH_INFO",
      path: "/cgi-bin/show/a%20b/c/",
      want: "show|/cgi-bin/show|/a b/c/",
    },
    {
      name: "a slash alone too",
      path: "/cgi-bin/show/",
      want: "show|/cgi-bin/show|/",
    },
    {
      name: "in a folder below",
      path: "/cgi-bin/sub/show/x",
      want: "show|/cgi-bin/sub/show|/x",
    },
    {
      name: "with a space in its name",
      path: "/cgi-bin/two%20words",
      want: "two words|/cgi-bin/two words|",
    },
    {
      name: "doubled slashes are one",
      path: "//cgi-bin///sub//show//x",
      want: "show|/cgi-bin/sub/show|/x",
    },
    {
      name: "without executable bit, by the table of interpreters",
      path: "/cgi-bin/by_table.sh",
      want: "by_table.sh|/cgi-bin/by_table.sh|",
    },
    {
      name: "the index of a folder",
      path: "/cgi-bin/sub/deep/",
      want: "index.cgi|/cgi-bin/sub/deep/index.cgi|",
    },
    { name: "a folder is never listed", path: "/cgi-bin/empty/", want: 403 },
    { name: "nor the whole", path: "/cgi-bin/", want: 403 },
    { name: "what is not there", path: "/cgi-bin/none", want: 404 },
    { name: "a text is not sent", path: "/cgi-bin/notes.txt", want: 403 },
    {
      name: "a script without executable bit is not sent either",
      path: "/cgi-bin/no_bit.cgi",
      want: 403,
    },
    {
      name: "a slash that was sent as %2F parts no segments",
      path: "/cgi-bin/sub%2Fshow",
      want: 404,
    },
    {
      name: "nor does it in PATH_INFO, where it would lie",
      path: "/cgi-bin/show/a%2Fb",
      want: 404,
    },
    {
      name: "an editor's backup is no script",
      path: "/cgi-bin/old.cgi~",
      want: 404,
    },
    { name: "nor is a copy", path: "/cgi-bin/old.cgi.bak", want: 404 },
    { name: "nor is a hidden file", path: "/cgi-bin/.hidden", want: 404 },
  ],
);

check(
  "one script with a path of its own",
  (root) => cgiScripts(runner, { mount: "/git", path: `${root}/show` }),
  [
    {
      name: "all below is PATH_INFO",
      path: "/git/a.git/info/refs?service=x",
      want: "show|/git|/a.git/info/refs",
    },
    { name: "the path itself", path: "/git", want: "show|/git|" },
    { name: "with a slash", path: "/git/", want: "show|/git|/" },
  ],
);

check(
  "scripts below the root",
  (root) =>
    rootScripts(runner, {
      root,
      extensions: [".cgi", ".SH"],
      index: ["index.html", "index.cgi"],
    }),
  [
    { name: "by extension", path: "/x.cgi/y", want: "x.cgi|/x.cgi|/y" },
    {
      name: "of any case, as it was given",
      path: "/by_table.sh",
      want: "by_table.sh|/by_table.sh|",
    },
    { name: "other files are not its business", path: "/show", want: null },
    { name: "nor what is not there", path: "/none.cgi", want: null },
    {
      name: "one that cannot run is refused, not sent",
      path: "/no_bit.cgi",
      want: 403,
    },
    { name: "a link out of the root", path: "/out.cgi", want: 404 },
    {
      name: "as the index of a folder",
      path: "/sub/deep/",
      want: "index.cgi|/sub/deep/index.cgi|",
    },
    { name: "not before index.html for GET", path: "/both/", want: null },
    {
      name: "but for POST, which index.html cannot answer",
      path: "/both/",
      method: "POST",
      want: "index.cgi|/both/index.cgi|",
    },
    { name: "a folder without one", path: "/plain/", want: null },
    { name: "a folder that is not there", path: "/none/", want: null },
    { name: "a folder without its slash", path: "/sub/deep", want: null },
  ],
);

check(
  "a script for all the rest",
  (root) => fallbackScript(runner, { file: `${root}/show` }),
  [
    {
      name: "has the whole path as PATH_INFO",
      path: "/any/thing/?x",
      want: "show||/any/thing/",
    },
    { name: "the root too", path: "/", want: "show||/" },
  ],
);
