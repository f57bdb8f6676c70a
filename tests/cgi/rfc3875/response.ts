import { ENV, type Row } from "./row.ts";

/** A script that answers with this `printf` format, and a GET of it. */
function says(
  name: string,
  format: string,
  want: Row["want"],
  request = "GET $SCRIPT HTTP/1.1",
): Row {
  return { name, request, script: `printf '${format}'`, want };
}

const raw = String.raw;

/** RFC 3875 §6.1, §6.2: the kinds of response. */
const kinds: readonly Row[] = [
  says("An empty response is a fault of the script (§6.1)", "", {
    status: 502,
  }),
  says(
    "A response without any field is a fault of the script (§6.2)",
    raw`\nhello`,
    { status: 502 },
  ),
  says(
    "A header without its blank line is a fault of the script (§6.2)",
    raw`Content-Type: text/plain\nhello\n`,
    { status: 502 },
  ),
  says(
    "Whatever a script sends, the client gets HTTP (§3.1)",
    raw`\001\002\377 nonsense\n\n`,
    { status: 502, fields: { "content-type": /^text\// } },
  ),
  says(
    "A document: its content and type, status 200 (§6.2.1)",
    raw`Content-Type: text/plain\n\nhello`,
    { fields: { "content-type": "text/plain" }, content: "hello" },
  ),
  says(
    "A document may have no content (§6.2)",
    raw`Content-Type: text/plain\n\n`,
    { content: "" },
  ),
  says(
    "A document may carry a Status (§6.2.1)",
    raw`Status: 404 Not here\nContent-Type: text/plain\n\nno`,
    { status: 404, content: "no" },
  ),
  says(
    "The order of fields does not matter (§6.2)",
    raw`X-First: 1\nContent-Type: text/plain\nStatus: 201 Created\n\nok`,
    { status: 201, fields: { "x-first": "1" }, content: "ok" },
  ),
  says(
    "204 goes out as HTTP has it, without content (§6.2.1)",
    raw`Status: 204\nContent-Type: text/plain\n\nodd`,
    { status: 204, content: "" },
  ),
  says(
    "304 goes out as HTTP has it, without content (§6.2.1)",
    raw`Status: 304\nETag: "a"\nContent-Type: text/plain\n\nodd`,
    { status: 304, fields: { etag: '"a"' }, content: "" },
  ),
  says(
    "A local redirect is answered with that file (§6.2.2)",
    raw`Location: /page.txt\n\n`,
    {
      fields: { "content-type": /^text\/plain/, location: null },
      content: "A page.\n",
    },
  ),
  says(
    "A local redirect is answered with that script, query and all (§6.2.2)",
    raw`Location: /cgi-bin/env/extra%%20path?a=%%20b\n\n`,
    {
      env: {
        SCRIPT_NAME: "/cgi-bin/env",
        PATH_INFO: "/extra path",
        QUERY_STRING: "a=%20b",
        REQUEST_METHOD: "GET",
      },
    },
    "GET $SCRIPT?not=this HTTP/1.1",
  ),
  says(
    "A local redirect of a POST is a GET without content (§6.2.2, §6.3.2)",
    raw`Location: /cgi-bin/env\n\n`,
    { env: { REQUEST_METHOD: "GET", CONTENT_LENGTH: /^0?$/ } },
    "POST $SCRIPT HTTP/1.1\nContent-Type: text/plain\n\nhello",
  ),
  says(
    "A local redirect to nothing is what that request would get (§6.2.2)",
    raw`Location: /no_such_page\n\n`,
    { status: 404 },
  ),
  says(
    "A local redirect cannot leave ROOT (§6.2.2, §9.8)",
    raw`Location: /../../../../etc/passwd\n\n`,
    { status: [400, 404, 502] },
  ),
  says(
    "A client redirect is answered with 302 (§6.2.3)",
    raw`Location: http://example.test/a?b\n\n`,
    { status: 302, fields: { location: "http://example.test/a?b" } },
  ),
  says(
    "A client redirect keeps its fragment (§6.3.2)",
    raw`Location: http://example.test/a#part\n\n`,
    { status: 302, fields: { location: "http://example.test/a#part" } },
  ),
  says(
    "A client redirect may be to any scheme (§6.3.2)",
    raw`Location: mailto:ada@example.test\n\n`,
    { status: 302, fields: { location: "mailto:ada@example.test" } },
  ),
  says(
    "A client redirect may carry a document (§6.2.4)",
    raw`Location: http://example.test/\nStatus: 302 Found\nContent-Type: text/html\n\n<p>there`,
    {
      status: 302,
      fields: { location: "http://example.test/", "content-type": "text/html" },
      content: "<p>there",
    },
  ),
  ...[301, 303, 307, 308].map((status) =>
    says(
      `A client redirect may carry status ${status} (§6.2.4)`,
      raw`Status: ${status}\nLocation: http://example.test/\nContent-Type: text/plain\n\nthere`,
      { status, fields: { location: "http://example.test/" } },
    )
  ),
  {
    name: "A local redirect to itself comes to an end (§6.2.2)",
    file: "to_itself",
    request: "GET $SCRIPT HTTP/1.1",
    script: raw`printf 'Location: /cgi-bin/to_itself\n\n'`,
    want: { status: [500, 502, 508] },
  },
];

/** RFC 3875 §5: scripts whose header the server does not parse. */
const unparsed: readonly Row[] = [
  {
    name: "An NPH script says status and fields by itself (§5.2)",
    file: "nph-teapot",
    request: "GET $SCRIPT HTTP/1.1",
    script:
      raw`printf 'HTTP/1.1 418 Short\r\nContent-Type: text/plain\r\nX-By: me\r\n\r\nstout'`,
    want: { status: 418, fields: { "x-by": "me" }, content: "stout" },
  },
  {
    name: "An NPH script gets the client's content unaltered (§5.1, §4.2)",
    file: "nph-input",
    request: "POST $SCRIPT HTTP/1.1\n\na\0b",
    script:
      raw`printf 'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n'; od -An -v -tx1 | tr -d ' \n'`,
    want: { content: "610062" },
  },
];

/** RFC 3875 §6.4: the content. */
const contents: readonly Row[] = [
  {
    name: "Content is sent as it is, whatever the octets (§6.4)",
    request: "GET $SCRIPT HTTP/1.1",
    script: raw`printf 'Content-Type: application/octet-stream\n\n'
printf 'a\000\r\n\n\r\377\376z'`,
    want: {
      fields: { "content-type": "application/octet-stream" },
      content: "a\0\r\n\n\r\xff\xfez",
    },
  },
  {
    name: "All of the content is read, to its end (§6.4)",
    request: "GET $SCRIPT HTTP/1.1",
    script: raw`printf 'Content-Type: text/plain\n\n'
head -c 300000 /dev/zero | tr '\0' x; printf end`,
    want: { content: /^x{300000}end$/ },
  },
  {
    name: "Content that comes in pieces is sent whole (§6.4)",
    request: "GET $SCRIPT HTTP/1.1",
    script:
      raw`printf 'Content-'; sleep 0.05; printf 'Type: text/plain\n'; sleep 0.05
printf '\none '; sleep 0.05; printf two`,
    want: { content: "one two" },
  },
];

/** RFC 3875 §7.2, §8.1: the same on Unix, and what servers are advised to do with paths. */
const systems: readonly Row[] = [
  {
    name: "The working folder is the script's own (§7.2)",
    file: "folder/where",
    request: "GET $SCRIPT HTTP/1.1",
    script: raw`printf 'Content-Type: text/plain\n\n%s' "$(pwd)"`,
    want: { content: "$SCRIPTS/folder" },
  },
  says(
    "A line may end in CR LF as well as LF (§7.2)",
    raw`Content-Type: text/plain\r\nX-One: 1\nX-Two: 2\r\n\r\nhello\r\n`,
    {
      fields: { "content-type": "text/plain", "x-one": "1", "x-two": "2" },
      content: "hello\r\n",
    },
  ),
  {
    name: "A NUL in the path is refused (§7.2, §8.1)",
    request: "GET $SCRIPT/a%00b HTTP/1.1",
    script: ENV,
    want: { status: 400 },
  },
  {
    name:
      "Segments . and .. are resolved before the path is split (§8.1, §9.8)",
    request: "GET $SCRIPT/a/./b/%2e%2e/c HTTP/1.1",
    script: ENV,
    want: { env: { SCRIPT_NAME: "$SCRIPT", PATH_INFO: "/a/c" } },
  },
  {
    name: "Segments .. cannot lead out of the script's own paths (§9.8)",
    request: "GET $SCRIPT/../../../../etc/passwd HTTP/1.1",
    script: ENV,
    want: { status: [400, 404] },
  },
  {
    name: "Empty segments are merged, in SCRIPT_NAME and PATH_INFO (§8.1)",
    file: "folder/merged",
    request: "GET //cgi-bin//folder/merged//a///b HTTP/1.1",
    script: ENV,
    want: { env: { SCRIPT_NAME: "$SCRIPT", PATH_INFO: "/a/b" } },
  },
];

/** RFC 3875 §5 to §9: what a script may answer, and what becomes of it. */
export const responses: readonly Row[] = [
  ...unparsed,
  ...kinds,
  ...contents,
  ...systems,
];
