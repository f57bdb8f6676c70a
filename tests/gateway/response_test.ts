import { assertEquals, assertThrows } from "@std/assert";
import {
  type Answer,
  findHeaderEnd,
  interpretHeader,
  parseHeader,
  UnreadableHeader,
} from "../../lib/gateway/response.ts";

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function read(text: string, sendfile = false): Answer {
  const end = findHeaderEnd(bytes(text));
  if (!end) throw new UnreadableHeader("no end");
  return interpretHeader(
    parseHeader(bytes(text).subarray(0, end.header)),
    sendfile,
  );
}

const ends: readonly {
  name: string;
  given: string;
  want: [header: number, content: number] | null;
}[] = [
  { name: "an empty line ends it (§6.2)", given: "A: 1\n\nx", want: [5, 6] },
  { name: "lines may end in CR LF", given: "A: 1\r\n\r\nx", want: [6, 8] },
  { name: "LF, then CR LF", given: "A: 1\n\r\nx", want: [5, 7] },
  { name: "CR LF, then LF", given: "A: 1\r\n\nx", want: [6, 7] },
  { name: "two lines", given: "A: 1\nB: 2\n\n", want: [10, 11] },
  { name: "an empty line at once", given: "\nx", want: [0, 1] },
  { name: "an empty line at once, CR LF", given: "\r\nx", want: [0, 2] },
  { name: "no empty line", given: "A: 1\nB: 2\n", want: null },
  { name: "CR without LF ends nothing", given: "A: 1\n\rx", want: null },
  { name: "nothing", given: "", want: null },
];

for (const { name, given, want } of ends) {
  Deno.test(`findHeaderEnd: ${name}`, () => {
    const end = findHeaderEnd(bytes(given));
    assertEquals(end && [end.header, end.content], want);
  });
  Deno.test(`findHeaderEnd: ${name}, byte by byte`, () => {
    let end = null;
    for (let length = 0; length <= given.length && !end; length++) {
      const looked = Math.max(0, length - 1);
      end = findHeaderEnd(bytes(given).subarray(0, length), looked);
    }
    assertEquals(end && [end.header, end.content], want);
  });
}

const documents: readonly {
  name: string;
  given: string;
  want: Partial<Extract<Answer, { kind: "document" }>>;
}[] = [
  {
    name: "a document has status 200 (§6.2.1)",
    given: "Content-Type: text/plain",
    want: { status: 200, fields: [["Content-Type", "text/plain"]] },
  },
  {
    name: "Status sets the status (§6.3.3)",
    given: "Status: 404 Not Here\nContent-Type: a/b",
    want: { status: 404, fields: [["Content-Type", "a/b"]] },
  },
  {
    name: "Status needs no reason",
    given: "Status: 404\nContent-Type: a/b",
    want: { status: 404 },
  },
  {
    name: "an absolute Location is a client redirect (§6.2.3)",
    given: "Location: http://a.test/",
    want: { status: 302, fields: [["Location", "http://a.test/"]] },
  },
  {
    name: "a redirect may say its own status (§6.2.4)",
    given: "Location: http://a.test/\nStatus: 307\nContent-Type: a/b",
    want: { status: 307 },
  },
  {
    name: "a path with a Status is for the client",
    given: "Status: 303 See Other\nLocation: /x",
    want: { status: 303, fields: [["Location", "/x"]] },
  },
  {
    name: "a path with a cookie is for the client, as a login means it",
    given: "Location: /x\nSet-Cookie: a=1",
    want: { status: 302, fields: [["Location", "/x"], ["Set-Cookie", "a=1"]] },
  },
  {
    name: "a path with a fragment is for the client",
    given: "Location: /x#y",
    want: { status: 302 },
  },
  {
    name: "empty fields of CGI are as none (§6.3)",
    given: "Status:\nLocation:\nContent-Type: a/b",
    want: { status: 200, fields: [["Content-Type", "a/b"]] },
  },
  {
    name: "several Set-Cookie stay (§6.3.4)",
    given: "Content-Type: a/b\nSet-Cookie: a=1\nSet-Cookie: b=2",
    want: {
      fields: [
        ["Content-Type", "a/b"],
        ["Set-Cookie", "a=1"],
        ["Set-Cookie", "b=2"],
      ],
    },
  },
  {
    name: "Content-Length is told apart (§6.3.4)",
    given: "Content-Type: a/b\nContent-Length: 12",
    want: { length: 12, fields: [["Content-Type", "a/b"]] },
  },
  {
    name: "a Content-Length that is no number is none",
    given: "Content-Type: a/b\nContent-Length: twelve",
    want: { length: null },
  },
  {
    name: "two Content-Length that differ are none (9112 §6.3)",
    given: "Content-Type: a/b\nContent-Length: 1\nContent-Length: 2",
    want: { length: null },
  },
  {
    name: "fields of the connection stay behind (9110 §7.6.1)",
    given:
      "Content-Type: a/b\nConnection: X-Hop, close\nX-Hop: 1\nKeep-Alive: 5\nTE: x\nTrailer: y\nUpgrade: z\nTransfer-Encoding: chunked\nProxy-Connection: q",
    want: { fields: [["Content-Type", "a/b"]], chunked: false },
  },
  {
    name: "a status line of a script that speaks HTTP (§5)",
    given: "HTTP/1.0 418 Short\nX-By: me",
    want: { status: 418, fields: [["X-By", "me"]], chunked: false },
  },
  {
    name: "such a script may send chunks",
    given: "HTTP/1.1 200 OK\nTransfer-Encoding: chunked",
    want: { status: 200, fields: [], chunked: true },
  },
  {
    name: "octets beyond US-ASCII are kept as Latin-1",
    given: "Content-Type: a/b\nX-Name: \xe9",
    want: { fields: [["Content-Type", "a/b"], ["X-Name", "\xe9"]] },
  },
  {
    name: "the same Content-Type twice counts once",
    given: "Content-Type: a/b\nContent-Type: a/b",
    want: { fields: [["Content-Type", "a/b"]] },
  },
  {
    name: "X-Sendfile is any field where it is not switched on",
    given: "Content-Type: a/b\nX-Sendfile: /etc/passwd",
    want: { fields: [["Content-Type", "a/b"], ["X-Sendfile", "/etc/passwd"]] },
  },
];

