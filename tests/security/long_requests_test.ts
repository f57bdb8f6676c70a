import { assert } from "@std/assert";
import { sendRaw } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

/** Nearly all that the platform lets into a request's header, in bytes. */
const LENGTH = 60_000;

/** As often as it fits. */
function many(text: string): string {
  return text.repeat(Math.floor(LENGTH / text.length));
}

interface Case {
  readonly name: string;
  readonly path?: string;
  readonly field?: string;
}

/** Each took a reader of such requests the square of their length once, or would take another. */
const CASES: Case[] = [
  { name: "folders that are not there", path: many("/a") },
  { name: "… that would be scripts", path: many("/a.cgi") },
  { name: "… below the scripts", path: `/cgi-bin${many("/a")}` },
  { name: "… behind a script", path: `/cgi-bin/hello${many("/a")}` },
  { name: "… behind a password", path: `/private${many("/a")}` },
  { name: "empty segments", path: many("/") },
  { name: "a way down and up", path: many("/a/..") },
  { name: "a way that stays", path: many("/.") },
  { name: "dots", path: `/${many(".")}x` },
  { name: "dots with a script's extension", path: `/${many(".")}x.cgi` },
  { name: "escapes", path: `/${many("%41")}` },
  { name: "parameters", path: `/?${many("a=b&")}` },
  { name: "quotes in If-None-Match", field: `If-None-Match: "${many('\\"')}` },
  { name: "quotes in If-Match", field: `If-Match: "${many('\\"')}` },
  { name: "tags", field: `If-None-Match: ${many('"a",')}` },
  { name: "commas", field: `If-None-Match: ${many(",")}` },
  { name: "ranges", field: `Range: bytes=${many("0-0,")}` },
  { name: "codings", field: `Accept-Encoding: ${many("a;q=0.1,")}` },
  { name: "spaces in codings", field: `Accept-Encoding: a${many(" ")}b` },
  { name: "types", field: `Accept: ${many("a/b;q=0.1,")}` },
  { name: "proxies", field: `X-Forwarded-For: ${many("127.0.0.1,")}` },
  { name: "quotes of proxies", field: `X-Forwarded-For: "${many('\\"')}` },
  { name: "a token in Forwarded", field: `Forwarded: ${many("a")}` },
  { name: "pairs in Forwarded", field: `Forwarded: ${many("for=a;")}` },
  { name: "quotes in Forwarded", field: `Forwarded: for="${many('\\"')}` },
  { name: "open quotes in Forwarded", field: `Forwarded: ${many('a="')}` },
  { name: "credentials", field: `Authorization: Basic ${many("a")}` },
  { name: "cookies", field: `Cookie: ${many("a=b; ")}` },
  {
    name: "fields of a preflight",
    field: `Access-Control-Request-Headers: "${many('\\"')}`,
  },
];

const OPTIONS = ["--trusted-proxy=127.0.0.1", "--cors", "--clean-urls"];
/** How many of each are sent: what takes a second for one would take longer than anybody waits. */
const TIMES = 8;

Deno.test("long requests take no longer than their length", async (t) => {
  const home = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${home}/www`);
  await Deno.mkdir(`${home}/cgi-bin`);
  await Deno.writeTextFile(`${home}/www/index.html`, "home");
  await Deno.writeTextFile(
    `${home}/users`,
    "ada:{SHA}UWuXg/ylF+7L0dBk2i0WUxCxl1k=\n",
  );
  const hello = "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\nhello'\n";
  await Deno.writeTextFile(`${home}/cgi-bin/hello`, hello, { mode: 0o755 });
  await using server = await startServer([
    `${home}/www`,
    `--users=/private/=${home}/users`,
    "--log-format=none",
    ...OPTIONS,
  ]);
  for (const { name, path = "/", field = "X: y" } of CASES) {
    await t.step(name, async () => {
      const method = name.endsWith("preflight") ? "OPTIONS" : "GET";
      const request = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n` +
        `Origin: http://a.test\r\n${field}\r\nConnection: close\r\n\r\n`;
      const end = AbortSignal.timeout(10_000);
      for (let times = 0; times < TIMES; times++) {
        const { status } = await sendRaw(server.port, request);
        assert(status >= 200 && status < 600, String(status));
        end.throwIfAborted();
      }
    });
  }
  assert(!server.stderr().includes("is replaced"), server.stderr());
  await server.stop();
  await Deno.remove(home, { recursive: true });
});
