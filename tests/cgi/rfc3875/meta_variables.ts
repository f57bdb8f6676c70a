import { ENV, type Row } from "./row.ts";

/** RFC 3875 §4.1: the meta-variables that a script gets. */
export const metaVariables: readonly Row[] = [
  {
    name: "A value keeps its case (§4.1)",
    request: "GET $SCRIPT HTTP/1.1\nX-Case: aBcD",
    script: ENV,
    want: { env: { HTTP_X_CASE: "aBcD" } },
  },
  {
    name: "No two names differ in case only (§4.1)",
    request: "GET $SCRIPT HTTP/1.1\nX-Case: one\nx-cASE: two",
    script: ENV,
    want: {
      env: { HTTP_X_CASE: "one, two", "HTTP_X_cASE": null, HTTP_x_case: null },
    },
  },
  {
    name: "Octets of a value arrive as they were sent (§4.1)",
    request: "GET $SCRIPT HTTP/1.1\nX-Name: é€",
    script: ENV,
    want: { env: { HTTP_X_NAME: "é€" } },
  },
  {
    name: "AUTH_TYPE is not set by what the client claims alone (§4.1.1)",
    request: "GET $SCRIPT HTTP/1.1\nAuthorization: Basic dXNlcjpwYXNz",
    script: ENV,
    want: { env: { AUTH_TYPE: /^$/ } },
  },
  {
    name: "CONTENT_LENGTH is the size of the content in octets (§4.1.2)",
    request: "POST $SCRIPT HTTP/1.1\nContent-Type: text/plain\n\nnaïve",
    script: ENV,
    want: { env: { CONTENT_LENGTH: "6" } },
  },
  {
    name: "CONTENT_LENGTH is NULL without content (§4.1.2)",
    request: "GET $SCRIPT HTTP/1.1",
    script: ENV,
    want: { env: { CONTENT_LENGTH: /^$/ } },
  },
  {
    name: "CONTENT_LENGTH is 0 or NULL for empty content (§4.1.2)",
    request: "POST $SCRIPT HTTP/1.1\nContent-Length: 0",
    script: ENV,
    want: { env: { CONTENT_LENGTH: /^0?$/ } },
  },
  {
    name: "CONTENT_LENGTH counts after transfer codings are removed (§4.1.2)",
    request:
      "POST $SCRIPT HTTP/1.1\nTransfer-Encoding: chunked\n\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n",
    script: ENV,
    want: { env: { CONTENT_LENGTH: "11", HTTP_TRANSFER_ENCODING: null } },
  },
  {
    name:
      "CONTENT_TYPE is the field's value, parameters and case kept (§4.1.3)",
    request:
      'POST $SCRIPT HTTP/1.1\nContent-Type: Multipart/Form-Data; Boundary="aB=c"\n\nx',
    script: ENV,
    want: { env: { CONTENT_TYPE: 'Multipart/Form-Data; Boundary="aB=c"' } },
  },
  {
    name: "CONTENT_TYPE has no default (§4.1.3)",
    request: "POST $SCRIPT HTTP/1.1\n\nx",
    script: ENV,
    want: { env: { CONTENT_TYPE: /^$/ } },
  },
  {
    name: "CONTENT_TYPE is set whenever the field is there (§4.1.3)",
    request: "GET $SCRIPT HTTP/1.1\nContent-Type: text/x-odd",
    script: ENV,
    want: { env: { CONTENT_TYPE: "text/x-odd" } },
  },
  {
    name: "GATEWAY_INTERFACE is the dialect, without leading zeros (§4.1.4)",
    request: "GET $SCRIPT HTTP/1.1",
    script: ENV,
    want: { env: { GATEWAY_INTERFACE: "CGI/1.1" } },
  },
  {
    name: "PATH_INFO is what follows the script, decoded (§4.1.5)",
    request: "GET $SCRIPT/this%2eis%2ethe%2epath%3binfo HTTP/1.1",
    script: ENV,
    want: { env: { PATH_INFO: "/this.is.the.path;info" } },
  },
  {
    name: "PATH_INFO keeps its case (§4.1.5)",
    request: "GET $SCRIPT/UPPER/lower/MiXeD HTTP/1.1",
    script: ENV,
    want: { env: { PATH_INFO: "/UPPER/lower/MiXeD" } },
  },
  {
    name: "PATH_INFO / is a single void segment (§4.1.5)",
    request: "GET $SCRIPT/ HTTP/1.1",
    script: ENV,
    want: { env: { PATH_INFO: "/" } },
  },
  {
    name: "PATH_INFO keeps a slash at its end (§4.1.5)",
    request: "GET $SCRIPT/a/b/ HTTP/1.1",
    script: ENV,
    want: { env: { PATH_INFO: "/a/b/" } },
  },
  {
    name: "PATH_INFO is NULL where nothing follows the script (§4.1.5)",
    request: "GET $SCRIPT?a/b HTTP/1.1",
    script: ENV,
    want: { env: { PATH_INFO: /^$/ } },
  },
  {
    name: "PATH_INFO is decoded once, and + stays + (§4.1.5)",
    request: "GET $SCRIPT/a%2520b+c%20d HTTP/1.1",
    script: ENV,
    want: { env: { PATH_INFO: "/a%20b+c d" } },
  },
  {
    name: "PATH_INFO holds characters beyond US-ASCII as UTF-8 (§4.1.5)",
    request: "GET $SCRIPT/%C3%A9/%E2%82%AC HTTP/1.1",
    script: ENV,
    want: { env: { PATH_INFO: "/é/€" } },
  },
  {
    name:
      "An encoded slash that would be lost in PATH_INFO is refused (§4.1.5)",
    request: "GET $SCRIPT/a%2Fb HTTP/1.1",
    script: ENV,
    want: { status: [400, 404] },
  },
  {
    name: "PATH_TRANSLATED maps PATH_INFO onto ROOT, there or not (§4.1.6)",
    request: "GET $SCRIPT/No/Such%20File.txt HTTP/1.1",
    script: ENV,
    want: { env: { PATH_TRANSLATED: "$ROOT/No/Such File.txt" } },
  },
  {
    name: "PATH_TRANSLATED is as the file of that URL would be (§4.1.6)",
    request: "GET $SCRIPT/page.txt HTTP/1.1",
    script: String
      .raw`printf 'Content-Type: text/plain\n\n'; cat "$PATH_TRANSLATED"`,
    want: { content: "A page.\n" },
  },
  {
    name: "PATH_TRANSLATED is NULL where PATH_INFO is (§4.1.6)",
    request: "GET $SCRIPT HTTP/1.1",
    script: ENV,
    want: { env: { PATH_TRANSLATED: /^$/ } },
  },
  {
    name: "QUERY_STRING is as it was sent, still encoded (§4.1.7)",
    request: "GET $SCRIPT?a=%20B&c=%zz+d?e=/f%26 HTTP/1.1",
    script: ENV,
    want: { env: { QUERY_STRING: "a=%20B&c=%zz+d?e=/f%26" } },
  },
  {
    name: "QUERY_STRING is set and empty without a query (§4.1.7)",
    request: "GET $SCRIPT HTTP/1.1",
    script: String.raw`printf 'Content-Type: text/plain\n\n'
printf '[%s]' "$(printenv QUERY_STRING || echo unset)"`,
    want: { content: "[]" },
  },
  {
    name: "QUERY_STRING is empty for an empty query too (§4.1, §4.1.7)",
    request: "GET $SCRIPT? HTTP/1.1",
    script: ENV,
    want: { env: { QUERY_STRING: "" } },
  },
  {
    name: "REMOTE_ADDR is the network address of the client (§4.1.8)",
    request: "GET $SCRIPT HTTP/1.1\nX-Forwarded-For: 192.0.2.1",
    script: ENV,
    want: { env: { REMOTE_ADDR: "127.0.0.1" } },
  },
  {
    name: "REMOTE_HOST is a name, or the address in its place (§4.1.9)",
    request: "GET $SCRIPT HTTP/1.1",
    script: ENV,
    want: { env: { REMOTE_HOST: /^(127\.0\.0\.1|localhost.*)$/ } },
  },
  {
    name: "REMOTE_IDENT is not made up (§4.1.10)",
    request: "GET $SCRIPT HTTP/1.1\nRemote-Ident: me",
    script: ENV,
    want: { env: { REMOTE_IDENT: null } },
  },
  {
    name: "REMOTE_USER is set by a login only (§4.1.11)",
    request:
      "GET $SCRIPT HTTP/1.1\nAuthorization: Basic dXNlcjpwYXNz\nRemote-User: root\nREMOTE_USER: root",
    script: ENV,
    want: { env: { REMOTE_USER: /^$/ } },
  },
  ...["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "Purge"]
    .map((method): Row => ({
      name: `REQUEST_METHOD is ${method}, in the client's own case (§4.1.12)`,
      request: `${method} $SCRIPT HTTP/1.1`,
      script: ENV,
      want: { env: { REQUEST_METHOD: method } },
    })),
  {
    name: "SCRIPT_NAME is the path of the script, no more (§4.1.13)",
    request: "GET $SCRIPT/extra/path?query HTTP/1.1",
    script: ENV,
    want: { env: { SCRIPT_NAME: "$SCRIPT" } },
  },
  {
    name: "SCRIPT_NAME is not URL-encoded (§4.1.13)",
    file: "two words",
    request: "GET /cgi-bin/two%20words/x HTTP/1.1",
    script: ENV,
    want: { env: { SCRIPT_NAME: "/cgi-bin/two words", PATH_INFO: "/x" } },
  },
  {
    name: "SERVER_NAME is the host that the request is for (§4.1.14)",
    request: "GET $SCRIPT HTTP/1.1\nHost: localhost:$PORT",
    script: ENV,
    want: { env: { SERVER_NAME: "localhost" } },
  },
  {
    name: "SERVER_NAME keeps the brackets of an IPv6 address (§4.1.14)",
    request: "GET $SCRIPT HTTP/1.1\nHost: [::1]:$PORT",
    script: ENV,
    want: { env: { SERVER_NAME: "[::1]" } },
  },
  {
    name: "SERVER_NAME is the server's address without a Host field (§4.1.14)",
    request: "GET $SCRIPT HTTP/1.0",
    script: ENV,
    want: { env: { SERVER_NAME: /^(127\.0\.0\.1|localhost)$/ } },
  },
  {
    name: "SERVER_PORT is the port that the request came in by (§4.1.15)",
    request: "GET $SCRIPT HTTP/1.1\nHost: localhost:$PORT",
    script: ENV,
    want: { env: { SERVER_PORT: "$PORT" } },
  },
  {
    name: "SERVER_PORT is set without a Host field too (§4.1.15)",
    request: "GET $SCRIPT HTTP/1.0",
    script: ENV,
    want: { env: { SERVER_PORT: "$PORT" } },
  },
  {
    name: "SERVER_PROTOCOL is name and version (§4.1.16)",
    request: "GET $SCRIPT HTTP/1.1",
    script: ENV,
    want: { env: { SERVER_PROTOCOL: "HTTP/1.1" } },
  },
  {
    name: "SERVER_SOFTWARE is name and version (§4.1.17)",
    request: "GET $SCRIPT HTTP/1.1",
    script: ENV,
    want: { env: { SERVER_SOFTWARE: /^Gatehouse\/\d+\.\d+/ } },
  },
];
