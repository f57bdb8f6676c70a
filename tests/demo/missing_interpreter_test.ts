import { assertEquals, assertMatch } from "@std/assert";
import { startServer } from "../support/server.ts";

Deno.test("a script says which interpreter it lacks", async (t) => {
  const cwd = await Deno.makeTempDir();
  await Deno.mkdir(`${cwd}/path`);
  for (const program of ["env", "sh"]) {
    await Deno.symlink(`/usr/bin/${program}`, `${cwd}/path/${program}`);
  }
  await Deno.mkdir(`${cwd}/site`);
  {
    await using server = await startServer(
      ["--env", `PATH=${cwd}/path`],
      { cwd: `${cwd}/site` },
    );
    const scripts = { "post.py": "python3", "post.pl": "perl" };
    for (const [script, program] of Object.entries(scripts)) {
      await t.step(script, async () => {
        const response = await fetch(`${server.url}/cgi-bin/${script}`, {
          method: "POST",
          headers: { accept: "text/html" },
          body: new URLSearchParams({ firstname: "Ada" }),
        });
        const text = await response.text();
        assertEquals(response.status, 500);
        assertMatch(
          text,
          new RegExp(`needs the program ${program}, which is not installed`),
        );
      });
    }
    await t.step("JavaScript works all the same", async () => {
      const response = await fetch(
        `${server.url}/cgi-bin/post.js?firstname=Ada`,
      );
      assertMatch(await response.text(), /Hello, Ada!/);
    });
  }
  await Deno.remove(cwd, { recursive: true });
});
