import { assertEquals } from "@std/assert";
import { gatehouseCommand, startServer } from "../support/server.ts";
import { makeTree, noise, type Tree } from "./tree.ts";

const ROOT_USER = Deno.build.os === "linux" && Deno.uid() === 0;

/**
 * Runs a command without the superuser's right to read everything. To run as somebody else would not do: the programs
 * and modules of this checkout may be out of their reach.
 */
const CONFINED = [
  "setpriv",
  "--bounding-set=-dac_override,-dac_read_search",
  "--inh-caps=-dac_override,-dac_read_search",
];

function isConfinable(): boolean {
  if (Deno.build.os === "windows") return false;
  if (!ROOT_USER) return true;
  try {
    const [program = "", ...args] = [...CONFINED, "true"];
    return new Deno.Command(program, { args, stderr: "null" }).outputSync()
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function site(): Tree {
  const tree = makeTree({
    "small.txt": "a",
    "large.bin": noise(1_300_000),
    "closed/b.txt": "b",
    "closed/deep/c.txt": "c",
    "unlisted/d.txt": "d",
    "page.html": "<p>page",
    "page.html.gz": "never sent",
    "large.dat": noise(1_400_000),
    "large.dat.br": noise(1_300_000),
    "sub/page.html": "<p>page",
  });
  Deno.symlinkSync("../closed/b.txt", tree.path("sub/page.html.br"));
  for (
    const name of ["small.txt", "large.bin", "page.html.gz", "large.dat.br"]
  ) Deno.chmodSync(tree.path(name), 0);
  Deno.chmodSync(tree.path("closed"), 0);
  Deno.chmodSync(tree.path("unlisted"), 0o111);
  return {
    ...tree,
    [Symbol.dispose]() {
      Deno.chmodSync(tree.path("closed"), 0o700);
      Deno.chmodSync(tree.path("unlisted"), 0o700);
      tree[Symbol.dispose]();
    },
  };
}

const CASES: { name: string; given: string; want: number }[] = [
  { name: "a small file", given: "/small.txt", want: 403 },
  { name: "a large file", given: "/large.bin", want: 403 },
  { name: "a folder that cannot be entered", given: "/closed/", want: 403 },
  { name: "a file in there", given: "/closed/b.txt", want: 403 },
  { name: "what is not in there", given: "/closed/none", want: 403 },
  { name: "far below there", given: "/closed/x/y/z/none", want: 403 },
  { name: "a listing that cannot be read", given: "/unlisted/", want: 403 },
  { name: "a file in such a folder", given: "/unlisted/d.txt", want: 200 },
  { name: "what is not in there", given: "/unlisted/none", want: 404 },
  { name: "what is nowhere", given: "/nowhere/x", want: 404 },
  {
    name: "a file beside an unreadable coding",
    given: "/page.html",
    want: 200,
  },
  { name: "a large one", given: "/large.dat", want: 200 },
  {
    name: "a file beside a coding that is a link into a closed folder",
    given: "/sub/page.html",
    want: 200,
  },
];

Deno.test({
  name: "what may not be read is 403 (9110 §15.5.4), and no more than that",
  ignore: !isConfinable(),
  async fn(t) {
    using tree = site();
    const command = [...(ROOT_USER ? CONFINED : []), ...gatehouseCommand()];
    await using server = await startServer([tree.root], { command });
    for (const method of ["HEAD", "GET"]) {
      for (const { name, given, want } of CASES) {
        await t.step(`${method}: ${name}`, async () => {
          const response = await fetch(server.url + given, {
            method,
            headers: { "accept-encoding": "br, gzip" },
          });
          await response.body?.cancel();
          assertEquals(response.status, want);
          assertEquals(response.headers.get("content-encoding"), null);
        });
      }
    }
  },
});
