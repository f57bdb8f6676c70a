import { assertEquals } from "@std/assert";
import type { Fields, Outcome } from "../../lib/http/exchange.ts";
import { rules, type RulesOptions } from "../../lib/rules/mod.ts";
import { exchange } from "../support/exchange.ts";

const NONE: RulesOptions = {
  redirects: [],
  rewrites: [],
  fields: [],
  cors: false,
};

const redirects = [
  { from: "/old", to: "/new", status: 301 },
  { from: "/docs/*", to: "/manual/*", status: 308 },
  { from: "/top/*", to: "/*", status: 302 },
  { from: "/away/*", to: "https://example.org/x/*", status: 302 },
  { from: "/glued/*", to: "https://example.org*", status: 302 },
  { from: "/with", to: "/there?a=1#part", status: 302 },
  { from: "/é", to: "/ö", status: 307 },
];

const REDIRECTS: { name: string; given: string; want: string | null }[] = [
  { name: "an exact path", given: "/old", want: "301 /new" },
  { name: "the query is kept", given: "/old?a=b&c", want: "301 /new?a=b&c" },
  { name: "an exact path is not the folder", given: "/old/", want: null },
  { name: "nor what is below", given: "/old/x", want: null },
  { name: "nor what begins alike", given: "/older", want: null },
  { name: "a spelling is the same path", given: "/%6Fld", want: "301 /new" },
  { name: "* is filled in", given: "/docs/a/b", want: "308 /manual/a/b" },
  { name: "* keeps a slash", given: "/docs/a/", want: "308 /manual/a/" },
  { name: "* may be nothing", given: "/docs/", want: "308 /manual/" },
  { name: "* and its bare folder", given: "/docs", want: "308 /manual/" },
  {
    name: "* is encoded anew (RFC 3986 §2.1)",
    given: "/docs/a%20b%3F%23",
    want: "308 /manual/a%20b%3F%23",
  },
  {
    name: "two slashes never make a host",
    given: "/top//evil.example/x",
    want: "302 /evil.example/x",
  },
  {
    name: "an encoded slash does not either",
    given: "/top/%2Fevil.example",
    want: "302 /%2Fevil.example",
  },
  {
    name: "nor a backslash",
    given: "/top/%5Cevil.example",
    want: "302 /%5Cevil.example",
  },
  {
    name: "another site",
    given: "/away/a?b",
    want: "302 https://example.org/x/a?b",
  },
  {
    name: "* that is not behind a slash is no wildcard: it would be a host",
    given: "/glued/.evil.example",
    want: "302 https://example.org*",
  },
  {
    name: "the target's own query comes first, its fragment last",
    given: "/with?b=2",
    want: "302 /there?a=1&b=2#part",
  },
  {
    name: "other letters are escaped",
    given: "/%C3%A9?ü",
    want: "307 /%C3%B6?%C3%BC",
  },
  {
    name: "a line end cannot get into the field",
    given: "/docs/%0D%0Aset-cookie:x",
    want: "308 /manual/%0D%0Aset-cookie:x",
  },
];

for (const { name, given, want } of REDIRECTS) {
  Deno.test(`redirects: ${name}`, async () => {
    const { before } = rules({ ...NONE, redirects });
    assertEquals(describe(await before(exchange(given))), want);
  });
}

function describe(outcome: Outcome): string | null {
  if (outcome === null) return null;
  if ("localRedirect" in outcome) {
    return `${
      outcome.rewrite ? "rewrite" : "redirect"
    } ${outcome.localRedirect}`;
  }
  return `${outcome.status} ${outcome.fields[0]?.[1] ?? ""}`;
}

const REWRITES: { name: string; given: string; want: string | null }[] = [
  { name: "an exact path", given: "/app", want: "rewrite /app.html" },
  {
    name: "the tail becomes extra path",
    given: "/api/users/1?x=y",
    want: "rewrite /cgi-bin/api.py/users/1?x=y",
  },
  { name: "what fits none passes", given: "/", want: null },
  { name: "the first that fits counts", given: "/both", want: "301 /first" },
];

for (const { name, given, want } of REWRITES) {
  Deno.test(`rewrites: ${name}`, async () => {
    const { before } = rules({
      ...NONE,
      redirects: [{ from: "/both", to: "/first", status: 301 }],
      rewrites: [
        { from: "/app", to: "/app.html" },
        { from: "/api/*", to: "/cgi-bin/api.py/*" },
        { from: "/both", to: "/second" },
      ],
    });
    assertEquals(describe(await before(exchange(given))), want);
  });
}

const PLAIN: Fields = [["content-type", "text/html"], ["etag", '"a"']];

const ADDED: { name: string; given: string; want: Fields }[] = [
  {
    name: "fields for everything",
    given: "/x",
    want: [...PLAIN, ["x-frame-options", "DENY"]],
  },
  {
    name: "a field replaces one of its name, whatever the case",
    given: "/typed/x",
    want: [["etag", '"a"'], ["x-frame-options", "DENY"], [
      "content-type",
      "text/plain",
    ]],
  },
  {
    name: "the length of a message is nobody's to set (9110 §8.6)",
    given: "/framing",
    want: [...PLAIN, ["x-frame-options", "DENY"]],
  },
  {
    name: "a later rule goes before an earlier one",
    given: "/exact",
    want: [...PLAIN, ["x-frame-options", "SAMEORIGIN"]],
  },
];

