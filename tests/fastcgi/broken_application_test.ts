import { assert, assertEquals, assertMatch } from "@std/assert";
import { application, applicationScripts } from "../../lib/fastcgi/mod.ts";
import { exchange, type Note } from "../support/exchange.ts";
import { until } from "../support/until.ts";
import { ask, PROGRAM, refusal } from "./ask.ts";
import { end, record, startFake, stdout } from "./fake.ts";

const HEADER = "Content-Type: text/plain\n\n";

Deno.test("a kept connection that the other end closed is not used again", async () => {
  await using fake = startFake(async (connection) => {
    if (!await connection.request()) return;
    await connection.write(stdout(`${HEADER}once`));
    await connection.write(end());
  });
  const client = application({ addresses: [fake.address] });
  for (let count = 0; count < 3; count++) {
    assertEquals((await ask(client, PROGRAM, "/")).text, "once");
    await until(() => client.states[0]?.kept === 0, "the end of it");
  }
  assertEquals(fake.accepted, 3);
  await client.close();
});

Deno.test("a kept connection on which something comes unasked is not used again", async () => {
  await using fake = startFake(async (connection) => {
    await connection.request();
    await connection.write(stdout(`${HEADER}first`));
    await connection.write(end());
    await connection.write(stdout(`${HEADER}smuggled`));
    await connection.gone();
  });
  const client = application({ addresses: [fake.address] });
  await ask(client, PROGRAM, "/");
  await until(() => client.states[0]?.kept === 0, "the end of it");
  assertEquals((await ask(client, PROGRAM, "/")).text, "first");
  await client.close();
});

Deno.test("an unused connection is closed after its time", async () => {
  await using fake = startFake(async (connection) => {
    await connection.request();
    await connection.write(stdout(`${HEADER}x`));
    await connection.write(end());
    await connection.gone();
  });
  const client = application({ addresses: [fake.address], keepTime: 50 });
  await ask(client, PROGRAM, "/");
  await until(() => fake.left === 1, "the end of the connection");
  assertEquals(client.states[0]?.kept, 0);
  await client.close();
});

Deno.test("a kept connection that broke as it was used costs a GET nothing", async () => {
  await using fake = startFake(async (connection, count) => {
    await connection.request();
    await connection.write(stdout(`${HEADER}${count}`));
    await connection.write(end());
    if (count > 1 || !await connection.request()) await connection.gone();
  });
  const client = application({ addresses: [fake.address] });
  assertEquals((await ask(client, PROGRAM, "/")).text, "1");
  assertEquals((await ask(client, PROGRAM, "/")).text, "2");
  await client.close();
});

Deno.test("an overloaded application is passed over, also by a POST (FastCGI §5.5)", async () => {
  await using full = startFake(async (connection) => {
    await connection.request();
    await connection.write(end(2));
    await connection.gone();
  });
  await using free = startFake(async (connection) => {
    while (await connection.request()) {
      await connection.write(stdout(`${HEADER}free`));
      await connection.write(end());
    }
  });
  const client = application({ addresses: [full.address, free.address] });
  const { text } = await ask(client, PROGRAM, "/", { method: "POST" });
  assertEquals(text, "free");
  assertEquals(client.states[0]?.failures, 1);
  await client.close();
});

Deno.test("where all are overloaded: 503 and Retry-After", async () => {
  await using full = startFake(async (connection) => {
    await connection.request();
    await connection.write(end(2));
  });
  const client = application({ addresses: [full.address] });
  const error = await refusal(ask(client, PROGRAM, "/"));
  assertEquals([error.status, error.fields], [503, [["retry-after", "5"]]]);
  await client.close();
});

Deno.test("an address where nobody listens: 502, and the log says which", async () => {
  const client = application({
    addresses: ["127.0.0.1:1", "unix:/nowhere.sock"],
  });
  const error = await refusal(ask(client, PROGRAM, "/"));
  assertEquals(error.status, 502);
  assertMatch(String(error.cause), /127\.0\.0\.1:1: .*unix:\/nowhere\.sock: /);
  assertEquals(client.running, 0);
  await client.close();
});

Deno.test("an application that takes the request and says nothing: 504, and it is told", async () => {
  await using stalled = startFake(async (connection) => {
    await connection.request();
    await connection.gone();
  });
  const client = application({ addresses: [stalled.address], silence: 100 });
  const error = await refusal(ask(client, PROGRAM, "/"));
  assertEquals(error.status, 504);
  await until(() => stalled.left === 1, "the end of the connection");
  assertEquals(stalled.types.at(-1), 2, "ABORT_REQUEST");
  assertEquals(stalled.accepted, 1, "it is not asked again");
  await client.close();
});

Deno.test("content that comes byte by byte is waited for no longer than an application may be silent: 408", async () => {
  await using patient = startFake(async (connection) => {
    await connection.request();
    await connection.gone();
  });
  const client = application({ addresses: [patient.address], silence: 200 });
  let leave = () => {};
  const content = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      const send = () => controller.enqueue(new Uint8Array(1));
      const timer = setInterval(send, 20);
      leave = () => {
        clearInterval(timer);
        controller.error(new Error("the client left"));
      };
    },
  });
  const error = await refusal(ask(client, PROGRAM, "/", {
    method: "POST",
    fields: { "content-length": "100000" },
    content,
  }));
  leave();
  assertEquals(error.status, 408);
  assertEquals(client.running, 0);
  await client.close();
});

