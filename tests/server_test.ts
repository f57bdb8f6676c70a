import { assert, assertEquals, assertMatch } from "@std/assert";
import { sendRaw } from "./support/raw.ts";
import {
  gatehouseCommand,
  runGatehouse,
  startServer,
} from "./support/server.ts";

/** A folder with these files; a script is what begins with `#!`. */
async function site(files: Record<string, string>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  for (const [path, content] of Object.entries(files)) {
    const file = `${folder}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, content, {
      mode: content.startsWith("#!") ? 0o755 : 0o644,
    });
  }
  return folder;
}

const SAY = `#!/bin/sh
printf 'Content-Type: text/plain\\n\\n'
printf '%s %s' "$REQUEST_METHOD" "$SCRIPT_NAME"
`;

const CLOSE = "Host: localhost\r\nConnection: close\r\n\r\n";

interface Case {
  readonly name: string;
  readonly request: string;
  readonly want: {
    status: number;
    text?: string;
    fields?: Record<string, string>;
  };
}

const CASES: Case[] = [
  {
    name: "a page",
    request: `GET / HTTP/1.1\r\n${CLOSE}`,
    want: {
      status: 200,
      text: "<h1>home</h1>",
      fields: { "content-type": "text/html; charset=utf-8" },
    },
  },
  {
    name: "HEAD",
    request: `HEAD / HTTP/1.1\r\n${CLOSE}`,
    want: { status: 200, text: "", fields: { "content-length": "13" } },
  },
  {
    name: "a range (9110 §14.2)",
    request: `GET / HTTP/1.1\r\nRange: bytes=4-7\r\n${CLOSE}`,
    want: {
      status: 206,
      text: "home",
      fields: { "content-range": "bytes 4-7/13" },
    },
  },
  {
    name: "a script in cgi-bin beside ROOT",
    request: `GET /cgi-bin/say HTTP/1.1\r\n${CLOSE}`,
    want: { status: 200, text: "GET /cgi-bin/say" },
  },
  {
    name: "a script in htbin",
    request: `GET /htbin/say HTTP/1.1\r\n${CLOSE}`,
    want: { status: 200, text: "GET /htbin/say" },
  },
  {
    name: "a script as the index of a folder",
    request: `GET /form/ HTTP/1.1\r\n${CLOSE}`,
    want: { status: 200, text: "GET /form/index.cgi" },
  },
  {
    name: "POST to a folder with both reaches the script",
    request: `POST /both/ HTTP/1.1\r\nContent-Length: 0\r\n${CLOSE}`,
    want: { status: 200, text: "POST /both/index.cgi" },
  },
  {
    name: "GET of a folder with both is the page",
    request: `GET /both/ HTTP/1.1\r\n${CLOSE}`,
    want: { status: 200, text: "page" },
  },
  {
    name: "POST to a file is refused, and says what does it (9110 §15.5.6)",
    request: `POST /index.html HTTP/1.1\r\nContent-Length: 0\r\n${CLOSE}`,
    want: { status: 405, fields: { allow: "GET, HEAD, OPTIONS" } },
  },
  {
    name: "a broken Host field (9110 §7.2)",
    request: `GET / HTTP/1.1\r\nHost: a/b?c#d@e\r\nConnection: close\r\n\r\n`,
    want: { status: 400 },
  },
  {
    name: "the authority of an absolute-form target (9112 §3.2.2)",
    request: `GET http://other.localhost/ HTTP/1.1\r\n${CLOSE}`,
    want: { status: 200 },
  },
  {
    name: "a way above the root",
    request: `GET /../../etc/passwd HTTP/1.1\r\n${CLOSE}`,
    want: { status: 400 },
  },
  {
    name: "the same, encoded",
    request: `GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n${CLOSE}`,
    want: { status: 400 },
  },
  {
    name: "a script's source is never content",
    request: `GET /x/..//form/./index.cgi HTTP/1.1\r\n${CLOSE}`,
    want: { status: 200, text: "GET /form/index.cgi" },
  },
];

