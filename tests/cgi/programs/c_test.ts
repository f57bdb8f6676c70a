import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { ask, makeSite, programTest, run, serve } from "./support.ts";

programTest("a C program", ["gcc"], async (t) => {
  await using site = await makeSite();
  const source = fileURLToPath(new URL("./scripts/sum.c", import.meta.url));
  await run(site.folder, ["gcc", "-o", `${site.scripts}/sum`, source]);
  await using server = await serve(site);
  const url = `http://127.0.0.1:${server.port}/cgi-bin/sum`;

  await t.step("a form is added up", async () => {
    const body = new URLSearchParams({ a: "17", b: "25" });
    const { status, text } = await ask(url, { method: "POST", body });
    assertEquals([status, text], [200, "42\n"]);
  });

  await t.step("a form of 1 MiB is added up", async () => {
    const body = "n=1&".repeat(2 ** 18);
    const { text } = await ask(url, { method: "POST", body });
    assertEquals(text, "262144\n");
  });

  await t.step("it refuses GET itself", async () => {
    const { status, headers } = await ask(url);
    assertEquals([status, headers.get("allow")], [405, "POST"]);
  });
});
