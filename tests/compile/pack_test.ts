import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startServer } from "../support/server.ts";
import { contents, emptyPlace, KIT, NO_KIT, runTool } from "./kit.ts";

const PAGE = "<!doctype html><title>Mine</title><h1>Mine</h1>\n";
const LONG = "All of this compresses well. ".repeat(4000);
const CHANGED = new Date(Date.UTC(2020, 1, 2, 2, 2, 2));

/** Files that a compiler would trip over if it took them for modules, and some that must stay outside. */
const FILES: Readonly<Record<string, string>> = {
  "site/index.html": PAGE,
  "site/app.js": `import "https://nowhere.test/x.js"; oops(`,
  "site/types.ts": "const a: = 1",
  "site/broken.json": "{broken",
  "site/empty.wasm": "",
  "site/a folder/ü #1?.txt": LONG,
  "site/.well-known/security.txt": "Contact: us\n",
  "site/.env": "PASSWORD=x",
  "site/.git/config": "[core]",
  "site/old.cgi": "#!/bin/sh",
  "site/cgi-bin/hello.js":
    `console.log("Content-Type: text/plain\\n\\nhello, " + Deno.env.get("QUERY_STRING"));`,
  "site/cgi-bin/hello.sh":
    `#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\nhello from sh'\n`,
  "gatehouse.json": `{"redirects": [{"from": "/old", "to": "/"}]}`,
};

async function makeSite(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(FILES)) {
    const path = `${folder}/${name}`;
    await Deno.mkdir(path.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(path, text);
    await Deno.utime(path, CHANGED, CHANGED);
  }
  await Deno.symlink("index.html", `${folder}/site/linked.html`);
  await Deno.symlink("/etc/hostname", `${folder}/site/outside`);
  await Deno.symlink(".", `${folder}/site/circle`);
}

Deno.test({
  name: `pack makes one executable of a site and its scripts${
    KIT ? "" : `: ${NO_KIT}`
  }`,
  ignore: !KIT,
  fn: async (test) => {
    await using place = await emptyPlace();
    await makeSite(place.folder);
    const program = `${place.folder}/mysite`;
    const made = await runTool(
      "pack",
      `${place.folder}/site`,
      "-o",
      program,
      "--",
      "--cache",
      "1h",
    );
    assertEquals(made.code, 0, made.text);
    for (const name of ["outside", "circle", "old.cgi"]) {
      assertStringIncludes(made.text, `left out: ${place.folder}/site/${name}`);
    }
    await Deno.remove(`${place.folder}/site`, { recursive: true });
    const server = await startServer([], {
      command: [program],
      cwd: place.cwd,
      env: place.env,
      clearEnv: true,
    });
    try {
      await useSite(test, server.url);
    } finally {
      assertEquals(await server.stop(), 0);
    }
    assertEquals(contents(place.temporary), {}, "nothing is left behind");
    assertEquals(contents(place.cwd), {});
  },
});

async function useSite(test: Deno.TestContext, url: string): Promise<void> {
  const served = [
    ["/", PAGE, "text/html; charset=utf-8"],
    ["/linked.html", PAGE, "text/html; charset=utf-8"],
    ["/app.js", FILES["site/app.js"], "text/javascript; charset=utf-8"],
    ["/broken.json", "{broken", "application/json"],
    ["/empty.wasm", "", "application/wasm"],
    ["/a%20folder/%C3%BC%20%231%3F.txt", LONG, "text/plain; charset=utf-8"],
    ["/.well-known/security.txt", "Contact: us\n", "text/plain; charset=utf-8"],
    ["/cgi-bin/hello.js?you", "hello, you\n", "text/plain"],
    ["/cgi-bin/hello.sh", "hello from sh", "text/plain"],
  ] as const;
  for (const [path, text, type] of served) {
    await test.step(`${path} is inside`, async () => {
      const response = await fetch(url + path);
      assertEquals([response.status, await response.text()], [200, text]);
      assertEquals(response.headers.get("content-type"), type);
    });
  }
  for (
    const path of [
      "/.env",
      "/.git/config",
      "/outside",
      "/circle/",
      "/old.cgi",
      "/gatehouse.json",
    ]
  ) {
    await test.step(`${path} is not`, async () => {
      const response = await fetch(url + path);
      await response.body?.cancel();
      assertEquals(response.status, 404);
    });
  }
  await test.step("files keep the time of their change, options hold", async () => {
    const response = await fetch(`${url}/`);
    await response.body?.cancel();
    const { headers } = response;
    assertEquals(headers.get("last-modified"), CHANGED.toUTCString());
    assertStringIncludes(headers.get("cache-control") ?? "", "max-age=3600");
  });
  await test.step("validators, ranges and codings work on packed files", () =>
    useFile(`${url}/a%20folder/%C3%BC%20%231%3F.txt`));
  await test.step("the configuration beside the site holds", async () => {
    const response = await fetch(`${url}/old`, { redirect: "manual" });
    await response.body?.cancel();
    assertEquals(response.headers.get("location"), "/");
  });
  await test.step("a folder is listed", async () => {
    const response = await fetch(`${url}/a%20folder/`, {
      headers: { accept: "application/json" },
    });
    const { entries } = await response.json();
    assertEquals(entries.length, 1);
    assertEquals(entries[0].size, LONG.length);
  });
}

async function useFile(url: string): Promise<void> {
  const ask = (fields: HeadersInit) => fetch(url, { headers: fields });
  const whole = await ask({ "accept-encoding": "identity" });
  await whole.body?.cancel();
  const tag = whole.headers.get("etag") ?? "";
  const known = await ask({
    "if-none-match": tag,
    "accept-encoding": "identity",
  });
  assertEquals([known.status, await known.text()], [304, ""]);
  const part = await ask({ range: "bytes=-10" });
  assertEquals([part.status, await part.text()], [206, LONG.slice(-10)]);
  const beyond = await ask({ range: `bytes=${LONG.length}-` });
  await beyond.body?.cancel();
  assertEquals(beyond.status, 416);
  const coded = await ask({ "accept-encoding": "gzip" });
  assertEquals(await coded.text(), LONG);
  assert(coded.headers.get("etag") !== tag, "another form, another tag");
}

const FAULTS = [
  { name: "no SITE", given: ["-o", "x"], want: /usage:/ },
  { name: "no output", given: ["."], want: /-o is missing/ },
  {
    name: "a SITE that is not there",
    given: ["/no/such/site", "-o", "x"],
    want: /no folder \/no\/such\/site/,
  },
  {
    name: "an option of the executable that there is not",
    given: [".", "-o", "x", "--", "--chache", "1h"],
    want: /--chache .*--cache/,
  },
  {
    name: "an option of its own that there is not",
    given: [".", "--colour"],
    want: /--colour/,
  },
];

for (const { name, given, want } of FAULTS) {
  Deno.test(`pack refuses ${name}`, async () => {
    const { code, text } = await runTool("pack", ...given);
    assertEquals(code, 2, text);
    assert(want.test(text), text);
  });
}
