import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { initialValues, readConfig } from "../../lib/options/mod.ts";
import { optionFlag, OPTIONS } from "../../lib/options/table.ts";
import { lines } from "../support/lines.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { decodeHtml, type ShownFile, shownFiles, WWW } from "./page.ts";
import { runs } from "../support/program.ts";

Deno.test("the manual's options are the options", () => {
  const html = Deno.readTextFileSync(`${WWW}/manual/options.html`);
  const told = [...html.matchAll(/<dt\s+id="([^"]+)">(.*?)<\/dt>/gs)].map((
    [, id, text = ""],
  ) => `${id}: ${decodeHtml(text.replace(/<[^>]+>|\s+/g, " "))}`);
  const real = Object.entries(OPTIONS).map(([name, row]) => {
    const short = "short" in row && row.short ? `-${row.short} , ` : "";
    const value = row.value === null ? "" : ` ${row.value}`;
    const flag = optionFlag(name);
    return `${flag}: ${short}--${flag}${value}`;
  });
  const plain = (text: string) => text.replace(/\s+/g, " ").trim();
  assertEquals(told.map(plain).sort(), real.map(plain).sort());
});

Deno.test("the manual's configuration file is without fault", () => {
  const [file] = shownFiles("manual/options.html");
  assertEquals(file?.name, "gatehouse.json");
  const config = readConfig(file?.text ?? "", initialValues(), new Set());
  assertEquals(config.faults, []);
});

for (const page of ["cgi-in-ten-minutes", "from-python", "getting-started"]) {
  Deno.test(`manual/zh/${page}.html shows the same files as the English page`, () => {
    assertEquals(
      shownFiles(`manual/zh/${page}.html`),
      shownFiles(`manual/${page}.html`),
    );
  });
}

