import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { sendRaw } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

const POSIX = Deno.build.os !== "windows";
const SCRIPT = `#!/bin/sh
echo "Content-Type: text/html"
echo "X-Encoding: $HTTP_ACCEPT_ENCODING"
echo
echo "<p>hello</p>"
`;

async function withSite(use: (cwd: string) => Promise<void>): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${cwd}/www`);
    await Deno.mkdir(`${cwd}/cgi-bin`);
    const body = "<p>words</p>\n".repeat(200);
    const page = `<!doctype html><body>${body}</body>`;
    await Deno.writeTextFile(`${cwd}/www/index.html`, page);
    await Deno.writeTextFile(`${cwd}/cgi-bin/hello`, SCRIPT, { mode: 0o755 });
    await Deno.writeTextFile(`${cwd}/cgi-bin/bad`, "#!/bin/sh\necho bad\n", {
      mode: 0o755,
    });
    await use(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

const ELEMENT = /<script src="\/-\/live\.js\?since=\d+" async><\/script>/;

function request(path: string, fields = "", host = "localhost"): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\n` +
    `Accept-Encoding: gzip\r\n${fields}Connection: close\r\n\r\n`;
}

Deno.test({
  name: "--dev: the pages of the person at this machine follow their files",
  ignore: !POSIX,
  async fn(t) {
    await withSite(async (cwd) => {
      const options = ["--dev", "--allow-host=evil.test"];
      await using server = await startServer(options, { cwd });
      const ask = (path: string, fields?: string, host?: string) =>
        sendRaw(server.port, request(path, fields, host));
      await t.step(
        "a page, though the browser has it and takes gzip",
        async () => {
          const { status, text, fields } = await ask(
            "/",
            "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n",
          );
          assertEquals([status, fields["content-encoding"]], [200, undefined]);
          assertMatch(text, ELEMENT);
          assertMatch(fields["server-timing"] ?? "", /^files;dur=\d/);
          assertEquals(fields["etag"], undefined);
        },
      );
      await t.step(
        "a script's page; the script sees what was sent",
        async () => {
          const { text, fields } = await ask("/cgi-bin/hello");
          assertMatch(text, ELEMENT);
          assertEquals(fields["x-encoding"], "gzip");
          assertMatch(fields["server-timing"] ?? "", /^script;dur=\d/);
        },
      );
      await t.step("an explanation", async () => {
        const { status, text, fields } = await ask("/cgi-bin/bad");
        assertEquals(status, 502);
        assertMatch(text, /EventSource/);
        assertMatch(
          fields["content-security-policy"] ?? "",
          /script-src 'sha256-[^;]+; connect-src 'self'/,
        );
      });
      await t.step("not what is asked for by a part of a page", async () => {
        const { text } = await ask("/", "Sec-Fetch-Dest: iframe\r\n");
        assertNotMatch(text, ELEMENT);
      });
      await t.step("not for a name elsewhere that points here", async () => {
        const { text } = await ask("/cgi-bin/hello", "", "evil.test");
        assertNotMatch(text, ELEMENT);
        assertEquals((await ask("/-/live", "", "evil.test")).status, 404);
        assertEquals((await ask("/-/live.js", "", "evil.test")).status, 404);
      });
      await t.step(
        "the events do not keep the server from stopping",
        async () => {
          const events = await fetch(`${server.url}/-/live?since=0`);
          const reader = events.body?.getReader();
          await reader?.read();
          const stopped = server.stop();
          // An answer that is ended by force breaks off.
          while (!(await reader?.read())?.done);
          assertEquals(await stopped, 0);
        },
      );
    });
  },
});

Deno.test({
  name: "without --dev nothing of it is there",
  ignore: !POSIX,
  async fn() {
    await withSite(async (cwd) => {
      await using server = await startServer([], { cwd });
      const page = await sendRaw(server.port, request("/"));
      assertNotMatch(page.text, ELEMENT);
      assertEquals(page.fields["server-timing"], undefined);
      for (const path of ["/-/live", "/-/live.js"]) {
        const { status } = await sendRaw(server.port, request(path));
        assertEquals(status, 404);
      }
    });
  },
});
