import { assertEquals, assertMatch } from "@std/assert";
import { composeHandler, type Surroundings } from "../lib/handler.ts";
import { HttpError } from "../lib/http/error.ts";
import type {
  AccessRecord,
  Fields,
  Handler,
  Journal,
  Reply,
} from "../lib/http/exchange.ts";

import { sendRaw } from "./support/raw.ts";

const INFO = {
  remoteAddr: { transport: "tcp", hostname: "192.0.2.7", port: 4711 },
  completed: Promise.resolve(),
} as Deno.ServeHandlerInfo<Deno.NetAddr>;

function text(status: number, content: string): Reply {
  return {
    status,
    fields: [["content-type", "text/plain"]],
    content: new TextEncoder().encode(content),
  };
}

/** A value that would split the response. */
const SPLIT: Fields = [["x", "a\r\nb"]];

const say = (word: string): Handler => () => text(200, word);
const pass: Handler = () => null;

interface Case {
  readonly name: string;
  readonly mounts: Record<string, Handler | Handler[]>;
  readonly around?: Surroundings;
  readonly path?: string;
  readonly init?: RequestInit;
  readonly want: { status: number; text?: string | RegExp };
}

const CASES: Case[] = [
  {
    name: "the longest mount answers",
    mounts: { "/": say("root"), "/a/": say("a"), "/a/b/": say("b") },
    path: "/a/b/c",
    want: { status: 200, text: "b" },
  },
  {
    name: "a mount answers for its own path without the slash",
    mounts: { "/": say("root"), "/a/": say("a") },
    path: "/a",
    want: { status: 200, text: "a" },
  },
  {
    name: "a name that only begins alike is another",
    mounts: { "/": say("root"), "/a/": say("a") },
    path: "/ab",
    want: { status: 200, text: "root" },
  },
  {
    name: "mounts are told apart by decoded segments",
    mounts: { "/": say("root"), "/cgi-bin/": say("scripts") },
    path: "/x/..//%63gi-bin/y",
    want: { status: 200, text: "scripts" },
  },
  {
    name: "handlers of a mount are asked in turn",
    mounts: { "/": [pass, () => Promise.resolve(null), say("third")] },
    want: { status: 200, text: "third" },
  },
  {
    name: "what nobody answers is not there (9110 §15.5.5)",
    mounts: { "/": pass },
    want: { status: 404, text: /nothing here/ },
  },
  {
    name: "OPTIONS * asks of the whole server (9110 §9.3.7)",
    mounts: { "/": pass },
    path: "/*",
    init: { method: "OPTIONS" },
    want: { status: 204 },
  },
  {
    name: "a refusal is told, with its remedy",
    mounts: {
      "/": () => {
        throw new HttpError(403, "Not you.", { remedy: "Try <this>." });
      },
    },
    want: { status: 403, text: /Not you[^]*Try <this>/ },
  },
  {
    name: "a page escapes what it tells",
    mounts: {
      "/": () => {
        throw new HttpError(403, "Not <b>you</b>.");
      },
    },
    init: { headers: { accept: "text/html" } },
    want: { status: 403, text: /Not &lt;b&gt;you/ },
  },
  {
    name: "a fault is 500, and says nothing of itself",
    mounts: {
      "/": () => {
        throw new TypeError("secret");
      },
    },
    want: { status: 500, text: /^(?![^]*secret)/ },
  },
  {
    name: "a rejection is a fault too",
    mounts: { "/": () => Promise.reject(new Error("secret")) },
    want: { status: 500, text: /^(?![^]*secret)/ },
  },
  {
    name: "a control byte in a field never leaves (9110 §5.5)",
    mounts: {
      "/": () => ({ status: 200, fields: [["x", "a\x01"]], content: null }),
    },
    want: { status: 500 },
  },
  {
    name: "a target that cannot be read is 400",
    mounts: { "/": say("root") },
    path: "/%zz",
    want: { status: 400 },
  },
  {
    name: "a local redirect leads to another mount (3875 §6.2.2)",
    mounts: {
      "/": (exchange) => text(200, `${exchange.method} ${exchange.target.raw}`),
      "/cgi/": () => ({ localRedirect: "/there?x" }),
    },
    path: "/cgi/x",
    init: { method: "POST", body: "a=b" },
    want: { status: 200, text: "GET /there?x" },
  },
  {
    name: "local redirects in a circle end",
    mounts: { "/": () => ({ localRedirect: "/again" }) },
    want: { status: 502 },
  },
  {
    name: "a rewrite keeps the method",
    mounts: { "/": (exchange) => text(200, exchange.method) },
    around: {
      before: () => ({ localRedirect: "/other", rewrite: true }),
    },
    init: { method: "DELETE" },
    want: { status: 200, text: "DELETE" },
  },
  {
    name: "after a rewrite the client's own target is still known",
    mounts: {
      "/": (exchange) =>
        text(200, `${exchange.requested?.raw} ${exchange.target.raw}`),
    },
    around: {
      before: () => ({ localRedirect: "/other?b", rewrite: true }),
    },
    path: "/first?a",
    want: { status: 200, text: "/first?a /other?b" },
  },
  {
    name: "a page of the site's own for a refusal",
    mounts: { "/": pass },
    around: { errorPage: () => text(404, "our own") },
    want: { status: 404, text: "our own" },
  },
  {
    name: "a broken page for a refusal gives way to the plain one",
    mounts: { "/": pass },
    around: { errorPage: () => Promise.reject(new Error("broken")) },
    want: { status: 404, text: /nothing here/ },
  },
  {
    name: "so does one that throws",
    mounts: { "/": pass },
    around: {
      errorPage: () => {
        throw new Error("broken");
      },
    },
    want: { status: 404, text: /nothing here/ },
  },
  {
    name: "and one that must not be sent",
    mounts: { "/": () => Promise.resolve(null) },
    around: {
      errorPage: () => Promise.resolve({ ...text(404, "own"), fields: SPLIT }),
    },
    want: { status: 404, text: /nothing here/ },
  },
  {
    name: "a page that takes its time",
    mounts: { "/": pass },
    around: { errorPage: () => Promise.resolve(text(404, "our own")) },
    want: { status: 404, text: "our own" },
  },
  {
    name: "a broken explanation explains nothing",
    mounts: { "/": () => Promise.reject(new HttpError(502, "Odd.")) },
    around: { explain: () => Promise.reject(new Error("broken")) },
    want: { status: 502, text: /Odd/ },
  },
  {
    name: "fields are amended last",
    mounts: { "/": say("x") },
    around: { amend: (_exchange, _status, fields) => [...fields, ["x", "y"]] },
    want: { status: 200, text: "x" },
  },
];

