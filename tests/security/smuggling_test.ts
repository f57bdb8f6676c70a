import { assert, assertEquals } from "@std/assert";
import { freePort } from "../packaging/fleet.ts";
import { sendRaw, toBytes } from "../support/raw.ts";
import { startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

/** What must never be taken for a request of its own. */
const SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
const LENGTH = SMUGGLED.length;
const HEX = LENGTH.toString(16);

interface Case {
  readonly name: string;
  /** Fields of a POST, each line ended as it is written. */
  readonly fields: string;
  readonly content: string;
  readonly line?: string;
  /** Whether the content comes only once there is an answer. */
  readonly late?: boolean;
  /** Why the platform, asked without a proxy, sees its end where it should refuse it. */
  readonly lax?: string;
}

const CHUNKED = "Transfer-Encoding: chunked\r\n";
const NOTHING = `0\r\n\r\n${SMUGGLED}`;

/** Content that two readers could disagree about: where one sees its end, the other sees a request follow. */
const CASES: Case[] = [
  {
    name: "a length and a coding (9112 §6.1)",
    fields: `Content-Length: ${NOTHING.length}\r\n${CHUNKED}`,
    content: NOTHING,
  },
  {
    name: "a coding and a length (9112 §6.1)",
    fields: `${CHUNKED}Content-Length: 4\r\n`,
    content: `${HEX}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
  },
  ...[
    "Transfer-Encoding : chunked\r\n",
    "Transfer-Encoding: xchunked\r\n",
    "Transfer-Encoding: identity\r\n",
    "Transfer-Encoding: chunked, identity\r\n",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n",
    "Transfer-Encoding:\x0bchunked\r\n",
    "Transfer-Encoding\x0b: chunked\r\n",
    'Transfer-Encoding: "chunked"\r\n',
    "Transfer-Encoding: chunked\0\r\n",
    "Transfer-Encoding:\r\n chunked\r\n",
    " Transfer-Encoding: chunked\r\n",
    "X: y\nTransfer-Encoding: chunked\r\n",
    "X: y\rTransfer-Encoding: chunked\r\n",
    "X: y\r\r\nTransfer-Encoding: chunked\r\n",
    "Transfer_Encoding: chunked\r\n",
    "Transfer-Encoding: chunk\r\n",
    "tRANSFER-eNCODING: CHUNKED\r\n",
    "Transfer-Encoding: ,chunked\r\n",
  ].map((coding) => ({
    name: `${JSON.stringify(coding).slice(1, -1)} beside a length (9112 §6.1)`,
    fields: `Content-Length: ${NOTHING.length}\r\n${coding}`,
    content: NOTHING,
  })),
  ...["+0", "-0", "0x0", "0, 0x", "0 0", "0;", "\x0b0", "0\0", "", "0e0"].map((
    length,
  ) => ({
    name: `the length ${JSON.stringify(length)} (9112 §6.3)`,
    fields: `Content-Length: ${length}\r\n`,
    content: SMUGGLED,
  })),
  {
    name: "two lengths (9112 §6.3)",
    fields: `Content-Length: 0\r\nContent-Length: ${LENGTH}\r\n`,
    content: SMUGGLED,
  },
  {
    name: "two lengths the other way (9112 §6.3)",
    fields: `Content-Length: ${LENGTH}\r\nContent-Length: 0\r\n`,
    content: SMUGGLED,
  },
  ...[
    `0x0\r\n\r\n`,
    `-0\r\n\r\n`,
    ` 0\r\n\r\n`,
    `0 x\r\n\r\n`,
    `0;a\nb\r\n\r\n`,
    `0\n\n`,
    `0\r\r\n`,
    `1\r\nxx\r\n0\r\n\r\n`,
    `1\r\nx0\r\n\r\n`,
    `10000000000000000\r\n\r\n`,
    `100000000\r\n\r\n`,
    `0_0\r\n\r\n`,
  ].map((chunks) => ({
    name: `the chunks ${JSON.stringify(chunks)} (9112 §7.1)`,
    fields: CHUNKED,
    content: chunks + SMUGGLED,
    ...(chunks.startsWith(" ") ? { lax: "spaces before a size" } : {}),
  })),
  {
    name: "an extension that ends its line in two ways (9112 §7.1.1)",
    fields: CHUNKED,
    content: `2;\nxx\r\n${HEX}\r\n0\r\n\r\n${SMUGGLED}\r\n0\r\n\r\n`,
  },
  {
    name: "a coding in HTTP/1.0 (9112 §6.1)",
    line: "POST /page HTTP/1.0",
    fields: `Connection: keep-alive\r\n${CHUNKED}`,
    content: NOTHING,
  },
  {
    name: "content of a GET (9110 §9.3.1)",
    line: "GET /page HTTP/1.1",
    fields: `Content-Length: ${LENGTH}\r\n`,
    content: SMUGGLED,
  },
  {
    name: "content that nobody reads",
    fields: `Content-Length: ${LENGTH}\r\n`,
    content: SMUGGLED,
  },
  {
    name: "content that comes after its answer",
    fields: `Content-Length: ${LENGTH}\r\n`,
    content: SMUGGLED,
    late: true,
  },
  {
    name: "chunks that come after their answer",
    fields: CHUNKED,
    content: `${HEX}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
    late: true,
  },
  {
    name: "content that is waited for (9110 §10.1.1)",
    fields: `Expect: 100-continue\r\nContent-Length: ${LENGTH}\r\n`,
    content: SMUGGLED,
    late: true,
  },
  {
    name: "an upgrade to HTTP/2 (9113 §3.1)",
    line: "GET /page HTTP/1.1",
    fields:
      `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\nContent-Length: ${LENGTH}\r\n`,
    content: SMUGGLED,
  },
  {
    name: "an upgrade to WebSocket (6455 §4.1)",
    line: "GET /page HTTP/1.1",
    fields:
      `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\nContent-Length: ${LENGTH}\r\n`,
    content: SMUGGLED,
  },
  {
    name: "a request line with another in it",
    line: `GET /page HTTP/1.1\rGET /smuggled HTTP/1.1`,
    fields: "",
    content: "",
  },
  {
    name: "a line feed in the target",
    line: `GET /page%0d%0aHost:%20x%0d%0a%0d%0aGET%20/smuggled HTTP/1.1`,
    fields: "",
    content: "",
  },
];

/** Sends it over one connection, and waits for its end, or for a while in which nothing comes. */
async function send(port: number, given: Case): Promise<void> {
  const line = given.line ?? "POST /page HTTP/1.1";
  const head = `${line}\r\nHost: localhost\r\n${given.fields}\r\n`;
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const buffer = new Uint8Array(65_536);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => connection.close(), 100);
  };
  const write = async (text: string) => {
    const bytes = toBytes(text);
    for (let at = 0; at < bytes.length;) {
      at += await connection.write(bytes.subarray(at));
    }
  };
  try {
    await write(given.late ? head : head + given.content);
    wait();
    let late = given.late;
    while (await connection.read(buffer) !== null) {
      wait();
      if (late) await write(given.content);
      late = false;
    }
  } catch {
    // It was closed, by either side.
  }
  clearTimeout(timer);
  try {
    connection.close();
  } catch {
    // It was already.
  }
}

