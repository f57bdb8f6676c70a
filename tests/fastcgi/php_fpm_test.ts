import { assert, assertEquals, assertMatch } from "@std/assert";
import { application, applicationScripts } from "../../lib/fastcgi/mod.ts";
import { exchange, type Note } from "../support/exchange.ts";
import { until } from "../support/until.ts";
import { ask, phpFiles, refusal } from "./ask.ts";
import { type Backend, PHP_FPM, startPhp, withProgram } from "./backend.ts";

type Client = ReturnType<typeof application>;

function php(
  name: string,
  body: (client: Client, backend: Backend) => Promise<void>,
  options: Partial<Parameters<typeof application>[0]> = {},
): void {
  withProgram(PHP_FPM, "php-fpm", `php-fpm: ${name}`, async () => {
    await using backend = await startPhp();
    const client = application({
      addresses: [backend.address],
      documentRoot: backend.folder,
      ...options,
    });
    try {
      await body(client, backend);
    } finally {
      await client.close();
    }
  });
}

async function contentOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const sum = await crypto.subtle.digest("SHA-256", bytes);
  return `${bytes.length} ${new Uint8Array(sum).toHex()}`;
}

php(
  "the meta-variables of RFC 3875 §4.1 reach the script",
  async (client, { folder }) => {
    const { reply, text } = await ask(
      client,
      phpFiles(folder),
      "/env.php/extra/p%C3%A4th?a=b",
      {
        fields: { "x-word": "grüße".replace("ü", "\u00c3\u00bc") },
        login: { user: "grace", scheme: "Basic" },
      },
    );
    assertEquals(reply.status, 200);
    const variables = JSON.parse(text);
    const want = {
      GATEWAY_INTERFACE: "CGI/1.1",
      REQUEST_METHOD: "GET",
      SCRIPT_NAME: "/env.php",
      SCRIPT_FILENAME: `${folder}/env.php`,
      PATH_INFO: "/extra/päth",
      PATH_TRANSLATED: `${folder}/extra/päth`,
      QUERY_STRING: "a=b",
      REQUEST_URI: "/env.php/extra/p%C3%A4th?a=b",
      DOCUMENT_ROOT: folder,
      SERVER_NAME: "gatehouse.test",
      SERVER_PORT: "8000",
      REMOTE_ADDR: "127.0.0.1",
      REMOTE_USER: "grace",
      AUTH_TYPE: "Basic",
    };
    for (const [name, value] of Object.entries(want)) {
      assertEquals(variables[name], value, name);
    }
    assertEquals("CONTENT_LENGTH" in variables, false);
  },
);

php("content of known length is streamed", async (client, { folder }) => {
  const content = "0123456789abcdef".repeat(200_000);
  const { text } = await ask(client, phpFiles(folder), "/sum.php", {
    method: "POST",
    content,
    fields: {
      "content-length": String(content.length),
      "content-type": "text/plain",
    },
  });
  assertEquals(text, await contentOf(content));
});

php(
  "content of unknown length is stored first, and arrives with its length",
  async (client, { folder }) => {
    const content = "content ".repeat(300_000);
    const { text } = await ask(client, phpFiles(folder), "/sum.php", {
      method: "POST",
      content,
      fields: { "content-type": "text/plain" },
    });
    assertEquals(text, await contentOf(content));
  },
);

php(
  "content that is too much is refused before PHP hears of it",
  async (client, { folder }) => {
    const error = await refusal(ask(client, phpFiles(folder), "/sum.php", {
      method: "POST",
      content: "x".repeat(101),
      fields: { "content-length": "101" },
    }));
    assertEquals(error.status, 413);
    assertEquals(client.states[0]?.opened, 0);
  },
  { maxBody: 100 },
);

php("a connection is kept, and used again", async (client, { folder }) => {
  const workers = new Set<string>();
  for (let count = 0; count < 20; count++) {
    workers.add((await ask(client, phpFiles(folder), "/pid.php")).text);
  }
  const [state] = client.states;
  assertEquals(workers.size, 1);
  assertEquals([state?.opened, state?.reused, state?.kept], [1, 19, 1]);
});

