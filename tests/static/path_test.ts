import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  errorPages,
  staticFiles,
  type StaticOptions,
} from "../../lib/static/mod.ts";
import { HttpError } from "../../lib/http/error.ts";
import { parseTarget } from "../../lib/http/target.ts";
import { exchange } from "../support/exchange.ts";
import { ask, makeTree, type Tree } from "./tree.ts";

const UNIX = Deno.build.os !== "windows";

/** A tree with a secret beside it, and every kind of way to get at it. */
function trap(): Tree & { outside: Tree } {
  const outside = makeTree({
    "secret.txt": "SECRET",
    "folder/s.txt": "SECRET",
  });
  const tree = makeTree({
    "index.html": "home",
    "a.txt": "a",
    "sub/b.txt": "b",
    ".env": "SECRET",
    ".git/config": "SECRET",
    "sub/.htpasswd": "SECRET",
    ".well-known/security.txt": "known",
    ".well-known/.hidden": "SECRET",
    "cgi-bin/run.sh": "SECRET",
  });
  const link = (to: string, name: string) =>
    Deno.symlinkSync(to, tree.path(name));
  link(outside.path("secret.txt"), "out.txt");
  link(outside.path("folder"), "out");
  link("/etc/passwd", "passwd");
  link("a.txt", "in.txt");
  link("sub", "insub");
  link(".env", "env.txt");
  link("cgi-bin/run.sh", "run.txt");
  link("cgi-bin", "scripts");
  link("loop", "loop");
  link("nowhere", "broken");
  return {
    ...tree,
    outside,
    [Symbol.dispose]() {
      outside[Symbol.dispose]();
      tree[Symbol.dispose]();
    },
  };
}

const options = (tree: Tree): StaticOptions => ({
  root: tree.root,
  withhold: (real) => real.startsWith(tree.path("cgi-bin")),
});

const CASES: { name: string; given: string; want: number | string }[] = [
  { name: "a file", given: "/a.txt", want: "a" },
  { name: "a spelling of it", given: "/%61.txt", want: "a" },
  { name: "dot segments inside", given: "/sub/../a.txt", want: "a" },
  { name: "encoded dot segments", given: "/sub/%2e%2E/./a.txt", want: "a" },
  { name: "empty segments", given: "//sub///b.txt", want: "b" },
  { name: "above the root", given: "/../a.txt", want: 400 },
  { name: "above it, encoded", given: "/%2e%2e/%2e%2e/etc/passwd", want: 400 },
  { name: "above it, half encoded", given: "/.%2e/etc/passwd", want: 400 },
  { name: "above it, encoded twice", given: "/%252e%252e/etc/passwd", want: 0 },
  { name: "encoded slashes", given: "/sub%2Fb.txt", want: 0 },
  {
    name: "above by encoded slashes",
    given: "/..%2f..%2fetc%2fpasswd",
    want: 0,
  },
  { name: "backslashes", given: "/..\\..\\etc\\passwd", want: 0 },
  { name: "encoded backslashes", given: "/sub%5C..%5Ca.txt", want: 0 },
  { name: "NUL", given: "/a.txt%00.png", want: 400 },
  { name: "overlong dots", given: "/%c0%ae%c0%ae/etc/passwd", want: 400 },
  { name: "an overlong slash", given: "/..%c0%af../etc/passwd", want: 400 },
  { name: "bytes that are no UTF-8", given: "/%ff", want: 400 },
  { name: "a surrogate as UTF-8", given: "/%ed%a0%80", want: 400 },
  { name: "a broken escape", given: "/%zz", want: 400 },
  { name: "a drive", given: "/c:/windows/win.ini", want: 0 },
  { name: "an alternate stream", given: "/a.txt::$DATA", want: 0 },
  { name: "a dot at the end", given: "/a.txt.", want: 0 },
  { name: "a space at the end", given: "/a.txt%20", want: 0 },
  { name: "a device", given: "/NUL", want: 0 },
  { name: "a file as a folder", given: "/a.txt/", want: 0 },
  { name: "something in a file", given: "/a.txt/b", want: 0 },
  { name: "a name too long", given: "/" + "x".repeat(5000), want: 0 },
  { name: "a path too long", given: "/x".repeat(5000), want: 0 },
  { name: "a dotfile", given: "/.env", want: 0 },
  { name: "a dotfile, encoded", given: "/%2eenv", want: 0 },
  { name: "a dot folder", given: "/.git/", want: 0 },
  { name: "a dot folder without slash", given: "/.git", want: 0 },
  { name: "below a dot folder", given: "/.git/config", want: 0 },
  { name: "a dotfile below", given: "/sub/.htpasswd", want: 0 },
  {
    name: ".well-known (RFC 8615)",
    given: "/.well-known/security.txt",
    want: "known",
  },
  { name: "a dotfile in there", given: "/.well-known/.hidden", want: 0 },
  { name: "a link to a file inside", given: "/in.txt", want: "a" },
  { name: "a link to a folder inside", given: "/insub/b.txt", want: "b" },
  { name: "a link to a file outside", given: "/out.txt", want: 0 },
  { name: "a link to a folder outside", given: "/out/s.txt", want: 0 },
  { name: "that folder itself", given: "/out/", want: 0 },
  { name: "that folder without slash", given: "/out", want: 0 },
  { name: "a link to what everybody wants", given: "/passwd", want: 0 },
  { name: "a link to a dotfile", given: "/env.txt", want: 0 },
  { name: "a link in a circle", given: "/loop", want: 0 },
  { name: "a link to nowhere", given: "/broken", want: 0 },
  { name: "a script", given: "/cgi-bin/run.sh", want: 0 },
  { name: "the folder of scripts", given: "/cgi-bin/", want: 0 },
  { name: "a link to a script", given: "/run.txt", want: 0 },
  {
    name: "a link to the folder of scripts",
    given: "/scripts/run.sh",
    want: 0,
  },
];

