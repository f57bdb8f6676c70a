import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Note } from "../support/exchange.ts";
import { refusalOf, replyOf, site, streamOf, textOf } from "./site.ts";

const raw = String.raw;
const PLAIN = raw`printf 'Content-Type: text/plain\n\n'`;

Deno.test("answer: short ones come in one piece, with their true length", async () => {
  const notes: Note[] = [];
  await using scripts = site({
    says_too_much:
      raw`printf 'Content-Type: text/plain\nContent-Length: 99\n\nhello'`,
  });
  const { content, fields } = replyOf(
    await scripts.ask("says_too_much", { notes }),
  );
  assert(content instanceof Uint8Array);
  assertEquals(fields, [["Content-Type", "text/plain"]]);
  assertEquals(notes.map(({ level }) => level), ["warning"]);
});

Deno.test("answer: the first bytes come before the last are written", async () => {
  await using scripts = site({
    writes_in_steps:
      `${PLAIN}; echo one; until [ -e go ]; do sleep 0.02; done; echo two`,
  });
  const reader = streamOf(await scripts.ask("writes_in_steps")).getReader();
  const first = await reader.read();
  assertEquals(new TextDecoder().decode(first.value), "one\n");
  Deno.writeTextFileSync(`${scripts.folder}/go`, "");
  const second = await reader.read();
  assertEquals(new TextDecoder().decode(second.value), "two\n");
  assert((await reader.read()).done);
});

Deno.test("answer: a header that comes byte by byte", async () => {
  await using scripts = site({
    dribbles:
      raw`for c in 'S' 't' 'a' 't' 'u' 's' ':' '2' '0' '3' '\r' '\n' '\r' '\n' 'x'
do printf "$c"; sleep 0.005; done`,
  });
  const outcome = await scripts.ask("dribbles");
  assertEquals(replyOf(outcome).status, 203);
  assertEquals(await textOf(outcome), "x");
});

Deno.test("answer: a length that a stream keeps is passed on", async () => {
  await using scripts = site({
    keeps_it:
      raw`printf 'Content-Type: a/b\nContent-Length: 3\n\nab'; sleep 0.1; printf c`,
  });
  const outcome = await scripts.ask("keeps_it");
  assertEquals(replyOf(outcome).length, 3);
  assertEquals(await textOf(outcome), "abc");
  assertEquals(replyOf(outcome).sent?.(), 3);
});

Deno.test("answer: what goes beyond its length is cut off", async () => {
  await using scripts = site({
    exceeds_it:
      raw`printf 'Content-Type: a/b\nContent-Length: 3\n\nab'; sleep 0.1; printf 'cde'; sleep 0.1; printf f`,
  });
  assertEquals(await textOf(await scripts.ask("exceeds_it")), "abc");
});

Deno.test("answer: what falls short of its length breaks", async () => {
  await using scripts = site({
    falls_short:
      raw`printf 'Content-Type: a/b\nContent-Length: 9\n\nab'; sleep 0.1; printf c`,
  });
  const outcome = await scripts.ask("falls_short");
  await assertRejects(() => textOf(outcome), Error, "3 bytes of the 9");
});

for (
  const [name, script, given] of [
    ["HEAD (9110 §9.3.2)", `${PLAIN}; yes | head -n 100000`, "HEAD"],
    [
      "204 (9110 §15.3.5)",
      raw`printf 'Status: 204\n\n'; yes | head -n 9`,
      "GET",
    ],
    ["304 (9110 §15.4.5)", raw`printf 'Status: 304\nETag: "a"\n\nx'`, "GET"],
  ] as const
) {
  Deno.test(`answer: no content for ${name}, and the script may finish`, async () => {
    await using scripts = site({ script });
    const reply = replyOf(await scripts.ask("script", { method: given }));
    assertEquals([reply.content, reply.length], [null, undefined]);
  });
}

for (const status of [204, 304]) {
  Deno.test(`answer: what has no content has no type of it: ${status} (9110 §8.3, §15.4.5)`, async () => {
    await using scripts = site({
      typed: `printf 'Status: ${status}\\nContent-Type: a/b\\nX-A: 1\\n\\n'`,
    });
    const { fields } = replyOf(await scripts.ask("typed"));
    assertEquals(fields, [["X-A", "1"]]);
  });
}

Deno.test("answer: HEAD tells the length that the script tells", async () => {
  await using scripts = site({
    tells: raw`printf 'Content-Type: a/b\nContent-Length: 12\n\n'`,
  });
  const reply = replyOf(await scripts.ask("tells", { method: "HEAD" }));
  assertEquals([reply.content, reply.length], [null, 12]);
});