for (const { name, given, want } of ADDED) {
  Deno.test(`added fields: ${name}`, () => {
    const { amend } = rules({
      ...NONE,
      fields: [
        { path: "/*", fields: { "X-Frame-Options": "DENY" } },
        { path: "/typed/*", fields: { "Content-Type": "text/plain" } },
        {
          path: "/framing",
          fields: { "Content-Length": "1", "Transfer-Encoding": "chunked" },
        },
        { path: "/exact", fields: { "x-frame-options": "SAMEORIGIN" } },
      ],
    });
    assertEquals(amend(exchange(given), 200, PLAIN), want);
  });
}

Deno.test("added fields: the same list in gives the same list out", () => {
  const { amend } = rules({
    ...NONE,
    fields: [{ path: "/*", fields: { a: "b" } }],
  });
  const first = amend(exchange("/x"), 200, PLAIN);
  assertEquals(amend(exchange("/y"), 200, PLAIN) === first, true);
  assertEquals(rules(NONE).amend(exchange("/y"), 200, PLAIN) === PLAIN, true);
});

Deno.test("added fields: Vary is added to, never lost (9110 §12.5.5)", () => {
  const { amend } = rules({
    ...NONE,
    fields: [{ path: "/*", fields: { Vary: "Cookie" } }],
  });
  assertEquals(amend(exchange("/"), 200, [["vary", "accept-encoding"]]), [
    ["vary", "accept-encoding, cookie"],
  ]);
});

const LISTED = "https://a.example, https://b.example";

const CORS: {
  name: string;
  cors: boolean | string;
  origin?: string;
  given?: Fields;
  want: Fields;
}[] = [
  { name: "off", cors: false, origin: "https://a.example", want: [] },
  {
    name: "everybody",
    cors: true,
    want: [
      ["access-control-allow-origin", "*"],
      ["access-control-expose-headers", "*"],
    ],
  },
  {
    name: "a listed origin, and caches are told",
    cors: LISTED,
    origin: "https://b.example",
    want: [
      ["access-control-allow-origin", "https://b.example"],
      ["access-control-expose-headers", "*"],
      ["vary", "origin"],
    ],
  },
  {
    name: "another origin",
    cors: LISTED,
    origin: "https://b.example.evil",
    want: [["vary", "origin"]],
  },
  { name: "no origin", cors: LISTED, want: [["vary", "origin"]] },
  {
    name: "a script that says so itself",
    cors: true,
    given: [["Access-Control-Allow-Origin", "https://c.example"]],
    want: [["Access-Control-Allow-Origin", "https://c.example"]],
  },
];

for (const { name, cors, origin, given = [], want } of CORS) {
  Deno.test(`other origins: ${name}`, () => {
    const fields: HeadersInit = origin === undefined ? {} : { origin };
    const { amend } = rules({ ...NONE, cors });
    assertEquals(amend(exchange("/", { fields }), 200, given), want);
  });
}

const ASKED = {
  origin: "https://a.example",
  "access-control-request-method": "PUT",
  "access-control-request-headers": "X-One, x-two, bad name",
};

const PREFLIGHTS: {
  name: string;
  cors: boolean | string;
  method?: string;
  fields: Record<string, string>;
  want: string | null;
}[] = [
  { name: "is answered", cors: true, fields: ASKED, want: "204 PUT" },
  { name: "of a listed origin", cors: LISTED, fields: ASKED, want: "204 PUT" },
  { name: "of another", cors: "https://c.example", fields: ASKED, want: null },
  { name: "where it is off", cors: false, fields: ASKED, want: null },
  {
    name: "is not any OPTIONS",
    cors: true,
    fields: { origin: "https://a.example" },
    want: null,
  },
  {
    name: "is not another method",
    cors: true,
    method: "PUT",
    fields: ASKED,
    want: null,
  },
  {
    name: "asks for a method that is one",
    cors: true,
    fields: { ...ASKED, "access-control-request-method": "PUT, x" },
    want: null,
  },
];

for (const { name, cors, method = "OPTIONS", fields, want } of PREFLIGHTS) {
  Deno.test(`a preflight ${name}`, async () => {
    const { before } = rules({ ...NONE, cors });
    const outcome = await before(exchange("/x", { method, fields }));
    assertEquals(describe(outcome), want);
  });
}

Deno.test("a preflight names the fields that were asked for, if they are names", async () => {
  const { before } = rules({ ...NONE, cors: true });
  const outcome = await before(
    exchange("/x", { method: "OPTIONS", fields: ASKED }),
  );
  const fields = outcome && "fields" in outcome ? outcome.fields : [];
  assertEquals(fields[1], ["access-control-allow-headers", "X-One, x-two"]);
});
