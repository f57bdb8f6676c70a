import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { commitFile, git, GIT_ENV, makeRepository } from "./repository.ts";
import { attempt, makeSite, programTest, run, serve } from "./support.ts";

const BACKEND = "/usr/lib/git-core/git-http-backend";

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65536, length)));
  }
  return bytes;
}

programTest("git http-backend", ["git", BACKEND], async (t) => {
  await using site = await makeSite();
  const { projects, bare, work } = await makeRepository(site);
  await git(bare, "config", "http.receivepack", "true");
  await using server = await serve(
    site,
    "--mount",
    `/git=${BACKEND}`,
    "--env",
    `GIT_PROJECT_ROOT=${projects}`,
    "--env",
    "GIT_HTTP_EXPORT_ALL=1",
  );
  const url = `http://127.0.0.1:${server.port}/git/project.git`;
  const { folder } = site;
  const head = (cwd: string) => git(cwd, "rev-parse", "HEAD");

  await t.step("clone brings every file", async () => {
    await git(folder, "clone", "-q", url, "first");
    assertEquals(
      await Deno.readTextFile(`${folder}/first/café & co.txt`),
      "Übung\n",
    );
    assertEquals(await head(`${folder}/first`), await head(work));
  });

  await t.step("fetch brings what is new", async () => {
    await commitFile(work, "fourth.txt", "four\n");
    await git(work, "push", "-q", "origin", "main");
    await git(`${folder}/first`, "pull", "-q", "--ff-only");
    assertEquals(await head(`${folder}/first`), await head(work));
  });

  await t.step("a shallow clone brings the last commit alone", async () => {
    await git(folder, "clone", "-q", "--depth", "1", url, "shallow");
    const count = await git(`${folder}/shallow`, "rev-list", "--count", "HEAD");
    assertEquals(count.trim(), "1");
  });

  await t.step("protocol version 0 and the dumb protocol work", async () => {
    await git(folder, "-c", "protocol.version=0", "clone", "-q", url, "zero");
    await git(bare, "update-server-info");
    await run(folder, ["git", "clone", "-q", url, "dumb"], {
      ...GIT_ENV,
      GIT_SMART_HTTP: "0",
    });
    assertEquals(await head(`${folder}/dumb`), await head(`${folder}/zero`));
  });

  await t.step("push of 6 MiB, which git sends chunked", async () => {
    await commitFile(
      `${folder}/first`,
      "large.bin",
      randomBytes(6 * 1024 ** 2),
    );
    const { success, stderr } = await attempt(
      `${folder}/first`,
      ["git", "-c", "http.postBuffer=65536", "push", "origin", "main"],
      { ...GIT_ENV, GIT_TRACE_CURL: "1", GIT_TRACE_CURL_NO_DATA: "1" },
    );
    assert(success, stderr);
    assertStringIncludes(stderr.toLowerCase(), "transfer-encoding: chunked");
    assertEquals(
      await git(bare, "rev-parse", "main"),
      await head(`${folder}/first`),
    );
  });

  await t.step(
    "content that git compresses with gzip is understood",
    async () => {
      const old = `${folder}/zero`;
      for (let count = 0; count < 40; count++) {
        await git(old, "commit", "-q", "--allow-empty", "-m", `own ${count}`);
      }
      const { success, stderr } = await attempt(
        old,
        ["git", "fetch", "origin"],
        { ...GIT_ENV, GIT_TRACE_CURL: "1", GIT_TRACE_CURL_NO_DATA: "1" },
      );
      assert(success, stderr);
      assertStringIncludes(stderr.toLowerCase(), "content-encoding: gzip");
      assertEquals(
        await git(old, "rev-parse", "origin/main"),
        await git(bare, "rev-parse", "main"),
      );
    },
  );

  await t.step("four clones at once", async () => {
    const names = ["a", "b", "c", "d"];
    await Promise.all(
      names.map((name) => git(folder, "clone", "-q", url, name)),
    );
    for (const name of names) {
      await git(`${folder}/${name}`, "fsck", "--full");
      assertEquals(
        await head(`${folder}/${name}`),
        await head(`${folder}/first`),
      );
    }
  });

  await t.step("push is refused where nobody allowed it", async () => {
    await git(bare, "config", "http.receivepack", "false");
    await git(`${folder}/a`, "commit", "-q", "--allow-empty", "-m", "no");
    const { success, stderr } = await attempt(
      `${folder}/a`,
      ["git", "push", "origin", "main"],
      GIT_ENV,
    );
    assertEquals(success, false);
    assertStringIncludes(stderr, "403");
  });

  await t.step("a repository that is not there is not found", async () => {
    const { success, stderr } = await attempt(
      folder,
      ["git", "clone", `${url}x`, "none"],
      GIT_ENV,
    );
    assertEquals(success, false);
    assertStringIncludes(stderr, "not found");
  });
});
