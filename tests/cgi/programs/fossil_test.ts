import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  ask,
  findProgram,
  makeSite,
  programTest,
  run,
  serve,
  writeScript,
} from "./support.ts";

programTest("fossil", ["fossil"], async (t) => {
  await using site = await makeSite();
  const { folder } = site;
  const env = { USER: "ada", FOSSIL_HOME: folder };
  const fossil = (cwd: string, ...args: string[]) =>
    run(cwd, ["fossil", ...args], env);
  await fossil(folder, "init", "--admin-user", "ada", "project.fossil");
  await fossil(
    folder,
    "user",
    "password",
    "ada",
    "secret",
    "-R",
    "project.fossil",
  );
  await writeScript(
    site,
    "project",
    `#!${findProgram("fossil")}\nrepository: ${folder}/project.fossil\n`,
  );
  await using server = await serve(site);
  const url = `http://127.0.0.1:${server.port}/cgi-bin/project`;

  await t.step("its first page is a redirect, then the home page", async () => {
    const { status, headers } = await ask(url);
    assertEquals(status, 302);
    const location = headers.get("location") ?? "";
    assertMatch(location, /^http:\/\/127\.0\.0\.1:\d+\/cgi-bin\/project\//);
    assertEquals((await ask(location)).status, 200);
  });

  await t.step("it compresses its pages itself", async () => {
    const { headers, text } = await ask(`${url}/timeline`, {
      headers: { "accept-encoding": "gzip" },
    });
    assertMatch(headers.get("content-type") ?? "", /^text\/html/);
    assertStringIncludes(text, "initial empty check-in");
  });

  await t.step("a form signs in and sets a cookie", async () => {
    const { status, headers } = await ask(`${url}/login`, {
      method: "POST",
      body: new URLSearchParams({ u: "ada", p: "secret", in: "Login" }),
    });
    assertEquals(status, 302);
    assertMatch(headers.get("set-cookie") ?? "", /^fossil-/);
  });

  await t.step("clone, commit of 2 MiB, push", async () => {
    const remote = url.replace("//", "//ada:secret@");
    await fossil(folder, "clone", "--save-http-password", remote, "own.fossil");
    const work = `${folder}/own`;
    await Deno.mkdir(work);
    await fossil(work, "open", `${folder}/own.fossil`);
    const bytes = new Uint8Array(2 * 1024 ** 2);
    for (let at = 0; at < bytes.length; at += 65536) {
      crypto.getRandomValues(bytes.subarray(at, at + 65536));
    }
    await Deno.writeFile(`${work}/large.bin`, bytes);
    await fossil(work, "add", "large.bin");
    await fossil(work, "commit", "-m", "A large file", "--no-warnings");
    await fossil(work, "push");
    assertStringIncludes((await ask(`${url}/timeline`)).text, "A large file");
    const raw = await fetch(`${url}/raw?ci=tip&filename=large.bin`);
    assertEquals(new Uint8Array(await raw.arrayBuffer()), bytes);
  });

  await t.step("a page that is not there is its own 404", async () => {
    assertEquals((await ask(`${url}/no_such_page`)).status, 404);
  });
});