for (const { name, given, want } of CASES) {
  for (const method of ["GET", "HEAD"]) {
    Deno.test({
      name: `paths: ${method} of ${name}`,
      ignore: !UNIX,
      async fn() {
        using tree = trap();
        const answer = await asked(tree, given, method);
        if (typeof want === "number") return assertEquals(answer.status, want);
        assertEquals(answer.status, 200);
        assertEquals(answer.text, method === "GET" ? want : "");
      },
    });
  }
}

async function asked(tree: Tree, path: string, method = "GET") {
  try {
    return await ask(staticFiles(options(tree)), path, { method });
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { status: error.status, text: "", fields: new Headers() };
  }
}

const piece = fc.oneof(
  fc.constantFrom(
    "..",
    ".",
    "%2e%2e",
    "%2E.",
    "%252e",
    "/",
    "%2f",
    "\\",
    "%5c",
    "%00",
    "~",
    "a.txt",
    "sub",
    "insub",
    "out",
    "out.txt",
    "passwd",
    "etc",
    "env.txt",
    ".env",
    ".git",
    "config",
    "cgi-bin",
    "run.sh",
    "scripts",
    "CGI-BIN",
    " ",
    "%20",
    ":",
    "::$DATA",
    "%c0%ae",
    "secret.txt",
    "proc",
    "self",
    "environ",
  ),
  fc.string({ maxLength: 3 }),
);

Deno.test({
  name: "paths: no spelling gets a secret, none is a fault",
  ignore: !UNIX,
  async fn() {
    using tree = trap();
    const handler = staticFiles(options(tree));
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 8 }),
        fc.constantFrom("", "/"),
        async (pieces, glue) => {
          const path = "/" + pieces.join(glue);
          if (!isTarget(path)) return;
          const answer = await ask(handler, path);
          assert([0, 200, 301].includes(answer.status), `${answer.status}`);
          assert(!answer.text.includes("SECRET"));
          assert(!answer.text.includes("root:"));
          const location = answer.fields.get("location");
          assert(location === null || /^\/[^/\\]/.test(location));
        },
      ),
      { numRuns: 1000 },
    );
  },
});

function isTarget(path: string): boolean {
  try {
    parseTarget(path);
    return true;
  } catch (error) {
    assert(error instanceof HttpError && error.status === 400);
    return false;
  }
}

