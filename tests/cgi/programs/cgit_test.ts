import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { git, makeRepository } from "./repository.ts";
import { ask, makeSite, programTest, serve } from "./support.ts";

const CGIT = "/usr/lib/cgit/cgit.cgi";

programTest("cgit", ["git", CGIT], async (t) => {
  await using site = await makeSite();
  const { projects, bare } = await makeRepository(site);
  await git(bare, "update-server-info");
  const config = `${site.folder}/cgitrc`;
  await Deno.writeTextFile(
    config,
    [
      "virtual-root=/cgit",
      "cache-size=0",
      "enable-http-clone=1",
      "snapshots=tar.gz",
      `scan-path=${projects}`,
      "",
    ].join("\n"),
  );
  await using server = await serve(
    site,
    "--mount",
    `/cgit=${CGIT}`,
    "--env",
    `CGIT_CONFIG=${config}`,
  );
  const url = `http://127.0.0.1:${server.port}/cgit`;

  await t.step("the index names the project and what it is", async () => {
    const { status, headers, text } = await ask(`${url}/`);
    assertEquals(status, 200);
    assertMatch(headers.get("content-type") ?? "", /^text\/html/);
    assertStringIncludes(text, "A project to look at");
  });

  await t.step("PATH_INFO and query name a page", async () => {
    const { text } = await ask(`${url}/project.git/log/?qt=grep&q=third`);
    assertStringIncludes(text, "Add third.txt");
    assertEquals(text.includes("Add README"), false);
  });

  await t.step("a file is sent as it is", async () => {
    const { text } = await ask(
      `${url}/project.git/plain/${encodeURIComponent("café & co.txt")}`,
    );
    assertEquals(text, "Übung\n");
  });

  await t.step("HEAD has the fields of GET and no content", async () => {
    const { status, headers, text } = await ask(
      `${url}/project.git/plain/README`,
      { method: "HEAD" },
    );
    assertEquals(status, 200);
    assertMatch(headers.get("content-type") ?? "", /^text\/plain/);
    assertEquals(text, "");
  });

  await t.step("git clones through it", async () => {
    await git(site.folder, "clone", "-q", `${url}/project.git`, "cloned");
    assertEquals(
      await Deno.readTextFile(`${site.folder}/cloned/third.txt`),
      "three\n",
    );
  });

  await t.step("a page that is not there is its own 404", async () => {
    const { status } = await ask(`${url}/none.git/`);
    assertEquals(status, 404);
  });
});
