import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { git, makeRepository } from "./repository.ts";
import { ask, makeSite, programTest, serve } from "./support.ts";

const GITWEB = "/usr/lib/cgi-bin/gitweb.cgi";

programTest("gitweb", ["git", "perl", GITWEB], async (t) => {
  await using site = await makeSite();
  const { projects, bare } = await makeRepository(site);
  const config = `${site.folder}/gitweb.conf`;
  await Deno.writeTextFile(
    config,
    `our $projectroot = "${projects}";\n` +
      `$feature{"snapshot"}{"default"} = ["tgz"];\n` +
      `$feature{"pathinfo"}{"default"} = [1];\n`,
  );
  await using server = await serve(
    site,
    "--mount",
    `/gitweb=${GITWEB}`,
    "--env",
    `GITWEB_CONFIG=${config}`,
  );
  const url = `http://127.0.0.1:${server.port}/gitweb`;

  await t.step("the list names the project and what it is", async () => {
    const { status, headers, text } = await ask(url);
    assertEquals(status, 200);
    assertMatch(headers.get("content-type") ?? "", /html/);
    assertStringIncludes(text, "project.git");
    assertStringIncludes(text, "A project to look at");
  });

  await t.step("PATH_INFO names a project and an action", async () => {
    const { text } = await ask(`${url}/project.git/shortlog`);
    assertStringIncludes(text, "Add third.txt");
  });

  await t.step("a query does too, with ; between its words", async () => {
    const { text } = await ask(`${url}?p=project.git;a=tree`);
    assertStringIncludes(text, "README");
  });

  await t.step("a file is sent as it is", async () => {
    const { headers, text } = await ask(
      `${url}?p=project.git;a=blob_plain;f=${
        encodeURIComponent("café & co.txt")
      }`,
    );
    assertMatch(headers.get("content-type") ?? "", /^text\/plain/);
    assertEquals(text, "Übung\n");
  });

  await t.step("a snapshot is a whole archive", async () => {
    const commit = (await git(bare, "rev-parse", "main")).trim();
    const response = await fetch(
      `${url}?p=project.git;a=snapshot;h=${commit};sf=tgz`,
    );
    assertEquals(response.status, 200);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const archive = new Blob([bytes]).stream().pipeThrough(
      new DecompressionStream("gzip"),
    );
    assertStringIncludes(await new Response(archive).text(), "three\n");
  });

  await t.step("a project that is not there is its own 404", async () => {
    const { status, text } = await ask(`${url}?p=none.git`);
    assertEquals(status, 404);
    assertStringIncludes(text, "No such project");
  });
});