Deno.test("the whole server, over raw sockets", async (t) => {
  const folder = await site({
    "www/index.html": "<h1>home</h1>",
    "www/both/index.html": "page",
    "www/both/index.cgi": SAY,
    "www/form/index.cgi": SAY,
    "cgi-bin/say": SAY,
    "cgi-bin/broken.py": "print('hello')\n",
    "htbin/say": SAY,
  });
  {
    await using server = await startServer([], { cwd: folder });
    for (const { name, request, want } of CASES) {
      await t.step(name, async () => {
        const response = await sendRaw(server.port, request);
        assertEquals(response.status, want.status, response.text);
        if (want.text !== undefined) assertEquals(response.text, want.text);
        for (const [field, value] of Object.entries(want.fields ?? {})) {
          assertEquals(response.fields[field], value);
        }
      });
    }
    await t.step("the access log is in the Combined format", async () => {
      await server.waitFor(
        "stdout",
        /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 13 "-" "-"$/m,
      );
    });
    await t.step("the start-up message tells what is served where", () => {
      assertMatch(server.stderr(), /serves .*www/);
      assertMatch(server.stderr(), /3 scripts at \/cgi-bin\//);
    });
    assertEquals(await server.stop(), 0);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("SIGINT stops the server cleanly", async () => {
  const folder = await site({ "index.html": "x" });
  const server = await startServer([folder]);
  assertEquals(await server.stop("SIGINT"), 0);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a port in use is one clear line", async () => {
  const folder = await site({ "index.html": "x" });
  await using server = await startServer([folder]);
  const { code, stderr } = await runGatehouse([folder, String(server.port)]);
  assertEquals(code, 1);
  assertMatch(stderr, /^gatehouse: port \d+ is in use: .*--port[^\n]*\n$/);
  await server.stop();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("faults of the command line are told at once, with exit code 2", async () => {
  const { code, stderr } = await runGatehouse([
    "/nowhere/at/all",
    "--prot=1",
    "--mount",
    "git",
  ]);
  assertEquals(code, 2);
  assertMatch(stderr, /--prot is not an option; did you mean --port\?/);
  assertMatch(stderr, /--mount: "git"/);
  assertMatch(stderr, /ROOT: there is no .*nowhere/);
});

Deno.test("an address that this machine does not have is one clear line", async () => {
  for (const host of ["203.0.113.77", "256.1.1.1", "no-such-host.invalid"]) {
    const { code, stderr } = await runGatehouse(["--host", host, "."]);
    assertEquals(code, 1);
    const told = `gatehouse: this machine has no address ${host}: try --host `;
    assertEquals(stderr.slice(0, told.length), told);
    assertEquals(stderr.trimEnd().split("\n").length, 1);
  }
});

Deno.test("what cannot be made is one clear line", async () => {
  const folder = await site({ "index.html": "x", "file": "x" });
  const cases = {
    "--data": /^gatehouse: --data: cannot make [^\n]*\/file\/data: [^\n]*\n$/,
    "--record":
      /^gatehouse: --record: cannot make [^\n]*\/file\/data: [^\n]*\n$/,
  };
  for (const [option, want] of Object.entries(cases)) {
    const args = [folder, "--port=0", `${option}=${folder}/file/data`];
    const { code, stderr } = await runGatehouse(args);
    assertEquals(code, 1);
    assertMatch(stderr, want);
  }
  const socket = `--host=unix:${folder}/nowhere/socket`;
  const { code, stderr } = await runGatehouse([folder, socket]);
  assertEquals(code, 1);
  assertMatch(stderr, /^gatehouse: there is no folder [^\n]*\/nowhere\n$/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a form that nothing takes is told what would", async () => {
  const folder = await site({ "www/index.html": "x" });
  const post = async (url: string) => {
    const answer = await fetch(url, { method: "POST", body: "a=b" });
    return `${answer.status} ${await answer.text()}`;
  };
  {
    await using server = await startServer(["www"], { cwd: folder });
    assertMatch(
      await post(server.url),
      /^405 .*no folder of scripts.*cgi-bin/s,
    );
    assertMatch(
      await post(`${server.url}/answer`),
      /^404 .*There is nothing here.*no folder of scripts.*cgi-bin/s,
    );
  }
  await Deno.mkdir(`${folder}/cgi-bin`);
  await using server = await startServer(["www"], { cwd: folder });
  assertMatch(
    await post(`${server.url}/answer`),
    /^404 .*action="\/cgi-bin\/answer\.py" method="post"/s,
  );
  const get = await fetch(`${server.url}/answer`);
  assertEquals((await get.text()).includes("form"), false);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("two folders are a fault of the command line", async () => {
  const { code, stderr } = await runGatehouse([".", ".."]);
  assertEquals(code, 2);
  assertMatch(stderr, /^gatehouse: one ROOT is enough; what is "\.\."\?\n$/);
});

Deno.test("a missing folder is one clear line", async () => {
  const { code, stderr } = await runGatehouse(["/nowhere/at/all"]);
  assertEquals(code, 1);
  assertEquals(stderr.trimEnd().split("\n").length, 1);
  assertMatch(stderr, /^gatehouse: ROOT: there is no .*nowhere\/at\/all$/m);
});

Deno.test("a missing permission is one clear line", async () => {
  const folder = await site({ "index.html": "x" });
  const command = gatehouseCommand("--no-prompt", "--allow-read");
  const { code, stderr } = await runGatehouse([folder, "0"], { command });
  assertEquals(code, 1);
  assertMatch(stderr, /^gatehouse: Deno may not listen .*--allow-net/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("--help and --version", async () => {
  const help = await runGatehouse(["--help"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertMatch(help.stdout, /--port N/);
  const version = await runGatehouse(["--version"]);
  assertEquals(version.code, 0);
  assertMatch(version.stdout, /^gatehouse \d+\.\d+\.\d+/);
});

Deno.test("an empty folder shows the demo site", async () => {
  const folder = await site({});
  await using server = await startServer([], { cwd: folder });
  const response = await fetch(`${server.url}/`);
  assertMatch(await response.text(), /firstname/);
  assert([...Deno.readDirSync(folder)].length === 0, "it wrote something");
  await server.stop();
  await Deno.remove(folder, { recursive: true });
});
