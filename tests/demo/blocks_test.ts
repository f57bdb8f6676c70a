import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { gatehouseCommand, startServer } from "../support/server.ts";
import { COMMAND_PAGES } from "./commands.ts";
import { decodeHtml, sitePages, WWW } from "./page.ts";
import { runs } from "../support/program.ts";

const POSIX = Deno.build.os !== "windows";
const TESTS = fileURLToPath(new URL("../", import.meta.url));

/** A block of code that a page shows. */
interface Block {
  /** What stands above it, or empty. */
  readonly caption: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const html = Deno.readTextFileSync(`${WWW}/${page}`);
  const pattern =
    /(?:<figcaption>((?:(?!<\/figcaption>).)*)<\/figcaption>\s*)?<pre[^>]*>(.*?)<\/pre>/gs;
  const plain = (text: string) => decodeHtml(text.replace(/<[^>]+>/g, ""));
  return [...html.matchAll(pattern)].map(([, caption = "", text = ""]) => ({
    caption: plain(caption).trim(),
    text: plain(text),
  }));
}

/** Who tries a block, by its page and its caption or first line: a file of tests that names it, or why nobody can. */
const TRIED: Readonly<
  Record<string, Readonly<Record<string, { by: string } | { why: string }>>>
> = {
  "index.html": {
    "const form = await new": { by: "demo/manual_test.ts" },
    "#!/usr/bin/env python3": { by: "demo/manual_test.ts" },
    "#!/usr/bin/env perl": { by: "demo/manual_test.ts" },
    "#!/bin/sh": { by: "demo/manual_test.ts" },
  },
  "manual/compare-apache.html": {
    "deno run -A tests/peers/compare.ts": { by: "demo/blocks_test.ts" },
  },
  "manual/compare-static.html": {
    "deno run -A tests/peers/static_compare.ts": { by: "demo/blocks_test.ts" },
  },
  "manual/deploying.html": {
    "gatehouse.service": { by: "demo/blocks_test.ts" },
    "nginx-location.conf": { by: "demo/blocks_test.ts" },
  },
  "manual/from-apache.html": {
    "before.conf": { why: "it is of the server that one comes from" },
  },
  "manual/from-python.html": {
    "cgi-bin/form.py": { by: "demo/manual_test.ts" },
    "cgi-bin/hello.py": { by: "demo/manual_test.ts" },
    "cgi-bin/files.py": { by: "demo/manual_test.ts" },
    "cgi-bin/show_errors.py": { by: "demo/manual_test.ts" },
    "cgi-bin/broken.py": { by: "demo/manual_test.ts" },
  },
  "manual/getting-started.html": {
    "mysite/": { by: "demo/first_contact_test.ts" },
  },
  "manual/operating.html": {
    "what gatehouse config says": { by: "demo/blocks_test.ts" },
    "/etc/logrotate.d/gatehouse": { by: "demo/blocks_test.ts" },
    "OTEL_DENO": { by: "telemetry/server_test.ts" },
    "prometheus.yml": {
      why: "Prometheus is not there; what it reads is tried by metrics/",
    },
  },
  "manual/options.html": {
    "gatehouse.json": { by: "demo/manual_test.ts" },
  },
  "manual/security.html": {
    "gatehouse --allow-host": { by: "demo/blocks_test.ts" },
    "warning connections were ended": { by: "supervision/crowd_test.ts" },
    "table inet gatehouse": { by: "demo/blocks_test.ts" },
    "#!/usr/bin/env -S prlimit": { by: "demo/blocks_test.ts" },
    "[Unit]": { by: "demo/blocks_test.ts" },
    "limit_conn_zone": { by: "demo/blocks_test.ts" },
  },
  "manual/speed.html": {
    "sudo apt install": {
      why:
        "a run takes from two minutes to an hour; names are tried by demo/blocks_test.ts",
    },
  },
};

function isFor(key: string, { caption, text }: Block): boolean {
  return caption.startsWith(key) || text.trimStart().startsWith(key);
}

