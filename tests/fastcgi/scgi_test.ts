import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import {
  type Application,
  application,
  applicationScripts,
} from "../../lib/fastcgi/mod.ts";
import { exchange } from "../support/exchange.ts";
import { until } from "../support/until.ts";
import { ask, PROGRAM, refusal } from "./ask.ts";
import { type Backend, PYTHON, startBackend, withProgram } from "./backend.ts";

const SERVER = fileURLToPath(new URL("./scgi_server.py", import.meta.url));

function scgi(
  name: string,
  body: (client: Application, backend: Backend) => Promise<void>,
): void {
  withProgram(PYTHON, "python3", `SCGI: ${name}`, async () => {
    await using backend = await startBackend((_folder, socket) => [
      PYTHON ?? "",
      SERVER,
      socket,
    ]);
    const client = application({
      addresses: [backend.address],
      protocol: "scgi",
    });
    await body(client, backend);
    await client.close();
  });
}

scgi("the mount is SCRIPT_NAME, the rest PATH_INFO", async (client) => {
  const mapping = { kind: "program", mount: "/wiki/" } as const;
  const { reply, text } = await ask(client, mapping, "/wiki/env?q=1");
  assertEquals(reply.status, 201);
  const { fields } = JSON.parse(text);
  assertEquals(
    [fields.SCRIPT_NAME, fields.PATH_INFO, fields.QUERY_STRING],
    ["/wiki", "/env", "q=1"],
  );
  assertEquals(fields.CONTENT_LENGTH, "0");
});

scgi("content arrives with its length, known before or not", async (client) => {
  for (const fields of [{ "content-length": "7" }, {}] as HeadersInit[]) {
    const { text } = await ask(client, PROGRAM, "/env", {
      method: "POST",
      content: "content",
      fields,
    });
    const got = JSON.parse(text);
    assertEquals([got.content, got.fields.CONTENT_LENGTH], ["content", "7"]);
  }
});

scgi("a server need not take the content to answer", async (client) => {
  const content = new Uint8Array(8 << 20);
  const { text } = await ask(client, PROGRAM, "/unread", {
    method: "POST",
    content,
    fields: { "content-length": String(content.length) },
  });
  assertEquals(text, "unread");
});

scgi(
  "an answer shorter than its Content-Length is broken off",
  async (client) => {
    const asked = refusal(ask(client, PROGRAM, "/short"));
    assertMatch((await asked).message, /70000 bytes of the 100000/);
  },
);

scgi("an answer without any output: 502", async (client) => {
  assertEquals((await refusal(ask(client, PROGRAM, "/silent"))).status, 502);
});

scgi(
  "a client that leaves closes the connection",
  async (client, { folder }) => {
    const handler = applicationScripts(client, PROGRAM);
    const outcome = await handler(exchange("/slow"));
    const content = outcome && "content" in outcome ? outcome.content : null;
    if (!(content instanceof ReadableStream)) throw new Error("no stream");
    const reader = content.getReader();
    await reader.read();
    await reader.cancel();
    const left = () => {
      try {
        return Deno.readTextFileSync(`${folder}/left`) === "left";
      } catch {
        return false;
      }
    };
    await until(left, "the server to notice");
    assertEquals(client.running, 0);
  },
);
