import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  ask,
  attempt,
  makeSite,
  programTest,
  run,
  serve,
  writeScript,
} from "./support.ts";

const PYTHON = "/usr/bin/python3";
const found = (await attempt("/", [PYTHON, "-c", "import mercurial"])
  .catch(() => null))?.success;
const needs = ["hg", PYTHON, ...(found ? [] : ["mercurial for Python"])];

programTest("hgweb", needs, async (t) => {
  await using site = await makeSite();
  const { folder } = site;
  const env = { HGUSER: "Ada", HGRCPATH: "" };
  const hg = (cwd: string, ...args: string[]) => run(cwd, ["hg", ...args], env);
  const project = `${folder}/project`;
  await hg(folder, "init", project);
  await Deno.writeTextFile(`${project}/hello.txt`, "Hello\n");
  await hg(project, "commit", "-A", "-m", "The first");
  await Deno.writeTextFile(
    `${folder}/hgweb.conf`,
    `[paths]\n/project = ${project}\n[web]\nallow-push = *\npush_ssl = false\nallow-archive = gz\n`,
  );
  await writeScript(
    site,
    "hgweb.cgi",
    `#!${PYTHON}\nfrom mercurial.hgweb import hgweb, wsgicgi\n` +
      `wsgicgi.launch(hgweb(b"${folder}/hgweb.conf"))\n`,
  );
  await using server = await serve(site);
  const url = `http://127.0.0.1:${server.port}/cgi-bin/hgweb.cgi`;

  await t.step("the list names the project", async () => {
    const { status, headers, text } = await ask(`${url}/`);
    assertEquals(status, 200);
    assertMatch(headers.get("content-type") ?? "", /^text\/html/);
    assertStringIncludes(text, "/cgi-bin/hgweb.cgi/project/");
  });

  await t.step("PATH_INFO names a file", async () => {
    const { text } = await ask(`${url}/project/raw-file/tip/hello.txt`);
    assertEquals(text, "Hello\n");
  });

  await t.step("an unchanged page is 304 by its entity tag", async () => {
    const { headers } = await ask(`${url}/project/shortlog`);
    const etag = headers.get("etag") ?? "";
    const again = await ask(`${url}/project/shortlog`, {
      headers: { "if-none-match": etag },
    });
    assertEquals([again.status, again.text], [304, ""]);
  });

  await t.step("clone, commit of 1 MiB, push", async () => {
    await hg(folder, "clone", "-q", `${url}/project`, "own");
    const own = `${folder}/own`;
    const line = `${crypto.randomUUID()}\n`;
    await Deno.writeTextFile(`${own}/large.txt`, line.repeat(29_000));
    await hg(own, "commit", "-A", "-m", "A large file");
    await hg(own, "push");
    const { text } = await ask(`${url}/project/raw-file/tip/large.txt`);
    assertEquals(text.length, 29_000 * line.length);
  });

  await t.step("a file that is not there is its own 404", async () => {
    const { status } = await ask(`${url}/project/raw-file/tip/none`);
    assertEquals(status, 404);
  });
});
