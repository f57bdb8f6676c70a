import { assertEquals } from "@std/assert";
import { watchVisitors } from "../../lib/supervision/visitors.ts";

type Watched = ReturnType<ReturnType<typeof watchVisitors>["watched"]>;
type Info = Parameters<Watched>[1];

/** Asks over the connection with that port; what the answer says of the connection. */
async function ask(
  handler: Watched,
  port: number,
  fields: Record<string, string> = { host: "localhost" },
): Promise<string | null> {
  const request = new Request("http://localhost/", { headers: fields });
  const remoteAddr = { transport: "tcp", hostname: "127.0.0.1", port } as const;
  const info = { remoteAddr, completed: Promise.resolve() } as Info;
  return (await handler(request, info)).headers.get("connection");
}

const answer = () => new Response("hello");

Deno.test("connections are counted once in the time between two questions", async () => {
  const visitors = watchVisitors();
  const handler = visitors.watched(answer);
  for (const port of [4_000, 4_001, 4_000, 65_535]) await ask(handler, port);
  assertEquals(visitors.take().connections, 3);
  assertEquals(visitors.take().connections, 0);
  await ask(handler, 4_000);
  assertEquals(visitors.take().connections, 1);
});

Deno.test("a connection is counted however long ago it was seen last", async () => {
  const visitors = watchVisitors();
  const handler = visitors.watched(answer);
  await ask(handler, 4_000);
  for (let period = 0; period < 254; period++) visitors.take();
  await ask(handler, 4_000);
  assertEquals(visitors.take().connections, 1);
});

Deno.test("connections of a Unix socket are not counted", async () => {
  const visitors = watchVisitors();
  const handler = visitors.watched(answer);
  const remoteAddr = { transport: "unix", path: "/run/it" } as const;
  const info = { remoteAddr, completed: Promise.resolve() } as Info;
  await handler(new Request("http://localhost/"), info);
  assertEquals(visitors.take().connections, 0);
});

for (
  const [name, given] of [
    ["at once", answer],
    ["later", () => Promise.resolve(answer())],
  ] as const
) {
  Deno.test(`so many answers close their connections, given ${name}`, async () => {
    const visitors = watchVisitors();
    const handler = visitors.watched(given);
    assertEquals(await ask(handler, 1), null);
    visitors.send(2);
    assertEquals(await ask(handler, 2), "close");
    assertEquals(await ask(handler, 3), "close");
    assertEquals(await ask(handler, 4), null);
    const closed = [["127.0.0.1", 2], ["127.0.0.1", 3]] as const;
    assertEquals(visitors.take().closed, closed);
    assertEquals(visitors.take().closed, []);
  });
}

Deno.test("what is left of an order ends with the next", async () => {
  const visitors = watchVisitors();
  const handler = visitors.watched(answer);
  visitors.send(5);
  visitors.send(0);
  assertEquals(await ask(handler, 1), null);
});

Deno.test("HTTP/2 and answers that say something of the connection stay as they are", async () => {
  const visitors = watchVisitors();
  visitors.send(1);
  assertEquals(await ask(visitors.watched(answer), 1, {}), null);
  const marked = () =>
    new Response("hello", { headers: { connection: "x-pad" } });
  assertEquals(await ask(visitors.watched(marked), 2), "x-pad");
  assertEquals(await ask(visitors.watched(answer), 3), "close");
});