Deno.test("--hidden shows dotfiles", async () => {
  using tree = makeTree({ ".env": "shown", "link": "" });
  assertEquals((await tree.ask("/.env", {}, { hidden: true })).text, "shown");
});

Deno.test({
  name: "--follow-links follows links out of the root",
  ignore: !UNIX,
  async fn() {
    using tree = trap();
    const given = { followLinks: true };
    assertEquals((await tree.ask("/out.txt", {}, given)).text, "SECRET");
    assertEquals((await tree.ask("/out/s.txt", {}, given)).text, "SECRET");
    assertEquals((await tree.ask("/env.txt", {}, given)).status, 0);
  },
});

Deno.test({
  name: "a kept file whose folder becomes a link out of the root is not sent",
  ignore: !UNIX,
  async fn() {
    using tree = trap();
    tree.write("f/s.txt", "mine");
    const handler = tree.handler();
    assertEquals((await ask(handler, "/f/s.txt")).text, "mine");
    Deno.removeSync(tree.path("f"), { recursive: true });
    Deno.symlinkSync(tree.outside.path("folder"), tree.path("f"));
    assertEquals((await ask(handler, "/f/s.txt")).status, 0);
  },
});

Deno.test({
  name: "pipes, sockets and devices are never opened",
  ignore: !UNIX,
  async fn() {
    using tree = makeTree();
    const made = new Deno.Command("mkfifo", { args: [tree.path("pipe")] })
      .outputSync();
    assert(made.success);
    const listener = Deno.listen({
      transport: "unix",
      path: tree.path("sock"),
    });
    Deno.symlinkSync("/dev/zero", tree.path("zero"));
    for (const followLinks of [false, true]) {
      for (const name of ["pipe", "sock", "zero"]) {
        const answer = await tree.ask(`/${name}`, {}, { followLinks });
        assertEquals(answer.status, 0);
      }
    }
    listener.close();
  },
});

const NAMES = [
  "a b.txt",
  "100%.txt",
  "%41.txt",
  "a#b.txt",
  "a?b.txt",
  "a+b&c=d;e.txt",
  "🎈.txt",
  "é.txt",
  "e\u0301.txt",
  "'\"<>.txt",
  "a:b.txt",
  "\x01.txt",
];

for (const name of NAMES) {
  Deno.test({
    name: `names: ${JSON.stringify(name)} is found`,
    ignore: !UNIX,
    async fn() {
      using tree = makeTree({ [name]: "found", [`${name}.d/x`]: "" });
      const path = `/${encodeURIComponent(name)}`;
      assertEquals((await tree.ask(path)).text, "found");
      const folder = await tree.ask(`${path}.d?q`);
      assertEquals(folder.status, 301);
      const to = folder.fields.get("location") ?? "";
      assert(to.endsWith(".d/?q"));
      assertEquals(decodeURIComponent(to), `/${name}.d/?q`);
    },
  });
}

Deno.test("a path of more folders than anybody has: in the square of their number nobody would see the end", async () => {
  using tree = makeTree({ "404.html": "none", "sub/404.html": "none of sub" });
  const pages = errorPages({ root: tree.root });
  for (const [start, want] of [["", "none"], ["/sub", "none of sub"]]) {
    const path = start + "/a".repeat(500_000);
    assertEquals((await tree.ask(path)).status, 0);
    assertEquals((await tree.ask(`${path}/`)).status, 0);
    const reply = await pages(exchange(path), new HttpError(404, "no"));
    if (!(reply?.content instanceof Uint8Array)) throw new Error("no page");
    assertEquals(new TextDecoder().decode(reply.content), want);
  }
});

Deno.test("a root that is gone is 503, and is back when it is back (9110 §15.6.4)", async () => {
  using tree = makeTree({ "a.txt": "a" });
  const handler = tree.handler();
  assertEquals((await ask(handler, "/a.txt")).status, 200);
  Deno.renameSync(tree.root, tree.root + ".moved");
  for (const path of ["/a.txt", "/", "/b/c"]) {
    const answer = await ask(handler, path);
    assertEquals(answer.status, 503);
    assert(answer.fields.has("retry-after"));
  }
  Deno.renameSync(tree.root + ".moved", tree.root);
  assertEquals((await ask(handler, "/a.txt")).text, "a");
});
