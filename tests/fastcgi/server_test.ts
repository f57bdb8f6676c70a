import { assert, assertEquals } from "@std/assert";
import {
  type Application,
  application,
  applicationScripts,
} from "../../lib/fastcgi/mod.ts";
import { composeHandler, type Mounts } from "../../lib/handler.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { sendRaw } from "../support/raw.ts";
import { until } from "../support/until.ts";
import { phpFiles } from "./ask.ts";
import { type Backend, PHP_FPM, startPhp, withProgram } from "./backend.ts";
import { end, startFake, stdout } from "./fake.ts";

/** A site as it is composed: PHP's files, other files, and a front controller for all the rest. */
function mountsOf(client: Application, { folder }: Backend): Mounts {
  const page: Handler = ({ target }) =>
    target.rawPath === "/page.txt"
      ? { status: 200, fields: [], content: new TextEncoder().encode("page") }
      : null;
  return {
    "/": [
      applicationScripts(client, phpFiles(folder)),
      page,
      applicationScripts(client, {
        kind: "program",
        mount: "/",
        file: `${folder}/index.php`,
        name: "/index.php",
      }),
    ],
  };
}

async function serving(
  mounts: Mounts,
  body: (port: number) => Promise<void>,
): Promise<void> {
  const handler = composeHandler(mounts);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    handler,
  );
  await body(server.addr.port);
}

function php(
  name: string,
  body: (port: number, client: Application, backend: Backend) => Promise<void>,
): void {
  withProgram(PHP_FPM, "php-fpm", `served: ${name}`, async () => {
    await using backend = await startPhp();
    const client = application({
      addresses: [backend.address],
      documentRoot: backend.folder,
    });
    await serving(
      mountsOf(client, backend),
      (port) => body(port, client, backend),
    );
    await client.close();
  });
}

const get = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;

php(
  "scripts, files, and the front controller for what is neither",
  async (port) => {
    const text = async (path: string) => (await sendRaw(port, get(path))).text;
    assertEquals(await text("/index.php"), "front /index.php /index.php -");
    assertEquals(await text("/"), "front / /index.php -");
    assertEquals(await text("/page.txt"), "page");
    assertEquals(
      await text("/2026/post?a=b"),
      "front /2026/post?a=b /index.php -",
    );
  },
);

php("content in chunks (RFC 9112 §7.1)", async (port) => {
  const { text } = await sendRaw(
    port,
    "POST /sum.php HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  );
  assertEquals(text.slice(0, 10), "5 2cf24dba");
});

php(
  "a client that leaves in the midst of an answer ends the script",
  async (port, client, { folder }) => {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port });
    await socket.write(new TextEncoder().encode(get("/slow.php")));
    const state = () => Deno.readTextFileSync(`${folder}/slow`);
    await until(() => client.running === 1, "the script");
    await socket.read(new Uint8Array(4096));
    socket.close();
    await until(() => state() === "aborted", "the end of the script", state);
    await until(() => client.running === 0, "its place");
  },
);

Deno.test("served: a local redirect leads to another resource (RFC 3875 §6.2.2)", async () => {
  await using fake = startFake(async (connection) => {
    while (await connection.request()) {
      await connection.write(stdout("Location: /there?x\n\n"));
      await connection.write(end());
    }
  });
  const client = application({ addresses: [fake.address] });
  const there: Handler = ({ target, method, origin }) => ({
    status: 200,
    fields: [],
    content: new TextEncoder().encode(
      `${method} ${target.raw} from ${origin?.target.raw}`,
    ),
  });
  const mapping = { kind: "program", mount: "/app/" } as const;
  const mounts = { "/": there, "/app/": applicationScripts(client, mapping) };
  await serving(mounts, async (port) => {
    const { text } = await sendRaw(port, get("/app/x"));
    assertEquals(text, "GET /there?x from /app/x");
  });
  await client.close();
});

Deno.test("served: an answer that breaks off is seen to be broken", async () => {
  await using fake = startFake(async (connection) => {
    await connection.request();
    await connection.write(stdout("Content-Type: text/plain\n\n"));
    await connection.write(stdout("x".repeat(60_000)));
    await connection.write(stdout("x".repeat(60_000)));
  });
  const client = application({ addresses: [fake.address] });
  const handler = applicationScripts(client, { kind: "program", mount: "/" });
  await serving({ "/": handler }, async (port) => {
    const broken = await fetch(`http://127.0.0.1:${port}/`)
      .then((response) => response.text()).then(() => false, () => true);
    assert(broken);
  });
  await client.close();
});