Deno.test("composeHandler", async (t) => {
  for (const { name, mounts, around, path = "/", init, want } of CASES) {
    await t.step(name, async () => {
      const handler = composeHandler(mounts, around);
      const request = new Request(`http://gatehouse.test`, init);
      Object.defineProperty(request, "url", {
        value: `http://gatehouse.test${path}`,
      });
      const response = await handler(request, INFO);
      const content = await response.text();
      assertEquals(response.status, want.status, content);
      if (typeof want.text === "string") assertEquals(content, want.text);
      else if (want.text) assertMatch(content, want.text);
      if (around?.amend) assertEquals(response.headers.get("x"), "y");
    });
  }
});

Deno.test("composeHandler answers at once where its handlers do, and refuses so", () => {
  const refuse = () => {
    throw new HttpError(403, "Not you.");
  };
  const around = { errorPage: () => null, explain: () => null };
  for (const handle of [say("x"), pass, refuse]) {
    const handler = composeHandler({ "/": handle }, around);
    const response = handler(new Request("http://a/"), INFO);
    assertEquals(response instanceof Response, true);
  }
});

Deno.test("a refusal is told as its explanation says, soon or late", async () => {
  const explanation = { message: "why", details: { cause: "that" } };
  for (
    const explain of [() => explanation, () => Promise.resolve(explanation)]
  ) {
    const notes: string[] = [];
    const journal: Journal = {
      access: () => {},
      note: (level, message, _id, details) =>
        void notes.push(`${level} ${message} ${details["cause"]}`),
    };
    const handler = composeHandler({ "/": pass }, { explain, journal });
    await handler(new Request("http://a/"), INFO);
    assertEquals(notes, ["error why that"]);
  }
});