/** A folder as a reader has it: the picture, the source, and the files of a page. */
async function withFiles(
  files: readonly ShownFile[],
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/www`);
    await Deno.copyFile(`${WWW}/test.jpg`, `${folder}/www/test.jpg`);
    await Deno.symlink(join(WWW, "../lib"), `${folder}/lib`);
    for (const { name, text } of files) {
      await Deno.mkdir(dirname(`${folder}/${name}`), { recursive: true });
      await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o755 });
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const form = (firstname: string): RequestInit => ({
  method: "POST",
  body: new URLSearchParams({ firstname }),
  redirect: "manual",
});

async function text(url: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  return `${response.status} ${await response.text()}`;
}

async function bytes(url: string): Promise<Uint8Array> {
  return await (await fetch(url)).bytes();
}

/** Runs a program of the tutorial until `use` is done with the address that it prints. */
async function withProgram(
  folder: string,
  args: readonly string[],
  use: (url: string) => Promise<void>,
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-lock", ...args, "0"],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = lines(child.stdout);
  const stderr = lines(child.stderr);
  const printed = () =>
    /http:\/\/127\.0\.0\.1:\d+/.exec(stdout.text() + stderr.text())?.[0];
  try {
    await until(() => printed() !== undefined, "an address");
    await use(printed() ?? "");
  } catch (cause) {
    throw new Error(`${args.join(" ")}: ${stderr.text()}`, { cause });
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await Promise.all([stdout.done, stderr.done]);
  }
}

const HOSTILE = "Zoë <b>& 李";
const SHOWN = "Hello, Zoë &#60;b&#62;&#38; 李!";
const PYTHON = runs("python3", "--version");
const POSIX = Deno.build.os !== "windows";

Deno.test({
  name: "CGI in ten minutes: each of the four servers runs",
  ignore: !POSIX || !PYTHON,
  async fn(test) {
    const files = shownFiles("manual/cgi-in-ten-minutes.html");
    await withFiles(files, async (folder) => {
      const picture = await Deno.readFile(`${WWW}/test.jpg`);
      await test.step("1. a socket", async () => {
        const args = ["--allow-net=127.0.0.1", "--allow-read=www", "socket.js"];
        await withProgram(folder, args, async (url) => {
          assertStringIncludes(await text(`${url}/`), "200 <!doctype html>");
          assertEquals(await bytes(`${url}/test.jpg`), picture);
          assertStringIncludes(await text(`${url}/`, form(HOSTILE)), SHOWN);
          assertStringIncludes(await text(`${url}/none`), "404 ");
        });
      });
      await test.step("2. a handler", async () => {
        await withProgram(folder, ["-A", "handler.js"], async (url) => {
          assertStringIncludes(await text(`${url}/time`), "200 20");
          assertEquals(await bytes(`${url}/test.jpg`), picture);
          assertStringIncludes(
            await text(`${url}/cgi-bin/name.py`, form("Ada")),
            "<h1>Hello, Ada!</h1>",
          );
        });
      });
      await test.step("3. and 4. files and scripts", async () => {
        await using server = await startServer(["www"], { cwd: folder });
        assertEquals(await bytes(`${server.url}/test.jpg`), picture);
        assertStringIncludes(
          await text(`${server.url}/form.html`, form("Ada")),
          "405 ",
        );
        await checkScripts(server);
      });
      await test.step("one address", async () => {
        await Deno.copyFile(`${WWW}/test.jpg`, `${folder}/site/test.jpg`);
        await using server = await startServer(["site"], { cwd: folder });
        const page = await text(`${server.url}/`);
        assertStringIncludes(page, '<img src="test.jpg"');
        assertEquals(page.includes("You sent"), false);
        assertStringIncludes(
          await text(`${server.url}/`, {
            method: "POST",
            body: "firstname=<b>&",
          }),
          "<pre>\nfirstname=&lt;b>&amp;</pre>",
        );
        await Deno.writeTextFile(`${folder}/site/index.html`, "the file");
        assertEquals(await text(`${server.url}/`), "200 the file");
        assertStringIncludes(
          await text(`${server.url}/`, form("Ada")),
          "firstname=Ada",
        );
      });
    });
  },
});

async function checkScripts({ url }: TestServer): Promise<void> {
  const hello = `${url}/cgi-bin/hello.sh`;
  assertStringIncludes(
    await text(`${hello}?colour=red`),
    "You came by GET, with the query 'colour=red'.",
  );
  assertStringIncludes(
    await text(hello, form("Ada")),
    "You sent:\nfirstname=Ada",
  );
  const name = `${url}/cgi-bin/name.py`;
  assertStringIncludes(
    await text(name, form(HOSTILE)),
    "Hello, Zoë &lt;b&gt;&amp; 李!",
  );
  const away = await fetch(name, form(""));
  await away.body?.cancel();
  assertEquals(
    [away.status, away.headers.get("location")],
    [303, "/form.html"],
  );
}

Deno.test({
  name: "From Python: what replaces cgi and cgitb runs",
  ignore: !POSIX || !PYTHON,
  async fn() {
    const files = shownFiles("manual/from-python.html");
    await withFiles(files, async (folder) => {
      await using server = await startServer(["--cgi"], { cwd: folder });
      const at = (script: string) => `${server.url}/cgi-bin/${script}`;
      assertEquals(
        await text(at("hello.py"), form(HOSTILE)),
        "200 <p>Hello, Zoë &lt;b&gt;&amp; 李!</p>\n",
      );
      assertEquals(
        await text(at("hello.py?firstname=Ada")),
        "200 <p>Hello, Ada!</p>\n",
      );
      const upload = new FormData();
      const content = crypto.getRandomValues(new Uint8Array(60_000));
      upload.append("file", new Blob([content]), "noise.bin");
      const digest = new Uint8Array(
        await crypto.subtle.digest("SHA-256", content),
      ).toHex();
      assertEquals(
        await text(at("files.py"), { method: "POST", body: upload }),
        `200 file noise.bin 60000 ${digest}\n`,
      );
      assertStringIncludes(
        await text(at("broken.py")),
        "500 <h1>ZeroDivisionError</h1>",
      );
      await server.waitFor("stderr", "ZeroDivisionError");
    });
  },
});

Deno.test({
  name: "Getting started: the script answers",
  ignore: !POSIX || !PYTHON,
  async fn() {
    const files = shownFiles("manual/getting-started.html");
    await withFiles(files, async (folder) => {
      await using server = await startServer([], { cwd: folder });
      assertStringIncludes(
        await text(`${server.url}/cgi-bin/hello.py?name=Ad%3Ca`),
        "<h1>Hello, Ad&lt;a!</h1>",
      );
    });
  },
});

const TAB = /<label for="show-(\w+)">.*?<pre><code>(.*?)<\/code>/gs;

Deno.test({
  name: "the front page: the shortest script of each language answers",
  ignore: !POSIX || !PYTHON || !runs("perl", "-v"),
  async fn() {
    const html = Deno.readTextFileSync(`${WWW}/index.html`);
    const files = [...html.matchAll(TAB)].map(([, extension, code = ""]) => ({
      name: `cgi-bin/hello.${extension}`,
      text: decodeHtml(code) + "\n",
    }));
    assertEquals(files.length, 4);
    await withFiles(files, async (folder) => {
      await using server = await startServer([], { cwd: folder });
      for (const { name } of files) {
        // The page says that no executable bit is needed.
        await Deno.chmod(`${folder}/${name}`, 0o644);
        assertEquals(
          (await text(`${server.url}/${name}`, form("Ada"))).trim(),
          "200 Hello, Ada!",
        );
      }
    });
  },
});
