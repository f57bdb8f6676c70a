import { assert, assertEquals, assertMatch } from "@std/assert";
import { sendRaw } from "../support/raw.ts";
import { runGatehouse, startServer } from "../support/server.ts";
import { contents, emptyPlace, KIT, NO_KIT, runTool } from "./kit.ts";

const WWW = new URL("../../www/", import.meta.url);

Deno.test({
  name: `the executable serves the demo site in an empty folder, without PATH${
    KIT ? "" : `: ${NO_KIT}`
  }`,
  ignore: !KIT,
  fn: async (test) => {
    await using place = await emptyPlace();
    const program = `${place.folder}/gatehouse`;
    const made = await runTool("compile", "--output", program);
    assertEquals(made.code, 0, made.text);
    const server = await startServer([], {
      command: [program],
      cwd: place.cwd,
      env: { ...place.env, OTEL_DENO: "true" },
      clearEnv: true,
    });
    try {
      await test.step("OTEL_DENO without effect is told of", () => {
        assert(server.stderr().includes("OTEL_DENO does nothing"));
      });
      await useDemo(test, server.url);
      await test.step("scripts lie where nobody else can read them", () => {
        const folders = contents(place.temporary);
        const own = Object.keys(folders).filter((name) =>
          name.startsWith("gatehouse-run-")
        );
        assertEquals(
          new Set(own.map((name) => folders[name])),
          new Set(["700"]),
        );
      });
      assertEquals(contents(place.cwd), {});
    } finally {
      assertEquals(await server.stop(), 0);
    }
    assertEquals(contents(place.temporary), {}, "nothing is left behind");
    await test.step("where nothing can be written, one clear line says so", async () => {
      const { code, stderr } = await runGatehouse([], {
        command: [program],
        cwd: place.cwd,
        env: { TMPDIR: `${place.folder}/gone` },
        clearEnv: true,
      });
      assertEquals(code, 1);
      assertMatch(
        stderr,
        /^gatehouse: the scripts inside have nowhere to run from: [^\n]*\/gone cannot be written [^\n]*TMPDIR[^\n]*\n$/,
      );
    });
  },
});

async function useDemo(test: Deno.TestContext, url: string): Promise<void> {
  const picture = await Deno.readFile(new URL("test.jpg", WWW));
  const ask = (path: string, fields: HeadersInit = {}, init?: RequestInit) =>
    fetch(url + path, { headers: fields, ...init });

  await test.step("GET / is the page", async () => {
    const response = await ask("/");
    assertEquals(response.status, 200);
    assertEquals(
      await response.text(),
      await Deno.readTextFile(new URL("index.html", WWW)),
    );
  });
  await test.step("HEAD / has its fields", async () => {
    const response = await ask("/", {}, { method: "HEAD" });
    assertEquals(response.status, 200);
    assertEquals(
      response.headers.get("content-type"),
      "text/html; charset=utf-8",
    );
  });
  await test.step("a range of the picture (9110 §14)", async () => {
    const response = await ask("/test.jpg", { range: "bytes=100-199" });
    assertEquals(response.status, 206);
    assertEquals(
      response.headers.get("content-range"),
      `bytes 100-199/${picture.length}`,
    );
    assertEquals(await response.bytes(), picture.slice(100, 200));
  });
  await test.step("the picture is not sent twice (9110 §13.1.2)", async () => {
    const whole = await ask("/test.jpg");
    assertEquals(await whole.bytes(), picture);
    assertEquals(whole.headers.get("content-type"), "image/jpeg");
    const tag = whole.headers.get("etag") ?? "";
    assert(/^"[^"]+"$/.test(tag), tag);
    const again = await ask("/test.jpg", { "if-none-match": tag });
    assertEquals(again.status, 304);
    assertEquals(await again.text(), "");
  });
  await test.step("text is sent in a content coding (9110 §8.4)", async () => {
    const { fields, content } = await sendRaw(
      Number(new URL(url).port),
      "GET /style.css HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n",
    );
    assertEquals(fields["content-encoding"], "gzip");
    const plain = new Blob([content]).stream()
      .pipeThrough(new DecompressionStream("gzip"));
    assertEquals(
      await new Response(plain).text(),
      await Deno.readTextFile(new URL("style.css", WWW)),
    );
  });
  await test.step("the form is answered by the script in JavaScript", async () => {
    const body = new URLSearchParams({ firstname: "Zoë <b>" });
    const response = await ask("/cgi-bin/post.js", {}, {
      method: "POST",
      body,
    });
    assertEquals(response.status, 200);
    const text = await response.text();
    assert(/Hello, Zoë &(?:lt|#60);b&(?:gt|#62);!/.test(text), text);
  });
  await test.step("the manual is inside", async () => {
    const response = await ask("/manual/");
    await response.body?.cancel();
    assertEquals(response.status, 200);
  });
  await test.step("no script's source is a file", async () => {
    const response = await ask("/%63gi-bin/post.js");
    assertEquals((await response.text()).includes("Deno.stdin"), false);
  });
}