for (const { name, given, want } of documents) {
  Deno.test(`interpretHeader: ${name}`, () => {
    const answer = read(`${given}\n\n`);
    assertEquals({ ...answer, ...want }, answer);
  });
}

const redirects: readonly { name: string; given: string; want: string }[] = [
  {
    name: "a path is a local redirect (§6.2.2)",
    given: "Location: /a/b?c=d",
    want: "/a/b?c=d",
  },
  {
    name: "a Content-Type does not change that",
    given: "Content-Type: text/html\nLocation: /a",
    want: "/a",
  },
  {
    name: "two slashes are a path, never a host",
    given: "Location: //evil.test/x",
    want: "//evil.test/x",
  },
];

for (const { name, given, want } of redirects) {
  Deno.test(`interpretHeader: ${name}`, () => {
    assertEquals(read(`${given}\n\n`), {
      kind: "local-redirect",
      location: want,
    });
  });
}

Deno.test("interpretHeader: X-Sendfile names a file where it is switched on", () => {
  assertEquals(read("Content-Type: a/b\nX-Sendfile: /srv/x\n\n", true), {
    kind: "file",
    path: "/srv/x",
    status: 200,
    fields: [["Content-Type", "a/b"]],
  });
});

const faults: readonly { name: string; given: string; want: string }[] = [
  { name: "no field at all", given: "\n", want: "empty line" },
  { name: "no field of CGI (§6.3)", given: "X-A: 1\n\n", want: "none of" },
  { name: "no colon", given: "hello\n\n", want: "no header field" },
  { name: "a name that is no token", given: "A b: 1\n\n", want: "no header" },
  {
    name: "a folded line (§6.3)",
    given: "Content-Type: a/b\n c\n\n",
    want: "folded",
  },
  {
    name: "a control character",
    given: "Content-Type: a/b\nX: \x07\n\n",
    want: "control character",
  },
  {
    name: "a carriage return inside a value",
    given: "Content-Type: a/b\rX: 1\n\n",
    want: "control character",
  },
  {
    name: "two different Content-Type (§6.3)",
    given: "Content-Type: a/b\nContent-Type: c/d\n\n",
    want: "two different",
  },
  {
    name: "two different Location",
    given: "Location: /a\nLocation: /b\n\n",
    want: "two different",
  },
  ...["abc", "20", "2000 OK", "099 Low", "100 Continue", "600 High"].map(
    (status) => ({
      name: `Status ${status} (§6.3.3)`,
      given: `Status: ${status}\n\n`,
      want: "status cannot be read",
    }),
  ),
  {
    name: "a status line that is none",
    given: "HTTP/1.1 OK\n\n",
    want: "status cannot be read",
  },
];

for (const { name, given, want } of faults) {
  Deno.test(`a script's header is refused for ${name}`, () => {
    assertThrows(() => read(given), UnreadableHeader, want);
  });
}
