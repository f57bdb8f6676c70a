import { assert, assertEquals } from "@std/assert";
import { sendRaw } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

/** Before 2.8 the platform reads requests with another parser. */
const OLD = /^2\.[0-7]\./.test(Deno.version.deno);

interface Case {
  readonly name: string;
  /** Sent as it is; HOST stands for a Host field and the end of the header. */
  readonly request: string;
  /** Statuses that are right; the first is what the present platform gives. */
  readonly want: readonly number[];
  /** What the older platform may give besides: it takes longer headers. */
  readonly wantOld?: number;
  /** What must not be in the response. */
  readonly never?: RegExp;
}

const HOST = "Host: gatehouse.test\r\nConnection: close\r\n";
const END = `${HOST}\r\n`;

const CASES: Case[] = [
  {
    name: "both Content-Length and Transfer-Encoding (9112 §6.1)",
    request:
      `POST /cgi-bin/echo HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n${END}0\r\n\r\nGET /secret HTTP/1.1\r\n\r\n`,
    want: [400],
  },
  {
    name: "two lengths that differ (9112 §6.3)",
    request:
      `POST /cgi-bin/echo HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n${END}hello!`,
    want: [400],
  },
  {
    name: "a length that is no number (9112 §6.3)",
    request: `POST /cgi-bin/echo HTTP/1.1\r\nContent-Length: +5\r\n${END}hello`,
    want: [400],
  },
  {
    name: "a transfer coding that nobody knows (9112 §6.1)",
    request:
      `POST /cgi-bin/echo HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n${END}0\r\n\r\n`,
    want: [400, 501],
  },
  {
    name: "two Host fields (9112 §3.2)",
    request: `GET / HTTP/1.1\r\nHost: other.test\r\n${END}`,
    want: [400],
  },
  {
    name: "a Host that ends the authority (9112 §3.2)",
    request:
      "GET /secret HTTP/1.1\r\nHost: a/../index.html?\r\nConnection: close\r\n\r\n",
    want: [400],
  },
  {
    name: "a Host with a user in it (9110 §4.2.4)",
    request:
      "GET / HTTP/1.1\r\nHost: user@gatehouse.test\r\nConnection: close\r\n\r\n",
    want: [400],
  },
  {
    name: "absolute-form of another scheme's path",
    request: `GET http://other.test/../../etc/passwd HTTP/1.1\r\n${END}`,
    want: [400],
    never: /root:/,
  },
  {
    name: "authority-form where nobody proxies (9112 §3.2.3)",
    request: `CONNECT gatehouse.test:80 HTTP/1.1\r\n${END}`,
    want: [400, 404, 405],
  },
  {
    name: "a way above ROOT, encoded once",
    request: `GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n${END}`,
    want: [400],
    never: /root:/,
  },
  {
    name: "a way above ROOT, encoded twice",
    request: `GET /%252e%252e/etc/passwd HTTP/1.1\r\n${END}`,
    want: [404],
    never: /root:/,
  },
  {
    name: "a way above ROOT by an encoded slash",
    request: `GET /..%2f..%2fetc%2fpasswd HTTP/1.1\r\n${END}`,
    want: [404, 400],
    never: /root:/,
  },
  {
    name: "NUL in the path",
    request: `GET /index.html%00.txt HTTP/1.1\r\n${END}`,
    want: [400],
  },
  {
    name: "a script's source by another case of an escape",
    request: `GET /%63gi-bin/echo HTTP/1.1\r\n${END}`,
    want: [200],
    never: /#!/,
  },
  {
    name: "a script's source below ROOT",
    request: `GET /page.cgi/ HTTP/1.1\r\n${END}`,
    want: [200],
    never: /#!/,
  },
  {
    name: "a folder's redirect splits no response",
    request: `GET /folder%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\n${END}`,
    want: [404],
    never: /\nset-cookie/i,
  },
  {
    name: "a folder's redirect leads to no other host",
    request: `GET //other.test/..//folder HTTP/1.1\r\n${END}`,
    want: [301, 308],
    never: /location: \/\/|location: http:\/\/other/i,
  },
  {
    name: "a script's redirect splits no response (3875 §6.3)",
    request: `GET /cgi-bin/location?x%0d%0aSet-Cookie:a HTTP/1.1\r\n${END}`,
    want: [404, 302, 502, 500],
    never: /\nset-cookie/i,
  },
  {
    name: "httpoxy: Proxy is no variable (3875 §4.1.18)",
    request:
      `GET /cgi-bin/variables HTTP/1.1\r\nProxy: http://evil.test\r\n${END}`,
    want: [200],
    never: /HTTP_PROXY/,
  },
  {
    name: "no variable of the server's own environment",
    request: `GET /cgi-bin/variables HTTP/1.1\r\n${END}`,
    want: [200],
    never: /SERVER_SECRET/,
  },
  {
    name: "Authorization is not for scripts unless they are to have it",
    request:
      `GET /cgi-bin/variables HTTP/1.1\r\nAuthorization: Basic c2VjcmV0\r\n${END}`,
    want: [200],
    never: /c2VjcmV0/,
  },
  {
    name: "a target as long as a book",
    request: `GET /${"a".repeat(70_000)} HTTP/1.1\r\n${END}`,
    want: [400, 414, 431],
  },
  {
    name: "fields as long as a book",
    request: `GET / HTTP/1.1\r\nX: ${"a".repeat(300_000)}\r\n${END}`,
    want: [400, 431],
    wantOld: 200,
  },
  {
    name: "more fields than anybody reads",
    request: `GET / HTTP/1.1\r\n${"X: y\r\n".repeat(2_000)}${END}`,
    want: [400, 431],
  },
  {
    name: "script markup in a path stays text on the error page",
    request:
      `GET /%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\r\nAccept: text/html\r\n${END}`,
    want: [404],
    never: /<script>alert/,
  },
  {
    name: "an error page tells neither path nor version",
    request: `GET /cgi-bin/fails HTTP/1.1\r\nAccept: text/html\r\n${END}`,
    want: [500, 502],
    never: /gatehouse-test|gatehouse\/\d|deno|\.ts:|private words/i,
  },
  {
    name: "no field tells which server this is",
    request: `GET / HTTP/1.1\r\n${END}`,
    want: [200],
    never: /^(server|x-powered-by):/im,
  },
];

