import { ARGUMENTS, ENV, INPUT, type Row } from "./row.ts";

/** RFC 3875 §3, §4.1.18 to §4.4: how a script is found, and what reaches it of a request. */
export const requests: readonly Row[] = [
  {
    name: "The leading part of a path names the script (§3.2)",
    file: "folder/inner/script",
    request: "GET /cgi-bin/folder/inner/script/rest/of/path HTTP/1.1",
    script: ENV,
    want: {
      env: {
        SCRIPT_NAME: "/cgi-bin/folder/inner/script",
        PATH_INFO: "/rest/of/path",
      },
    },
  },
  {
    name: "The first file on the way is the script (§3.2)",
    request: "GET $SCRIPT/cgi-bin/folder/inner/script HTTP/1.1",
    script: ENV,
    want: {
      env: {
        SCRIPT_NAME: "$SCRIPT",
        PATH_INFO: "/cgi-bin/folder/inner/script",
      },
    },
  },
  {
    name: "A path that leads to no script runs none (§3.2)",
    request: "GET /cgi-bin/no_such_script/x HTTP/1.1",
    script: ENV,
    want: { status: 404 },
  },
  {
    name: "The script is invoked as an executable program (§3.4)",
    request: "GET $SCRIPT HTTP/1.1",
    script: String
      .raw`printf 'Content-Type: text/plain\n\n'; head -n 1 "$0"; test -x "$0" && echo executable`,
    want: { content: "#!/bin/sh\nexecutable\n" },
  },
  {
    name: "A field is HTTP_ and its name in capitals, - as _ (§4.1.18)",
    request: "GET $SCRIPT HTTP/1.1\nAccept-Language: da, en;q=0.5",
    script: ENV,
    want: { env: { HTTP_ACCEPT_LANGUAGE: "da, en;q=0.5" } },
  },
  {
    name: "Fields of one name become one value (§4.1.18)",
    request:
      "GET $SCRIPT HTTP/1.1\nX-Many: a\nX-Other: -\nX-Many: b\nX-Many: c",
    script: ENV,
    want: { env: { HTTP_X_MANY: "a, b, c" } },
  },
  {
    name:
      "Several Cookie fields are joined as cookies are (§4.1.18, 6265 §5.4)",
    request: "GET $SCRIPT HTTP/1.1\nCookie: a=1\nCookie: b=2",
    script: ENV,
    want: { env: { HTTP_COOKIE: "a=1; b=2" } },
  },
  {
    name: "A field over several lines never stays so (§4.1.18, 9112 §5.2)",
    request: "GET $SCRIPT HTTP/1.1\nX-Long: first\n  second",
    script: String.raw`printf 'Content-Type: text/plain\n\n'
case $HTTP_X_LONG in "first second" | "first   second") echo merged ;; *) echo "$HTTP_X_LONG" ;; esac`,
    want: { status: [200, 400], content: /^(merged\n|.*400.*|)$/s },
  },
  {
    name: "Authorization is not passed on (§4.1.18, §9.2)",
    request:
      "GET $SCRIPT HTTP/1.1\nAuthorization: Basic dXNlcjpwYXNz\nProxy-Authorization: Basic dXNlcjpwYXNz",
    script: ENV,
    want: {
      env: { HTTP_AUTHORIZATION: null, HTTP_PROXY_AUTHORIZATION: null },
    },
  },
  {
    name: "Authorization is passed on where that was configured (§9.2)",
    request: "GET $SCRIPT HTTP/1.1\nAuthorization: Bearer abc",
    args: ["--cgi-pass-auth"],
    script: ENV,
    want: { env: { HTTP_AUTHORIZATION: "Bearer abc", REMOTE_USER: /^$/ } },
  },
  {
    name: "What another variable says is not said twice (§4.1.18)",
    request: "POST $SCRIPT HTTP/1.1\nContent-Type: text/plain\n\nx",
    script: ENV,
    want: {
      env: {
        CONTENT_LENGTH: "1",
        CONTENT_TYPE: "text/plain",
        HTTP_CONTENT_LENGTH: null,
        HTTP_CONTENT_TYPE: null,
      },
    },
  },
  {
    name: "Fields between client and server alone are not passed on (§4.1.18)",
    request: "GET $SCRIPT HTTP/1.1\nKeep-Alive: timeout=5\nTE: trailers",
    script: ENV,
    want: {
      env: { HTTP_CONNECTION: null, HTTP_KEEP_ALIVE: null, HTTP_TE: null },
    },
  },
  {
    name: "The Host field is passed on (§4.1.18)",
    request: "GET $SCRIPT HTTP/1.1\nHost: localhost:$PORT",
    script: ENV,
    want: { env: { HTTP_HOST: "localhost:$PORT" } },
  },
  {
    name: "A field cannot pose as another variable (§4.1.18)",
    request:
      "GET $SCRIPT HTTP/1.1\nProxy: http://evil.test/\nX_Under: 1\nX-Under: 2\nPath: /evil",
    script: ENV,
    want: {
      env: { HTTP_PROXY: null, HTTP_X_UNDER: "2", PATH: /^(?!\/evil)./ },
    },
  },
  {
    name: "Nothing says https where the scheme is http (§4.1.18)",
    request: "GET $SCRIPT HTTP/1.1",
    script: ENV,
    want: { env: { HTTPS: /^(off)?$/ } },
  },
  {
    name: "The content is on standard input (§4.2)",
    request: "POST $SCRIPT HTTP/1.1\n\nfirstname=Ada&x=%20",
    script: INPUT,
    want: { content: "firstname=Ada&x=%20" },
  },
  {
    name: "CONTENT_LENGTH octets can be read, whatever they are (§4.2)",
    request: "POST $SCRIPT HTTP/1.1\n\n\0\r\n\x1a\x04€\t\x7f\0end",
    script: String.raw`printf 'Content-Type: text/plain\n\n'
head -c "$CONTENT_LENGTH" | od -An -v -tx1 | tr -d ' \n'`,
    want: { content: "000d0a1a04e282ac097f00656e64" },
  },
  {
    name: "Not an octet more than CONTENT_LENGTH follows (§4.2)",
    request:
      "POST $SCRIPT HTTP/1.1\nContent-Length: 4\n\nfourGET / HTTP/1.1\r\n\r\n",
    script: INPUT,
    want: { content: "four" },
  },
  {
    name: "Without content there is nothing to read (§4.2)",
    request: "GET $SCRIPT HTTP/1.1",
    script: String.raw`printf 'Content-Type: text/plain\n\n%s' "$(wc -c)"`,
    want: { content: /^\s*0$/ },
  },
  {
    name: "A script need not read its content (§4.2)",
    request: `POST $SCRIPT HTTP/1.1\n\n${"x".repeat(200_000)}`,
    script: String.raw`printf 'Content-Type: text/plain\n\nread nothing'`,
    want: { content: "read nothing" },
  },
  {
    name: "A script may read a part of its content (§4.2)",
    request: `POST $SCRIPT HTTP/1.1\n\nabc${"x".repeat(200_000)}`,
    script: String.raw`printf 'Content-Type: text/plain\n\n'; head -c 3`,
    want: { content: "abc" },
  },
  {
    name: "Transfer codings are removed from the content (§4.2)",
    request:
      "POST $SCRIPT HTTP/1.1\nTransfer-Encoding: chunked\n\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
    script: String
      .raw`printf 'Content-Type: text/plain\n\n%s:' "$CONTENT_LENGTH"
cat`,
    want: { content: "13:abc0123456789" },
  },
  {
    name: "Content codings: CONTENT_LENGTH is what can be read (§4.1.2, §4.2)",
    request: "POST $SCRIPT HTTP/1.1\nContent-Encoding: gzip\n\nnot really gzip",
    script: String.raw`printf 'Content-Type: text/plain\n\n'
test "$(wc -c)" -eq "$CONTENT_LENGTH" && printf 'same %s' "$HTTP_CONTENT_ENCODING"`,
    want: { content: "same gzip" },
  },
  {
    name:
      "HEAD: content that a script sends all the same is discarded (§4.3.3)",
    request: "HEAD $SCRIPT HTTP/1.1",
    script: String.raw`printf 'Content-Type: text/x-%s\n\n' "$REQUEST_METHOD"
echo should not be seen`,
    want: { fields: { "content-type": "text/x-HEAD" }, content: "" },
  },
  {
    name: "HEAD: no Content-Length but that of GET (§4.3.3, 9110 §8.6)",
    request: "HEAD $SCRIPT HTTP/1.1",
    script: String.raw`printf 'Content-Type: text/plain\n\nsome content\n'`,
    want: { fields: { "content-length": /^(13)?$/ }, content: "" },
  },
  {
    name: "HEAD: a script that sends no content is right (§4.3.3)",
    request: "HEAD $SCRIPT HTTP/1.1",
    script: String.raw`printf 'Status: 404\nContent-Type: text/plain\n\n'`,
    want: { status: 404, content: "" },
  },
  {
    name: "A method that the script refuses is the script's to refuse (§4.3)",
    request: "DELETE $SCRIPT HTTP/1.1",
    script: String
      .raw`printf 'Status: 405 Method Not Allowed\nAllow: GET\nContent-Type: text/plain\n\nno %s' "$REQUEST_METHOD"`,
    want: { status: 405, fields: { allow: "GET" }, content: "no DELETE" },
  },
  {
    name: "Content of PUT reaches the script (§4.3.4)",
    request: "PUT $SCRIPT/file HTTP/1.1\n\nnew text",
    script: INPUT,
    want: { content: "new text" },
  },
  {
    name: "Query words are no arguments unless asked for (§4.4, §9)",
    request: "GET $SCRIPT?-s+-d HTTP/1.1",
    script: String.raw`printf 'Content-Type: text/plain\n\n%s' "$#"`,
    want: { content: "0" },
  },
  ...([
    [
      "Words are split at + and decoded",
      "GET",
      "one+tw%6F+%33",
      "[one][two][3]",
    ],
    ["An encoded = does not make it a form", "GET", "a%3Db", "[a=b]"],
    ["A word may hold an encoded space or +", "GET", "a%20b+%2B", "[a b][+]"],
    ["HEAD and GET only", "POST", "one+two", "[]"],
    ["Not with an unencoded =", "GET", "a=b+c", "[]"],
    ["None at all where one cannot be made", "GET", "one+%00+two", "[]"],
    ["None at all where an escape is broken", "GET", "one+%zz", "[]"],
  ] as const).map(([rule, method, query, content]): Row => ({
    name: `Query words as arguments: ${rule} (§4.4)`,
    request: `${method} $SCRIPT?${query} HTTP/1.1`,
    args: ["--cgi-args"],
    script: ARGUMENTS,
    want: { content },
  })),
  {
    name: "Query words as arguments: HEAD too (§4.4)",
    request: "HEAD $SCRIPT?one+two HTTP/1.1",
    args: ["--cgi-args"],
    script: String.raw`printf 'Content-Type: text/plain\nX-Words: %s\n\n' "$#"`,
    want: { fields: { "x-words": "2" } },
  },
];
