import type { Numbers } from "./fuzzer.ts";

/** What one part of a request may be. */
interface Part {
  /** What gets past the parser. */
  readonly good: readonly string[];
  /** What has troubled servers before. Latin-1. */
  readonly odd: readonly string[];
}

const words = (text: string): string[] => text.split(" ");

const PARTS = {
  method: {
    good: words("GET GET GET GET HEAD POST PUT DELETE OPTIONS PATCH TRACE G"),
    odd: ["get", "", "GET\t", "\x00", "M".repeat(300), "GET /x"],
  },
  path: {
    good: [
      ...words("/ /page.html /folder /folder/ /%70age.html //page.html"),
      ...words("/cgi-bin/echo /cgi-bin/echo/a/b /cgi-bin/fields /cgi-bin/"),
      ...words("/cgi-bin/fails /page.cgi /page.cgi/extra /private/ /nothing"),
      ...words("/old/x /new/page.html /.hidden /page.html~ /page.html/"),
      ...words("/-/status /gatehouse.json /a%5cb /%E2%82%AC * /./page.html"),
      ...words("/private/..%2fpage.html /%70rivate/ /cgi-bin/%2e%2e/page.html"),
      "/a".repeat(2_000),
      "/" + "a".repeat(9_000),
    ],
    odd: [
      ...words("/../ /%2e%2e/%2e%2e/ /..%2f..%2f /%00 /% /%zz /%ff%fe /\\..\\"),
      ...words("page.html http://localhost/ http:// http:/x //evil.test"),
      ...["", "/\x01", "/\xe9", "/a b"],
    ],
  },
  query: {
    good: ["", "", "", "?", "?a=b", "?a+b", "?%00", "?=&&=", "?a=%zz"],
    odd: ["?x#y", "#z", "? ", "?" + "a=b&".repeat(2_000)],
  },
  version: {
    good: words("HTTP/1.1 HTTP/1.1 HTTP/1.1 HTTP/1.0"),
    odd: [...words("HTTP/2.0 HTTP/0.9 HTTP/1.10 http/1.1"), "HTTP/1.1 x", ""],
  },
  host: {
    good: words("localhost localhost localhost:80 127.0.0.1 [::1]:1 evil.test"),
    odd: ["a/b?c#d@e", "", "localhost:99999", "[::1", "a b", "@", "a,b"],
  },
  name: {
    good: [
      ...words("Accept Accept-Encoding Accept-Language Range If-Range"),
      ...words("If-Match If-None-Match If-Modified-Since If-Unmodified-Since"),
      ...words("Cookie Authorization Authorization Origin Referer X-Say X-Say"),
      ...words("Access-Control-Request-Method Access-Control-Request-Headers"),
      ...words("X-Forwarded-For Forwarded X-Forwarded-Proto X-Forwarded-Host"),
      ...words("Connection Expect Upgrade TE Trailer Content-Type Proxy Via"),
      ...words("Content-Encoding _ Content_Length Cache-Control"),
    ],
    odd: ["X Y", "X:", "", " X", "\x01", "X-\xe9", "Host", "Content-Length"],
  },
  value: {
    good: [
      ...["*/*", "text/html", "gzip, br;q=0.5, *;q=0", "identity;q=0", "*"],
      ...["bytes=0-3", "bytes=-1", "bytes=5-2", "bytes=0-0,2-3,5-", "items=0-"],
      ...['"x"', 'W/"x"', '"', '","', '"\\"', "Sun, 06 Nov 1994 08:49:37 GMT"],
      ...["Sun, 99 Nov 1994 99:99:99 GMT", "a=b; c=d", "Basic YTpi", "Basic ="],
      ...["http://a.test", "null", "GET", "x-a, x-b", "192.0.2.1, 127.0.0.1"],
      ...['for="[::1]:80";proto=https, for="', "https", "constructor", "close"],
      ...["100-continue", "h2c", "websocket", "trailers", "keep-alive, x-say"],
      ...["Location: /page.html", "Location: //evil.test", "Status: 204"],
      ...["Content-Type: text/html", "Content-Length: 9", "Status: 999", ""],
      ...["__proto__", "\xff\xfe", "x".repeat(5_000), ",".repeat(5_000)],
      '\\"'.repeat(2_000),
    ],
    odd: [
      " ",
      "\t",
      "\x01",
      "\x7f",
      "a\rb",
      "a\0b",
      "a\nb",
      "x".repeat(70_000),
    ],
  },
  end: { good: ["\r\n"], odd: ["\n", "\r", "\r\r\n", "\r\n ", "\r\n\r\n", ""] },
  length: {
    good: words("0 5 5 6"),
    odd: ["", "-1", "+5", "5, 5", "0x5", "5 ", "1e1", "99999999999999999999"],
  },
  coding: {
    good: ["chunked"],
    odd: ["gzip, chunked", "identity", "xchunked", "", "chunked, chunked"],
  },
  chunk: {
    good: ["5\r\nhello\r\n", "5;a=b\r\nhello\r\n", "1\r\nx\r\n"],
    odd: [
      ...["5\nhello\n", "4\r\nhello\r\n", "-1\r\nx\r\n", "\r\n", "5 \r\nhello"],
      "fffffffffffffffff\r\nx",
    ],
  },
  last: {
    good: ["0\r\n\r\n"],
    odd: ["0\r\nX: y\r\n\r\n", "0\r\n", "0\n\n", "", "0\r\n\0"],
  },
} as const satisfies Readonly<Record<string, Part>>;

/** One in sixteen parts is odd: with more, nearly every request would be refused at the door. */
function choose(next: Numbers, part: keyof typeof PARTS): string {
  const { good, odd }: Part = PARTS[part];
  const choices = next(16) > 0 ? good : odd;
  return choices[next(choices.length)] ?? "";
}

/** A request put together of parts, most of them such as get past the parser. */
export function composed(next: Numbers): string {
  const method = choose(next, "method");
  const target = choose(next, "path") + choose(next, "query");
  const lines = [`${method} ${target} ${choose(next, "version")}`];
  if (next(16) > 0) lines.push(`Host: ${choose(next, "host")}`);
  for (let count = next(5); count > 0; count--) {
    lines.push(`${choose(next, "name")}: ${choose(next, "value")}`);
  }
  const [framing, content] = contentOf(next, method);
  const end = () => next(4) > 0 ? "\r\n" : choose(next, "end");
  const head = [...lines, ...framing].map((line) => line + end());
  return head.join("") + "\r\n" + content;
}

function contentOf(next: Numbers, method: string): [string[], string] {
  const kind = next(method === "POST" || method === "PUT" ? 3 : 12);
  if (kind > 1) return [[], ""];
  if (kind === 0) {
    const length = choose(next, "length");
    return [[`Content-Length: ${length}`], "hello!".slice(0, next(7))];
  }
  const chunks = Array.from({ length: next(4) }, () => choose(next, "chunk"));
  const both = next(16) === 0 ? ["Content-Length: 5"] : [];
  const coding = `Transfer-Encoding: ${choose(next, "coding")}`;
  return [[...both, coding], chunks.join("") + choose(next, "last")];
}