function hasProgram(name: string): boolean {
  return ["/usr/sbin/", "/usr/bin/"].some((folder) => {
    try {
      return Deno.statSync(folder + name).isFile;
    } catch {
      return false;
    }
  });
}

interface Front {
  readonly name: string;
  readonly file: string;
  readonly args: (file: string) => string[];
  /** One connection to the server behind, which all clients share. */
  readonly config: (port: number, behind: number, home: string) => string;
}

const FRONTS: Front[] = [
  {
    name: "nginx",
    file: "/usr/sbin/nginx",
    args: (file) => ["-c", file, "-e", "stderr"],
    config: (port, behind, home) =>
      `daemon off;
worker_processes 1;
${Deno.uid() === 0 ? "user root;" : ""}
pid ${home}/nginx.pid;
events {}
http {
  access_log off;
  ${
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
          .map((name) => `${name}_temp_path ${home}/nginx-${name};`).join(
            "\n  ",
          )
      }
  upstream behind { server 127.0.0.1:${behind}; keepalive 1; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://behind;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host localhost;
      proxy_set_header X-Seen yes;
      proxy_request_buffering off;
    }
  }
}
`,
  },
  {
    name: "haproxy",
    file: "/usr/sbin/haproxy",
    args: (file) => ["-db", "-f", file],
    config: (port, behind) =>
      `global
  maxconn 100
defaults
  mode http
  timeout connect 2s
  timeout client 20s
  timeout server 20s
  http-reuse always
frontend front
  bind 127.0.0.1:${port}
  http-request set-header X-Seen yes
  default_backend behind
backend behind
  server only 127.0.0.1:${behind} pool-max-conn 1
`,
  },
];

