import { assertEquals } from "@std/assert";
import { composeHandler } from "../lib/handler.ts";
import type { Exchange } from "../lib/http/exchange.ts";
import { sendRaw } from "./support/raw.ts";

/** What a slice would see of a request. */
function describe(exchange: Exchange): string {
  const { authority, target, protocol, scheme, method } = exchange;
  const host = authority === null
    ? "-"
    : `${authority.host}:${authority.port ?? ""}`;
  return [method, scheme, protocol, host, target.raw].join(" ");
}

const CASES: { name: string; request: string; want: string }[] = [
  {
    name: "origin-form (9112 §3.2.1)",
    request: "GET /a//b?c HTTP/1.1\r\nHost: A.test:81",
    want: "GET http HTTP/1.1 a.test:81 /a//b?c",
  },
  {
    name: "absolute-form goes before the Host field (9112 §3.2.2)",
    request: "GET http://b.test/x HTTP/1.1\r\nHost: a.test",
    want: "GET http HTTP/1.1 b.test: /x",
  },
  {
    name: "a path that looks like an authority is a path",
    request: "GET //evil.test/x HTTP/1.1\r\nHost: a.test",
    want: "GET http HTTP/1.1 a.test: //evil.test/x",
  },
  {
    name: "asterisk-form asks of the server, not of a file (9112 §3.2.4)",
    request: "OPTIONS * HTTP/1.1\r\nHost: a.test",
    want: "OPTIONS http HTTP/1.1 a.test: /*",
  },
  {
    name: "no Host field is HTTP/1.0",
    request: "GET /x HTTP/1.0",
    want: "GET http HTTP/1.0 localhost:PORT /x",
  },
  {
    name: "an empty Host field names nobody (9112 §3.2)",
    request: "GET /x HTTP/1.1\r\nHost:",
    want: "GET http HTTP/1.1 - /x",
  },
  {
    name: "methods keep their case (9110 §9.1)",
    request: "get /x HTTP/1.1\r\nHost: a.test",
    want: "get http HTTP/1.1 a.test: /x",
  },
  {
    name: "a Host field with a path is refused (9110 §7.2)",
    request: "GET /x HTTP/1.1\r\nHost: a.test/y?z#",
    want: "400",
  },
  {
    name: "two Host fields are refused (9112 §3.2)",
    request: "GET /x HTTP/1.1\r\nHost: a.test\r\nHost: b.test",
    want: "400",
  },
];

Deno.test("Incoming: what the platform hands over, read by the RFC", async (t) => {
  const handler = composeHandler({
    "/": (exchange) => ({
      status: 200,
      fields: [],
      content: new TextEncoder().encode(describe(exchange)),
    }),
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    handler,
  );
  const { port } = server.addr;
  for (const { name, request, want } of CASES) {
    await t.step(name, async () => {
      const end = "\r\nConnection: close\r\n\r\n";
      const response = await sendRaw(port, request + end);
      const seen = response.status === 200 ? response.text : response.status;
      assertEquals(
        String(seen).replace(String(port), "PORT"),
        want,
      );
    });
  }
  await server.shutdown();
});