const SCRIPTS: Readonly<Record<string, string>> = {
  "cgi-bin/echo": "printf 'Content-Type: text/plain\\n\\n'; exec cat",
  "cgi-bin/location": "printf 'Location: /%s\\n\\n' \"$QUERY_STRING\"",
  "cgi-bin/variables": "printf 'Content-Type: text/plain\\n\\n'; env",
  "cgi-bin/fails": "echo private words >&2; exit 3",
  "www/page.cgi": "printf 'Content-Type: text/plain\\n\\npage'",
};

async function makeSite(): Promise<string> {
  const home = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${home}/www/folder`, { recursive: true });
  await Deno.mkdir(`${home}/cgi-bin`);
  await Deno.writeTextFile(`${home}/www/index.html`, "home");
  await Deno.writeTextFile(`${home}/secret`, "secret");
  for (const [path, text] of Object.entries(SCRIPTS)) {
    await Deno.writeTextFile(`${home}/${path}`, `#!/bin/sh\n${text}\n`, {
      mode: 0o755,
    });
  }
  return home;
}

Deno.test("what hostile requests are answered", async (t) => {
  const home = await makeSite();
  const named = ["--allow-host=gatehouse.test", "--allow-host=other.test"];
  await using server = await startServer([`${home}/www`, ...named], {
    env: { SERVER_SECRET: "x" },
  });
  for (const { name, request, want, wantOld, never } of CASES) {
    await t.step(name, async () => {
      const { head, status, text } = await sendRaw(server.port, request);
      const right = want.includes(status) || (OLD && status === wantOld);
      assert(right, `${status}: ${head}\n${text}`);
      const all = `${head}\n${text}`;
      assert(!never?.test(all), `found ${never} in: ${all}`);
    });
  }
  await t.step("the log holds a line for each request, and no secret", () => {
    const log = server.stdout() + server.stderr();
    assert(!/c2VjcmV0|evil\.test/.test(log), log);
    assert(!/^Set-Cookie/m.test(log), log);
  });
  assertEquals(await server.stop(), 0);
  await Deno.remove(home, { recursive: true });
});