php(
  "a POST never goes over a connection that may have been closed",
  async (client, { folder }) => {
    await ask(client, phpFiles(folder), "/pid.php");
    await ask(client, phpFiles(folder), "/sum.php", {
      method: "POST",
      content: "a=b",
      fields: { "content-length": "3" },
    });
    const [state] = client.states;
    assertEquals([state?.opened, state?.reused, state?.kept], [2, 0, 1]);
  },
);

php(
  "no connection is kept where that is not wanted",
  async (client, { folder }) => {
    for (let count = 0; count < 3; count++) {
      await ask(client, phpFiles(folder), "/pid.php");
    }
    const [state] = client.states;
    assertEquals([state?.opened, state?.kept], [3, 0]);
  },
  { maxKept: 0 },
);

php(
  "more requests than workers wait for their turn",
  async (client, { folder }) => {
    const answers = await Promise.all(
      Array.from(
        { length: 40 },
        () => ask(client, phpFiles(folder), "/pid.php"),
      ),
    );
    assert(answers.every(({ reply }) => reply.status === 200));
    assertEquals(client.running, 0);
  },
  { maxRequests: 2 },
);

php(
  "more than may wait is refused with 503 and Retry-After",
  async (client, { folder }) => {
    const answers = await Promise.allSettled(
      Array.from(
        { length: 10 },
        () => ask(client, phpFiles(folder), "/pid.php"),
      ),
    );
    const refused = answers.flatMap((answer) =>
      answer.status === "rejected" ? [answer.reason] : []
    );
    assert(refused.length > 0);
    for (const { status, fields } of refused) {
      assertEquals([status, fields], [503, [["retry-after", "5"]]]);
    }
  },
  { maxRequests: 1, maxQueue: 1 },
);

php(
  "a large answer is streamed, however slowly it is read",
  async (client, { folder }) => {
    const handler = await ask(client, phpFiles(folder), "/large.php?mib=32");
    assertEquals(handler.text.length, 32 << 20);
    assertEquals(handler.text.at(-1), "F");
  },
);

php(
  "HEAD has no content (RFC 9110 §9.3.2), and the connection stays usable",
  async (client, { folder }) => {
    const { reply, text } = await ask(client, phpFiles(folder), "/pid.php", {
      method: "HEAD",
    });
    assertEquals([reply.status, text], [200, ""]);
    await until(() => client.running === 0, "the end of the answer");
    assertEquals(client.states[0]?.kept, 1);
  },
);

php("form, cookie, redirect and session", async (client, { folder }) => {
  const mapping = phpFiles(folder);
  const posted = await ask(client, mapping, "/session.php", {
    method: "POST",
    content: "name=Grace",
    fields: {
      "content-length": "10",
      "content-type": "application/x-www-form-urlencoded",
    },
  });
  const fields = Object.fromEntries(posted.reply.fields);
  assertEquals([posted.reply.status, fields["Location"]], [
    303,
    "/session.php",
  ]);
  const cookie = /PHPSESSID=\w+/.exec(fields["Set-Cookie"] ?? "")?.[0] ?? "";
  const { text } = await ask(client, mapping, "/session.php", {
    fields: { cookie },
  });
  assertEquals(text, "Hello Grace");
});

php(
  "what PHP writes into its log goes into the exchange's notes",
  async (client, { folder }) => {
    const notes: Note[] = [];
    const { reply } = await ask(client, phpFiles(folder), "/fails.php", {
      notes,
    });
    assertEquals(reply.status, 500);
    const said = notes.map(({ message }) => message).join("\n");
    assertMatch(said, /a word to the log/);
    assertMatch(said, /what went wrong/);
  },
);

php(
  "a worker that dies in the midst of its answer breaks the answer off",
  async (client, { folder }) => {
    const error = await refusal(ask(client, phpFiles(folder), "/dies.php"));
    assertMatch(String(error.message), /cut off/);
  },
);

php(
  "a GET whose worker died unanswered is asked once more",
  async (client, { folder }) => {
    Deno.writeTextFileSync(`${folder}/kills`, "1");
    const notes: Note[] = [];
    const { text } = await ask(client, phpFiles(folder), "/kills_itself.php", {
      notes,
    });
    assertEquals(text, "alive");
    assertMatch(notes[0]?.message ?? "", /asked again/);
  },
);