Deno.test("answer: a local redirect is handed back (§6.2.2)", async () => {
  await using scripts = site({
    redirects: raw`printf 'Location: /a/b?c\n\n'; sleep 0.1`,
  });
  assertEquals(await scripts.ask("redirects"), { localRedirect: "/a/b?c" });
});

Deno.test("answer: chunks of a script that speaks HTTP are taken apart (§5)", async () => {
  await using scripts = site({
    "nph-chunks":
      raw`printf 'HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel'
sleep 0.05; printf 'lo\r\n0\r\n\r\n'`,
  });
  const outcome = await scripts.ask("nph-chunks");
  assertEquals(replyOf(outcome).fields, [["Content-Type", "a/b"]]);
  assertEquals(await textOf(outcome), "hello");
});

Deno.test("environment: nothing but what the server gives (§4.1)", async () => {
  await using scripts = site({ env: `${PLAIN}; env | sort` }, {
    environment: { GREETING: "hello" },
    dataDirectory: "/var/lib/x",
  });
  const text = await textOf(
    await scripts.ask("env/extra", { fields: { accept: "a/b" } }),
  );
  const names = text.trim().split("\n").map((line) => line.split("=")[0]);
  // The shell adds the last ones by itself.
  const own = names.filter((name) => !/^(PWD|OLDPWD|SHLVL|_)$/.test(`${name}`));
  assertEquals(own, [
    "DOCUMENT_ROOT",
    "GATEHOUSE_DATA",
    "GATEHOUSE_REQUEST",
    "GATEWAY_INTERFACE",
    "GREETING",
    "HTTP_ACCEPT",
    "HTTP_HOST",
    "PATH",
    "PATH_INFO",
    "PATH_TRANSLATED",
    "QUERY_STRING",
    "REDIRECT_STATUS",
    "REMOTE_ADDR",
    "REMOTE_HOST",
    "REMOTE_PORT",
    "REQUEST_METHOD",
    "REQUEST_SCHEME",
    "REQUEST_URI",
    "SCRIPT_FILENAME",
    "SCRIPT_NAME",
    "SERVER_ADDR",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "SERVER_SOFTWARE",
    "UNIQUE_ID",
  ]);
});

const words: readonly { name: string; query: string; want: string }[] = [
  { name: "words become arguments", query: "a+b%20c", want: "[a][b c]" },
  { name: "but not with an =", query: "a=b", want: "" },
  { name: "nor where one looks like an option", query: "a+-s", want: "" },
  { name: "nor where one cannot be read", query: "a+%zz", want: "" },
  { name: "an empty query is none", query: "", want: "" },
];

for (const { name, query, want } of words) {
  Deno.test(`arguments: ${name} (§4.4)`, async () => {
    await using scripts = site({
      args: `${PLAIN}; for a; do printf '[%s]' "$a"; done`,
    }, { queryArguments: true });
    assertEquals(await textOf(await scripts.ask(`args?${query}`)), want);
  });
}

Deno.test("arguments: none unless that is switched on", async () => {
  await using scripts = site({ args: `${PLAIN}; printf '%s' "$#"` });
  assertEquals(await textOf(await scripts.ask("args?a+b")), "0");
});

Deno.test("limits: no place in the queue is 503 with Retry-After", async () => {
  await using scripts = site({
    slow: "echo $$ > slow.pid; until [ -e go ]; do sleep 0.02; done; " + PLAIN,
  }, { maxScripts: 1, maxQueue: 0 });
  const first = scripts.ask("slow");
  await scripts.pid("slow");
  const error = await refusalOf(scripts.ask("slow"));
  assertEquals([error.status, error.fields], [503, [["retry-after", "5"]]]);
  Deno.writeTextFileSync(`${scripts.folder}/go`, "");
  assertEquals(await textOf(await first), "");
});

Deno.test("limits: a slow script does not keep others from running", async () => {
  await using scripts = site({
    slow: "until [ -e go ]; do sleep 0.02; done; " + PLAIN,
    quick: PLAIN,
  }, { maxScripts: 4 });
  const slow = Array.from({ length: 8 }, () => scripts.ask("slow"));
  assertEquals(await textOf(await scripts.ask("quick")), "");
  assertEquals(scripts.runner.waiting, 5);
  Deno.writeTextFileSync(`${scripts.folder}/go`, "");
  for (const one of slow) await textOf(await one);
});
