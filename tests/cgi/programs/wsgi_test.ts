import { assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { ask, copyScript, makeSite, programTest, serve } from "./support.ts";

programTest("Python WSGI under wsgiref", ["python3"], async (t) => {
  await using site = await makeSite();
  await copyScript(site, "wsgi.py");
  await using server = await serve(site);
  const url = `http://127.0.0.1:${server.port}/cgi-bin/wsgi.py`;

  await t.step("query, own address and cookies", async () => {
    const { headers, text } = await ask(`${url}/?name=Ada+B&x=%C3%A9`);
    assertEquals(
      text,
      `{'name': ['Ada B'], 'x': ['é']}\n${url}\n${url}/?name=Ada+B&x=%C3%A9\nhttp`,
    );
    assertEquals(headers.getSetCookie(), ["a=1", "b=2"]);
  });

  await t.step("content is read whole", async () => {
    const body = new Uint8Array(300_000).map((_, index) => index);
    const { text } = await ask(`${url}/sum`, { method: "POST", body });
    assertEquals(text, createHash("sha256").update(body).digest("hex"));
  });

  await t.step("a generator's pieces arrive whole", async () => {
    const { text } = await ask(`${url}/lines`);
    assertEquals(text.split("\n").length, 1001);
    assertStringIncludes(text, "line 999\n");
  });

  await t.step("its status is the response's", async () => {
    const { status, text } = await ask(`${url}/none`);
    assertEquals([status, text], [404, "no such page\n"]);
  });
});