/** What nobody tries of a page, and what is said of blocks that it has not. */
function untried(page: string): string[] {
  const english = page.replace("/zh/", "/");
  const listed = TRIED[english] ?? {};
  const blocks = blocksOf(page);
  const left = blocks.filter((block) =>
    !Object.keys(listed).some((key) => isFor(key, block)) &&
    !(COMMAND_PAGES.has(english)) && english !== "manual/running.html"
  );
  const stale = Object.keys(listed).filter((key) =>
    !blocks.some((block) => isFor(key, block))
  );
  return [...left.map(({ text }) => text.slice(0, 60)), ...stale];
}

for (const page of sitePages()) {
  Deno.test(`www/${page}: each block of code is tried, or it is said why not`, () => {
    assertEquals(untried(page), []);
  });
}

Deno.test("the files that are said to try blocks are there, and speak of them", () => {
  for (const [page, entries] of Object.entries(TRIED)) {
    for (const [key, entry] of Object.entries(entries)) {
      if (!("by" in entry)) continue;
      const text = Deno.readTextFileSync(TESTS + entry.by);
      const name = page.replace(/^manual\/|\.html$/g, "");
      const speaks = text.includes(name) || text.includes(key);
      assert(speaks || /crowd/.test(entry.by), `${page}: ${entry.by}`);
    }
  }
});

/** Listings of folders are in the language of the page. */
function typed(page: string): string[] {
  return blocksOf(page).map(({ text }) => text)
    .filter((text) => !text.startsWith("mysite/"));
}

for (const page of sitePages().filter((page) => page.includes("/zh/"))) {
  Deno.test(`www/${page}: its blocks are those of the English page`, () => {
    assertEquals(
      typed(page),
      typed(page.replace("/zh/", "/")),
    );
  });
}

function block(page: string, key: string): string {
  const found = blocksOf(page).find((block) => isFor(key, block));
  if (!found) throw new Error(`${page} has no ${key}`);
  return `${found.text.trimEnd()}\n`;
}