Deno.test("HEAD has the fields of GET and no content (9110 §9.3.2)", async () => {
  const handler = composeHandler({ "/": say("four") });
  const response = await handler(
    new Request("http://a/", { method: "HEAD" }),
    INFO,
  );
  assertEquals(response.headers.get("content-length"), "4");
  assertEquals(await response.text(), "");
});

Deno.test("HEAD does not tell a length that nobody knows (9110 §8.6)", async () => {
  const stream = () => new Blob(["four"]).stream();
  const handler = composeHandler({
    "/": () => ({ status: 200, fields: [], content: stream() }),
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    handler,
  );
  const close = "Host: a\r\nConnection: close\r\n\r\n";
  const { port } = server.addr;
  const head = await sendRaw(port, `HEAD / HTTP/1.1\r\n${close}`);
  assertEquals(head.fields["content-length"], undefined);
  const get = await sendRaw(port, `GET / HTTP/1.1\r\n${close}`);
  assertEquals(get.text, "four");
  await server.shutdown();
});

Deno.test("a HEAD lets go of a stream", async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    cancel() {
      cancelled = true;
    },
  });
  const handler = composeHandler({
    "/": () => ({ status: 200, fields: [], content: stream }),
  });
  await handler(new Request("http://a/", { method: "HEAD" }), INFO);
  assertEquals(cancelled, true);
});

Deno.test("every exchange is told to the journal, and a fault with its cause", async () => {
  const records: AccessRecord[] = [];
  const notes: string[] = [];
  const journal: Journal = {
    access: (record) => void records.push(record),
    note: (level, message, id, details) =>
      void notes.push(`${level} ${id} ${message} ${details["cause"]}`),
  };
  const handler = composeHandler({
    "/": say("four"),
    "/bad/": () => Promise.reject(new Error("the cause")),
  }, { journal });
  await handler(new Request("http://a/x?y"), INFO);
  const bad = await handler(new Request("http://a/bad/"), INFO);
  assertEquals(
    records.map(({ target, status, bytes, exchange }) => [
      target,
      status,
      bytes,
      exchange.client.hostname,
    ]),
    [["/x?y", 200, 4, "192.0.2.7"], [
      "/bad/",
      500,
      (await bad.bytes()).length,
      "192.0.2.7",
    ]],
  );
  assertEquals(notes.length, 1);
  assertMatch(notes[0] ?? "", /the cause/);
  assertEquals(
    notes[0]?.includes(bad.headers.get("x-request-id") ?? "?"),
    true,
  );
});

Deno.test("what is not there is told programs as it always is, and people with the id of their request", async () => {
  const handler = composeHandler({ "/": () => null });
  const ask = async (accept: string, method = "GET") => {
    const request = new Request("http://a/x", { method, headers: { accept } });
    const response = await handler(request, INFO);
    return {
      status: response.status,
      id: response.headers.get("x-request-id"),
      text: await response.text(),
    };
  };
  const plain = "404 Not Found\n\nThere is nothing here.\n";
  for (let times = 0; times < 4; times++) {
    assertEquals(await ask("*/*"), { status: 404, id: null, text: plain });
  }
  assertEquals((await ask("*/*", "HEAD")).text, "");
  for (let times = 0; times < 4; times++) {
    const { status, id, text } = await ask("text/html");
    assertEquals(status, 404);
    assertMatch(text, new RegExp(`Request <code>${id}</code>`));
  }
});

Deno.test("IPv4 clients of an IPv6 listener have their IPv4 address", async () => {
  const handler = composeHandler({
    "/": (exchange) => text(200, exchange.client.hostname),
  });
  const info = {
    ...INFO,
    remoteAddr: { transport: "tcp", hostname: "::ffff:192.0.2.1", port: 1 },
  } as Deno.ServeHandlerInfo<Deno.NetAddr>;
  const response = await handler(new Request("http://a/"), info);
  assertEquals(await response.text(), "192.0.2.1");
});
