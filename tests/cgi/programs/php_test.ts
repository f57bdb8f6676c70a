import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { ask, makeSite, programTest, serve, type Site } from "./support.ts";

const PAGES = new URL("./php/", import.meta.url);

async function copyPages(site: Site): Promise<void> {
  await Deno.mkdir(`${site.root}/inc`);
  for (
    const name of [
      "index.php",
      "upload.php",
      "board.php",
      "inc/store.php",
      "inc/page.php",
    ]
  ) {
    await Deno.copyFile(new URL(name, PAGES), `${site.root}/${name}`);
  }
}

/** A browser, as far as a session needs one: it keeps the cookie and finds the form's token. */
function browser(board: string) {
  let cookie = "";
  let token = "";
  return async (path = "", form?: Record<string, string>) => {
    const answer = await ask(board + path, {
      headers: cookie ? { cookie } : {},
      ...(form &&
        { method: "POST", body: new URLSearchParams({ token, ...form }) }),
    });
    cookie = answer.headers.getSetCookie().at(-1)?.split(";")[0] ?? cookie;
    token = /token value=(\w+)/.exec(answer.text)?.[1] ?? token;
    return answer;
  };
}

programTest("php-cgi", ["php-cgi"], async (t) => {
  await using site = await makeSite();
  await copyPages(site);
  await Deno.writeTextFile(
    `${site.folder}/php.ini`,
    `session.save_path = "${site.folder}"\nupload_max_filesize = 8M\npost_max_size = 9M\n`,
  );
  await using server = await serve(
    site,
    "--interpreter",
    ".php=php-cgi",
    "--cgi-ext",
    ".php",
    "--index",
    "index.php",
    "--env",
    `PHPRC=${site.folder}`,
    "--env",
    `BOARD_DATA=${site.folder}`,
  );
  const url = `http://127.0.0.1:${server.port}`;

  await t.step("a form is read, and the script knows where it is", async () => {
    const { status, headers, text } = await ask(
      `${url}/index.php?q=a%20b&q2=é`,
      {
        method: "POST",
        headers: { cookie: "c=d" },
        body: new URLSearchParams({ firstname: "Ada & Bö" }),
      },
    );
    assertEquals(status, 200);
    assertEquals(headers.get("content-type"), "application/json");
    assertEquals(JSON.parse(text), {
      method: "POST",
      script: "/index.php",
      self: "/index.php",
      path: null,
      root: site.root,
      uri: "/index.php?q=a%20b&q2=%C3%A9",
      get: { q: "a b", q2: "é" },
      post: { firstname: "Ada & Bö" },
      cookies: { c: "d" },
      sapi: "cgi-fcgi",
    });
  });

  await t.step("index.php answers for its folder", async () => {
    const { text } = await ask(`${url}/?x=1`);
    assertStringIncludes(text, '"script":"/index.php"');
  });

  await t.step("PATH_INFO reaches the page", async () => {
    const { text } = await ask(`${url}/index.php/a%20b/c`);
    const { path, self, script } = JSON.parse(text);
    assertEquals({ path, self, script }, {
      path: "/a b/c",
      self: "/index.php/a b/c",
      script: "/index.php",
    });
  });

  await t.step("an upload of 5 MiB arrives whole", async () => {
    const bytes = new Uint8Array(5 * 1024 ** 2).map((_, index) => index * 7);
    const body = new FormData();
    body.append("file", new File([bytes], "größe.bin"));
    const { text } = await ask(`${url}/upload.php`, { method: "POST", body });
    const hash = createHash("sha256").update(bytes).digest("hex");
    assertEquals(text, `file größe.bin ${bytes.length} ${hash}\n`);
  });

  await t.step("a board: sign in, post, answer, sign out", async () => {
    const visit = browser(`${url}/board.php`);
    assertStringIncludes((await visit()).text, "Who are you?");
    assertEquals((await visit("/topic", { text: "x" })).status, 401);
    assertEquals((await visit("/in", { name: "Ada" })).status, 303);
    assertStringIncludes((await visit()).text, "Hello, Ada");
    const posted = await visit("/topic", { text: "First <b>" });
    assertEquals(posted.status, 303);
    assertMatch(posted.headers.get("location") ?? "", /board\.php\/topic\/1$/);
    await visit("/topic/1", { text: "An answer" });
    const { text, headers } = await visit("/topic/1");
    assertStringIncludes(text, "1 Ada: First &lt;b&gt;");
    assertStringIncludes(text, "1 Ada: An answer");
    assertMatch(headers.get("cache-control") ?? "", /no-store/);
    assertEquals((await visit("/topic/9")).status, 404);
    await visit("/out", {});
    assertStringIncludes((await visit()).text, "Who are you?");
  });

  await t.step(
    "a forged form is refused, another visitor is apart",
    async () => {
      const visit = browser(`${url}/board.php`);
      assertEquals((await visit("/in", { name: "Eve" })).status, 403);
      const { text } = await visit();
      assertStringIncludes(text, "Who are you?");
      assertStringIncludes(text, "An answer");
    },
  );

  await t.step(
    "a page in an inner folder runs there too, HEAD is bare",
    async () => {
      const { status, text } = await ask(`${url}/index.php`, {
        method: "HEAD",
      });
      assertEquals([status, text], [200, ""]);
      assertEquals((await ask(`${url}/inc/store.php`)).text, "");
    },
  );

  await t.step("a page that is not there is not found", async () => {
    assertEquals((await ask(`${url}/none.php`)).status, 404);
  });
});
