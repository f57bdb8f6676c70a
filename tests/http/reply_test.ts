import { assertEquals } from "@std/assert";
import { keptReply, toResponse } from "../../lib/http/reply.ts";
import { exchange } from "../support/exchange.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a reply given again and again is answered alike each time", async () => {
  const reply = keptReply({
    status: 200,
    fields: [["content-type", "text/plain"], ["etag", '"1"']],
    content: bytes("hello"),
  });
  for (let time = 0; time < 4; time++) {
    const response = toResponse(reply, exchange("/"));
    assertEquals([...response.headers].slice(-2), [
      ["content-type", "text/plain"],
      ["etag", '"1"'],
    ]);
    assertEquals(await response.text(), "hello");
  }
});

Deno.test("a copy of a kept reply with something changed is another", async () => {
  const reply = keptReply({
    status: 200,
    fields: [["x-a", "1"]],
    content: bytes("hello"),
  });
  for (let time = 0; time < 3; time++) toResponse(reply, exchange("/"));
  const fields = toResponse(
    { ...reply, fields: [["x-b", "2"]] },
    exchange("/"),
  );
  assertEquals(fields.headers.get("x-b"), "2");
  assertEquals(fields.headers.get("x-a"), null);
  const content = toResponse(
    { ...reply, content: bytes("bye") },
    exchange("/"),
  );
  assertEquals(await content.text(), "bye");
  const status = toResponse({ ...reply, status: 404 }, exchange("/"));
  assertEquals(status.status, 404);
});