/** Runs a program in a new folder with these files; what it said, if it failed. */
async function tryFile(
  files: Readonly<Record<string, string>>,
  command: readonly string[],
): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o644 });
    }
    const [program = "", ...args] = command.map((word) =>
      word.replaceAll("FOLDER", folder)
    );
    const { stdout, stderr, success } = await new Deno.Command(program, {
      args,
      cwd: folder,
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return success ? "" : text(stdout) + text(stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const NGINX = runs("nginx", "-v");
const SYSTEMD = runs("systemd-analyze", "--version");
const LOGROTATE = runs("logrotate", "--version");
const OPENSSL = runs("openssl", "version");

for (
  const [page, key] of [
    ["manual/deploying.html", "nginx-location.conf"],
    ["manual/security.html", "limit_conn_zone"],
  ] as const
) {
  Deno.test({
    name: `www/${page}: nginx takes ${key}` + (NGINX ? "" : " (no nginx here)"),
    ignore: !NGINX || !OPENSSL,
    async fn() {
      const text = block(page, key).replace(
        "server_name",
        "ssl_certificate HERE/cert.pem; ssl_certificate_key HERE/key.pem; server_name",
      ).replace(/listen \d+/, "listen unix:HERE/socket");
      const inner = text.startsWith("location")
        ? `server { listen unix:HERE/socket;\n${text}}`
        : text;
      const config =
        `pid HERE/pid; error_log stderr; events {}\nhttp {\naccess_log off;\n${inner}}\n`;
      const said = await tryFile({ "nginx.conf": config }, [
        "sh",
        "-ec",
        `openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -keyout key.pem -out cert.pem 2> /dev/null
sed -i 's|HERE|'"$PWD"'|g' nginx.conf
nginx -t -q -p "$PWD" -c "$PWD/nginx.conf" -e stderr`,
      ]);
      assertEquals(said, "");
    },
  });
}

for (
  const [page, key] of [
    ["manual/deploying.html", "gatehouse.service"],
    ["manual/security.html", "[Unit]"],
  ] as const
) {
  Deno.test({
    name: `www/${page}: systemd takes its unit` +
      (SYSTEMD ? "" : " (no systemd here)"),
    ignore: !SYSTEMD,
    async fn() {
      // The program is installed on the reader's machine only.
      const unit = block(page, key).replace(
        /^ExecStart=\S+/m,
        "ExecStart=/bin/true",
      );
      const said = await tryFile({ "gatehouse.service": unit }, [
        "systemd-analyze",
        "verify",
        "--man=no",
        "FOLDER/gatehouse.service",
      ]);
      assertEquals(said, "");
      const [, ...words] = /^ExecStart=(.*)$/m.exec(block(page, key))?.[1]
        ?.split(" ") ?? [];
      assert(words.length > 2, "the unit starts it with options");
    },
  });
}

Deno.test({
  name: "www/manual/operating.html: logrotate takes its file" +
    (LOGROTATE ? "" : " (no logrotate here)"),
  ignore: !LOGROTATE,
  async fn() {
    const text = block("manual/operating.html", "/etc/logrotate.d/gatehouse");
    const said = await tryFile({ gatehouse: text }, [
      "logrotate",
      "--debug",
      "--state",
      "FOLDER/state",
      "FOLDER/gatehouse",
    ]);
    assertEquals(said, "");
  },
});

Deno.test("www/manual/operating.html: gatehouse config says what stands there", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/gatehouse.json`,
      '{\n  "prot": 8000,\n  "cache": "soon"\n}\n',
    );
    const [program = "", ...args] = gatehouseCommand();
    const { stderr, code } = await new Deno.Command(program, {
      args: [...args, "config", "."],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(code, 1);
    assertEquals(
      new TextDecoder().decode(stderr).replaceAll(
        /\S*\/gatehouse\.json/g,
        "gatehouse.json",
      ),
      block("manual/operating.html", "what gatehouse config says"),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const NFT = runs("nft", "--version") &&
  runs(
    "unshare",
    "--user",
    "--map-root-user",
    "--net",
    "nft",
    "list",
    "ruleset",
  );

Deno.test({
  name: "www/manual/security.html: the firewall takes its table" +
    (NFT ? "" : " (no nft here)"),
  ignore: !NFT,
  async fn() {
    const text = block("manual/security.html", "table inet gatehouse");
    const said = await tryFile({ "gatehouse.nft": text }, [
      ..."unshare --user --map-root-user --net nft --check -f".split(" "),
      "FOLDER/gatehouse.nft",
    ]);
    assertEquals(said, "");
  },
});

const PRLIMIT = runs("prlimit", "--version");

Deno.test({
  name:
    "www/manual/security.html: a script with the first line for limits runs" +
    (PRLIMIT ? "" : " (no prlimit here)"),
  ignore: !PRLIMIT || !POSIX || !runs("python3", "--version"),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.mkdir(`${folder}/www`);
      await Deno.mkdir(`${folder}/cgi-bin`);
      const script =
        block("manual/security.html", "#!/usr/bin/env -S prlimit") +
        "import resource\nprint('Content-Type: text/plain')\nprint()\n" +
        "print(resource.getrlimit(resource.RLIMIT_AS)[0])\n";
      const file = `${folder}/cgi-bin/limits.py`;
      await Deno.writeTextFile(file, script, { mode: 0o755 });
      await using server = await startServer(
        ["--allow-host", "my-site.test"],
        { cwd: folder },
      );
      const answer = await fetch(`${server.url}/cgi-bin/limits.py`);
      assertEquals(await answer.text(), "268435456\n");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("www/manual/speed.html: the cases and servers that it names are there", async () => {
  const text = block("manual/speed.html", "sudo apt install");
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "bench", "--list"],
    cwd: `${TESTS}..`,
    env: { NO_COLOR: "1" },
  }).output();
  const list = new TextDecoder().decode(stdout);
  for (const [, names = ""] of text.matchAll(/--(?:case|peer) (\S+)/g)) {
    for (const name of names.split(",")) assertStringIncludes(list, name);
  }
});

Deno.test("the programs that compare-apache and compare-static name are there", () => {
  for (
    const page of ["manual/compare-apache.html", "manual/compare-static.html"]
  ) {
    const [, file = ""] = / (tests\/\S+\.ts)/.exec(block(page, "deno run")) ??
      [];
    assert(Deno.statSync(`${TESTS}../${file}`).isFile, file);
  }
});