Deno.test("an application that talks for ever is cut off after its time", async () => {
  await using endless = startFake(async (connection) => {
    await connection.request();
    await connection.write(stdout(HEADER));
    for (;;) {
      await connection.write(stdout("word "));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  const notes: Note[] = [];
  const client = application({ addresses: [endless.address], timeout: 200 });
  const asked = ask(client, PROGRAM, "/", { notes });
  assertMatch((await refusal(asked)).message, /cut off: time/);
  await client.close();
});

Deno.test("an answer that breaks off is no whole answer", async () => {
  await using fake = startFake(async (connection, count) => {
    await connection.request();
    await connection.write(stdout(`${HEADER}half of ${count}`));
  });
  const client = application({ addresses: [fake.address] });
  const error = await refusal(ask(client, PROGRAM, "/"));
  assertEquals(error.status, 502);
  assertEquals(fake.accepted, 2, "nothing was sent, so it is asked once more");
  await client.close();
});

Deno.test("what has begun to reach the client is never asked again", async () => {
  await using fake = startFake(async (connection) => {
    await connection.request();
    await connection.write(stdout(HEADER + "x".repeat(60_000)));
    await connection.write(stdout("x".repeat(60_000)));
  });
  const client = application({ addresses: [fake.address] });
  const asked = ask(client, PROGRAM, "/");
  assertMatch((await refusal(asked)).message, /cut off/);
  assertEquals(fake.accepted, 1);
  await client.close();
});

for (
  const { name, given } of [
    { name: "HTTP", given: new TextEncoder().encode("HTTP/1.1 200 OK\r\n") },
    { name: "no header", given: stdout("hello") },
    { name: "an unknown record", given: record(99, new Uint8Array(8)) },
  ]
) {
  Deno.test(`an application that answers with ${name}: 502`, async () => {
    await using fake = startFake(async (connection) => {
      await connection.request();
      await connection.write(given);
      await connection.write(end());
    });
    const client = application({ addresses: [fake.address] });
    assertEquals((await refusal(ask(client, PROGRAM, "/"))).status, 502);
    assertEquals(client.running, 0);
    await client.close();
  });
}

Deno.test("an application need not take the content to answer", async () => {
  const written = Promise.withResolvers<void>();
  await using fake = startFake(async (connection) => {
    await connection.write(stdout(`${HEADER}early`));
    await connection.write(end());
    written.resolve();
    await connection.gone();
  });
  const client = application({ addresses: [fake.address] });
  const endless = new ReadableStream({
    async pull(controller) {
      controller.enqueue(new Uint8Array(65_536));
      await written.promise;
    },
  });
  const { text } = await ask(client, PROGRAM, "/", {
    method: "POST",
    content: endless,
    fields: { "content-length": String(1 << 30) },
  });
  assertEquals(text, "early");
  assertEquals(client.states[0]?.kept, 0);
  await client.close();
});

Deno.test("an answer waits for a client that reads slowly", async () => {
  const PIECES = 500;
  let sent = 0;
  await using fake = startFake(async (connection) => {
    await connection.request();
    await connection.write(stdout(HEADER));
    for (let piece = 0; piece < PIECES; piece++) {
      await connection.write(stdout("x".repeat(32_768)));
      sent += 32_768;
    }
    await connection.write(end());
  });
  const client = application({ addresses: [fake.address], silence: 1_000 });
  const handler = applicationScripts(client, PROGRAM);
  const outcome = await handler(exchange("/"));
  const content = outcome && "content" in outcome ? outcome.content : null;
  if (!(content instanceof ReadableStream)) throw new Error("no stream");
  let before = -1;
  await until(() => {
    const still = sent === before;
    before = sent;
    return still && sent > 0;
  }, "the application to be held up");
  assert(sent < PIECES * 32_768, "the sockets' buffers hold some of it");
  // Longer than the application itself may be silent.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const bytes = await new Response(content).bytes();
  assertEquals(bytes.length, PIECES * 32_768);
  await client.close();
});

Deno.test("an address that failed is tried again after its pause", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const client = application({ addresses: [`127.0.0.1:${port}`] });
  assertEquals((await refusal(ask(client, PROGRAM, "/"))).status, 502);
  // The only address there is gets tried at once, whatever its health.
  const again = Deno.listen({ hostname: "127.0.0.1", port });
  const serving = (async () => {
    const socket = await again.accept();
    await socket.read(new Uint8Array(4096));
    await socket.write(stdout(`${HEADER}back`));
    await socket.write(end());
    return socket;
  })();
  assertEquals((await ask(client, PROGRAM, "/")).text, "back");
  assertEquals(client.states[0]?.failures, 0);
  (await serving).close();
  again.close();
  await client.close();
});
