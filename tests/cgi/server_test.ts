import { assert, assertEquals } from "@std/assert";
import { cgiScripts, scriptRunner } from "../../lib/cgi/mod.ts";
import { composeHandler } from "../../lib/handler.ts";
import type { RunnerOptions } from "../../lib/cgi/mod.ts";
import { until } from "../support/until.ts";
import { gone, type Site, site } from "./site.ts";

const raw = String.raw;
const PLAIN = raw`printf 'Content-Type: text/plain\n\n'`;

/** A site behind a real server on a free port. */
interface Served extends AsyncDisposable {
  readonly port: number;
  readonly scripts: Site;
}

function serve(
  scripts: Readonly<Record<string, string>>,
  options: RunnerOptions = {},
): Served {
  const files = site(scripts, options);
  const runner = scriptRunner({ documentRoot: files.folder, ...options });
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen: () => {} },
    composeHandler(
      {
        "/cgi-bin/": cgiScripts(runner, {
          mount: "/cgi-bin/",
          path: files.folder,
        }),
      },
      { address: { transport: "tcp", hostname: "127.0.0.1", port } },
    ),
  );
  return {
    port,
    scripts: files,
    async [Symbol.asyncDispose]() {
      await runner.end();
      await until(() => runner.running === 0, "all scripts to end");
      await server.shutdown();
      await files[Symbol.asyncDispose]();
    },
  };
}

async function connect(
  { port }: Served,
  head: string,
  content = 0,
): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const length = content === 0 ? "" : `Content-Length: ${content}\r\n`;
  await send(
    connection,
    `${head} HTTP/1.1\r\nHost: localhost\r\n${length}\r\n`,
  );
  return connection;
}

async function send(connection: Deno.Conn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) {
    done += await connection.write(bytes.subarray(done));
  }
}

async function receive(connection: Deno.Conn, end: string): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(65_536);
  while (!text.includes(end)) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error(`the connection ended after ${text}`);
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return text;
}

Deno.test("a client that leaves before the answer ends the script", async () => {
  await using served = serve({ waits: "echo $$ > waits.pid; sleep 60" });
  const connection = await connect(served, "GET /cgi-bin/waits");
  const pid = await served.scripts.pid("waits");
  connection.close();
  await gone(pid);
});

Deno.test("a client that leaves during the answer ends the script", async () => {
  await using served = serve({
    streams: `${PLAIN}; echo first; echo $$ > streams.pid; sleep 60`,
  });
  const connection = await connect(served, "GET /cgi-bin/streams");
  await receive(connection, "first");
  const pid = await served.scripts.pid("streams");
  connection.close();
  await gone(pid);
});

Deno.test({
  name: "a client that leaves after all of its content ends the script",
  // Elsewhere the system has no table of connections that could be asked; Deno itself says nothing.
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using served = serve({
      works: "cat > /dev/null; echo $$ > works.pid; sleep 60",
    });
    const connection = await connect(served, "POST /cgi-bin/works", 5);
    await send(connection, "hello");
    const pid = await served.scripts.pid("works");
    // It must have been seen once, or nothing is known of it.
    await new Promise((resolve) => setTimeout(resolve, 400));
    connection.close();
    await gone(pid);
  },
});

Deno.test("a client that leaves while its content is not read ends the script", async () => {
  await using served = serve({
    reads_nothing: "echo $$ > reads_nothing.pid; sleep 60",
  });
  const size = 3_000_000;
  const connection = await connect(
    served,
    "POST /cgi-bin/reads_nothing",
    2 * size,
  );
  await send(connection, "x".repeat(size));
  const pid = await served.scripts.pid("reads_nothing");
  connection.close();
  await gone(pid);
});

Deno.test("a client that leaves while its content is not read, but answered, ends the script", async () => {
  await using served = serve({
    answers_early:
      `${PLAIN}; echo early; echo $$ > answers_early.pid; sleep 60`,
  });
  const size = 3_000_000;
  const connection = await connect(served, "POST /cgi-bin/answers_early", size);
  await send(connection, "x".repeat(size));
  const pid = await served.scripts.pid("answers_early");
  await receive(connection, "early");
  connection.close();
  await gone(pid);
});

for (
  const [name, script] of Object.entries({
    "one whose length is too small":
      raw`printf 'Content-Type: a/b\nContent-Length: 1\n\nhello'`,
    "one whose length is too large":
      raw`printf 'Content-Type: a/b\nContent-Length: 9\n\nhello'`,
    "a stream longer than it says":
      raw`printf 'Content-Type: a/b\nContent-Length: 5\n\nhel'; sleep 0.1; printf 'lo HTTP/1.1 200 OK'`,
    "an error": "echo nothing of use",
    "one that leaves content unread": `${PLAIN}; echo hello`,
  })
) {
  Deno.test(`the next request on a connection is answered after ${name}`, async () => {
    await using served = serve({ odd: script, next: `${PLAIN}; echo next` });
    const connection = await connect(served, "POST /cgi-bin/odd", 5);
    await send(connection, "12345");
    await send(
      connection,
      "GET /cgi-bin/next HTTP/1.1\r\nHost: localhost\r\n\r\n",
    );
    const text = await receive(connection, "next\n");
    assertEquals(text.match(/HTTP\/1\.1 \d+/g)?.length, 2, text);
    connection.close();
  });
}

Deno.test("an answer that was cut off does not look whole", async () => {
  await using served = serve({
    hangs: `${PLAIN}; echo first; sleep 60`,
  }, { silence: 300, grace: 50 });
  const connection = await connect(served, "GET /cgi-bin/hangs");
  let text = "";
  const buffer = new Uint8Array(4096);
  for (;;) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  assert(text.includes("first"), text);
  assert(!text.endsWith("0\r\n\r\n"), text);
  connection.close();
});

Deno.test("fields of request and answer keep their octets", async () => {
  await using served = serve({
    echoes:
      raw`printf 'Content-Type: text/plain\nX-Back: %s\n\n%s' "$HTTP_X_NAME" "$PATH_INFO"`,
  });
  const connection = await connect(
    served,
    "GET /cgi-bin/echoes/%C3%A9 HTTP/1.1\r\nX-Name: é€\r\nX-Rest:",
  );
  const text = await receive(connection, "/é");
  assert(text.includes("é€"), text);
  connection.close();
});