async function makeSite(): Promise<string> {
  const home = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${home}/www`);
  await Deno.writeTextFile(`${home}/www/page`, "page");
  await Deno.writeTextFile(`${home}/www/victim`, "victim");
  const script = `#!/bin/sh
echo "seen by the proxy: $HTTP_X_SEEN" >>${home}/smuggled.log
printf 'Content-Type: text/plain\\n\\nsmuggled'
`;
  await Deno.writeTextFile(`${home}/smuggled`, script, { mode: 0o755 });
  return home;
}

const start = (home: string) =>
  startServer([`${home}/www`, `--mount=/smuggled=${home}/smuggled`]);

/** What the script of that name was run for since this was last asked. */
function runs(home: string): string[] {
  try {
    const lines = Deno.readTextFileSync(`${home}/smuggled.log`).split("\n");
    Deno.removeSync(`${home}/smuggled.log`);
    return lines.filter((line) => line !== "");
  } catch {
    return [];
  }
}

/**
 * Tries all cases at `port`. No request may reach the server behind that its proxy has not seen, and none be answered
 * with what is for another. A proxy may see the end of content where it likes: then two requests are two for both.
 */
async function tryAll(
  t: Deno.TestContext,
  port: number,
  { home, log, front }: { home: string; log: () => string; front: boolean },
): Promise<void> {
  for (const given of CASES) {
    await t.step(given.name, async () => {
      const before = log().length;
      await send(port, given);
      for (let times = 0; times < 3; times++) {
        const victim = await sendRaw(
          port,
          "GET /victim HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        );
        assertEquals([victim.status, victim.text], [200, "victim"]);
      }
      await until(
        () => (log().slice(before).match(/"GET \/victim /g) ?? []).length >= 3,
        "the victim's lines in the log",
      );
      const unseen = runs(home).filter((run) => !front || !run.endsWith("yes"));
      assert(unseen.length === 0 || (given.lax && !front), unseen.join("\n"));
    });
  }
}

Deno.test("content is never taken for another request", async (t) => {
  const home = await makeSite();
  await using server = await start(home);
  const { port, stdout: log } = server;
  await tryAll(t, port, { home, log, front: false });
  await server.stop();
  await Deno.remove(home, { recursive: true });
});

for (const { name, file, args, config } of FRONTS) {
  Deno.test({
    name: `behind ${name}, content is never taken for another request`,
    ignore: !hasProgram(name),
    async fn(t) {
      const home = await makeSite();
      await using server = await start(home);
      const { stdout: log } = server;
      const port = freePort();
      const path = `${home}/front.conf`;
      await Deno.writeTextFile(path, config(port, server.port, home));
      const front = new Deno.Command(file, {
        args: args(path),
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      try {
        await until(
          () =>
            fetch(`http://127.0.0.1:${port}/page`).then((r) => r.text())
              .then((text) => text === "page", () => false),
          name,
        );
        await tryAll(t, port, { home, log, front: true });
      } finally {
        front.kill("SIGTERM");
        await front.status;
        await server.stop();
        await Deno.remove(home, { recursive: true });
      }
    },
  });
}
