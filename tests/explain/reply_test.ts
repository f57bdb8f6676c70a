import { assertEquals, assertMatch } from "@std/assert";
import { ScriptFailure } from "../../lib/cgi/mod.ts";
import { explanationReply } from "../../lib/explain/reply.ts";
import { HttpError } from "../../lib/http/error.ts";
import { parseAuthority } from "../../lib/http/target.ts";
import { exchange, type Given } from "../support/exchange.ts";

const FAILED = new HttpError(502, "No answer.", {
  cause: new ScriptFailure("no header", {
    script: "/srv/cgi-bin/hello",
    command: ["/srv/cgi-bin/hello"],
    metaVariables: { REQUEST_METHOD: "GET" },
    content: null,
    startError: null,
    exitCode: 0,
    signal: null,
    stderr: "",
    output: new TextEncoder().encode("hello\n"),
    duration: 3,
    limit: null,
    problem: "no header",
  }),
});

const LOCAL = parseAuthority("localhost:8000");

const CASES: {
  name: string;
  given: Given;
  error?: HttpError;
  want: boolean;
}[] = [
  { name: "at this machine", given: {}, want: true },
  {
    name: "a refusal that no script caused",
    given: {},
    error: new HttpError(404, "x"),
    want: false,
  },
  {
    name: "a client elsewhere",
    given: { client: { transport: "tcp", hostname: "192.0.2.1", port: 1 } },
    want: false,
  },
  {
    name: "a client of a Unix socket, behind which there is a proxy",
    given: { client: { transport: "unix", hostname: "/x", port: 0 } },
    want: false,
  },
  {
    name: "a name elsewhere that points here",
    given: { authority: parseAuthority("evil.test") },
    want: false,
  },
  {
    name: "somebody behind a proxy on this machine",
    given: { fields: { "x-forwarded-for": "192.0.2.1" } },
    want: false,
  },
  {
    name: "IPv6",
    given: {
      client: { transport: "tcp", hostname: "::1", port: 1 },
      authority: parseAuthority("[::1]:8000"),
    },
    want: true,
  },
];

Deno.test("explanationReply is for the person at this machine", async (t) => {
  for (const { name, given, error = FAILED, want } of CASES) {
    await t.step(name, () => {
      const reply = explanationReply(
        exchange("/cgi-bin/hello", { authority: LOCAL, ...given }),
        error,
      );
      assertEquals(reply !== null, want);
    });
  }
});

Deno.test("explanationReply is a page for browsers and text for others", () => {
  const page = explanationReply(
    exchange("/x", { authority: LOCAL, fields: { accept: "text/html" } }),
    FAILED,
  );
  const text = explanationReply(exchange("/x", { authority: LOCAL }), FAILED);
  const decode = (content: unknown) =>
    content instanceof Uint8Array ? new TextDecoder().decode(content) : "";
  assertMatch(decode(page?.content), /^<!doctype html>[^]*not a field/);
  assertMatch(decode(text?.content), /^502 \/srv\/cgi-bin\/hello\n/);
});