php("and not a third time", async (client, { folder }) => {
  Deno.writeTextFileSync(`${folder}/kills`, "9");
  const asked = ask(client, phpFiles(folder), "/kills_itself.php");
  assertEquals((await refusal(asked)).status, 502);
  assertEquals(Deno.readTextFileSync(`${folder}/kills`), "7");
});

php(
  "a POST whose worker died is not asked again",
  async (client, { folder }) => {
    Deno.writeTextFileSync(`${folder}/kills`, "1");
    const asked = ask(client, phpFiles(folder), "/kills_itself.php", {
      method: "POST",
    });
    assertEquals((await refusal(asked)).status, 502);
    assertEquals(Deno.readTextFileSync(`${folder}/kills`), "0");
  },
);

php(
  "a script that is silent for too long is given up: 504",
  async (client, { folder }) => {
    Deno.writeTextFileSync(`${folder}/sleeps.php`, "<?php sleep(30);");
    const error = await refusal(ask(client, phpFiles(folder), "/sleeps.php"));
    assertEquals(error.status, 504);
    assertEquals(client.running, 0);
  },
  { silence: 300 },
);

php("a client that leaves ends the script", async (client, { folder }) => {
  const handler = applicationScripts(client, phpFiles(folder));
  const outcome = await handler(exchange("/slow.php"));
  const content = outcome && "content" in outcome ? outcome.content : null;
  if (!(content instanceof ReadableStream)) throw new Error("no stream");
  const reader = content.getReader();
  await reader.read();
  await reader.cancel();
  const state = () => Deno.readTextFileSync(`${folder}/slow`);
  await until(() => state() === "aborted", "the end of the script", state);
  assertEquals(client.running, 0);
});

php(
  "a client that leaves before the answer begins frees its place",
  async (client, { folder }) => {
    Deno.writeTextFileSync(`${folder}/sleeps.php`, "<?php sleep(30);");
    const leaving = new AbortController();
    const asked = refusal(
      ask(client, phpFiles(folder), "/sleeps.php", { signal: leaving.signal }),
    );
    await until(() => client.states[0]?.opened === 1, "the connection");
    leaving.abort();
    assertEquals((await asked).status, 499);
    assertEquals(client.running, 0);
  },
);

php(
  "the end of the server ends what is under way",
  async (client, { folder }) => {
    Deno.writeTextFileSync(`${folder}/sleeps.php`, "<?php sleep(30);");
    const asked = refusal(ask(client, phpFiles(folder), "/sleeps.php"));
    await until(() => client.states[0]?.opened === 1, "the connection");
    await client.close();
    assertEquals((await asked).status, 503);
  },
);

withProgram(
  PHP_FPM,
  "php-fpm",
  "php-fpm: several addresses, one of them dead",
  async () => {
    await using one = await startPhp();
    await using other = await startPhp();
    const client = application({
      addresses: ["127.0.0.1:1", one.address, other.address],
      documentRoot: one.folder,
      maxKept: 0,
    });
    for (let count = 0; count < 12; count++) {
      const { text } = await ask(client, phpFiles(one.folder, {}), "/sum.php", {
        method: "POST",
      });
      assertMatch(text, /^0 /);
    }
    const [dead, first, second] = client.states;
    assertEquals(dead?.failures, 1);
    assertEquals((first?.opened ?? 0) + (second?.opened ?? 0), 12);
    assertEquals(first?.opened, 6);
    await client.close();
  },
);

withProgram(
  PHP_FPM,
  "php-fpm",
  "php-fpm: one that ends is left alone, the other goes on",
  async () => {
    await using lasting = await startPhp();
    const client = await (async () => {
      await using leaving = await startPhp();
      const client = application({
        addresses: [leaving.address, lasting.address],
        documentRoot: lasting.folder,
      });
      for (let count = 0; count < 4; count++) {
        await ask(client, phpFiles(lasting.folder), "/env.php/x");
      }
      return client;
    })();
    for (let count = 0; count < 10; count++) {
      const { reply } = await ask(client, phpFiles(lasting.folder), "/pid.php");
      assertEquals(reply.status, 200);
    }
    assertEquals(client.states[1]?.failures, 0);
    await client.close();
  },
);
