import { assertEquals, assertStringIncludes } from "@std/assert";
import { firstContact, namedCommands } from "./first_contact.ts";
import { WWW } from "./page.ts";

const POSIX = Deno.build.os !== "windows";

Deno.test({
  name: "from nothing to a form that works: three commands, those of the page",
  ignore: !POSIX,
  async fn() {
    const { steps, commands, answer } = await firstContact("Zoë <b>");
    assertEquals(commands, 3);
    assertEquals(steps.length, 5);
    assertStringIncludes(answer, "Hello, Zoë &");
    assertEquals(answer.includes("<b>"), false);
  },
});

Deno.test("the page in Chinese begins with the same commands", () => {
  const html = Deno.readTextFileSync(`${WWW}/manual/zh/getting-started.html`);
  assertStringIncludes(html, namedCommands().join("\n"));
});

Deno.test("getting-started shows the folders as they are looked for", () => {
  const html = Deno.readTextFileSync(`${WWW}/manual/getting-started.html`);
  const [, listing = ""] = /<pre><code>(mysite\/.*?)<\/code>/s.exec(html) ?? [];
  const names = listing.trim().split("\n").slice(1)
    .map((line) => line.trim().split(/\s/)[0]);
  assertEquals(names, ["cgi-bin/hello.py", "data/", "www/index.html"]);
});
