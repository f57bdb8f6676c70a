import type { Row } from "./row.ts";

/** A script that answers with this header and the content `ok`. */
function says(name: string, header: string, want: Row["want"]): Row {
  return {
    name,
    request: "GET $SCRIPT HTTP/1.1",
    script: `printf '${header}\\n\\nok'`,
    want,
  };
}

const raw = String.raw;

/** RFC 3875 §6.3: the fields of a response. */
export const responseFields: readonly Row[] = [
  says(
    "Names of fields are in any case (§6.3)",
    raw`CONTENT-type: text/x-any\nstatus: 202\nx-SOME: 1`,
    { status: 202, fields: { "content-type": "text/x-any", "x-some": "1" } },
  ),
  says(
    "White space after the colon is free (§6.3)",
    raw`Content-Type:text/plain\nX-None:1\nX-More: \t 2`,
    {
      fields: { "content-type": "text/plain", "x-none": "1", "x-more": "2" },
      content: "ok",
    },
  ),
  says(
    "White space before the colon does not get out (§6.3, 9112 §5.1)",
    raw`Content-Type: text/plain\nX-Space : 1`,
    {
      status: [200, 502],
      fields: { "x-space ": null, "x-space": /^1?$/ },
    },
  ),
  says(
    "A field over several lines is refused (§6.3)",
    raw`Content-Type: text/plain\nX-Long: one\n two`,
    { status: 502 },
  ),
  says(
    "A name that is no token is refused (§6.3)",
    raw`Content-Type: text/plain\nX(Odd): 1`,
    { status: 502 },
  ),
  says(
    "A control byte in a value never gets out (§6.3, 9110 §5.5)",
    raw`Content-Type: text/plain\nX-Bell: a\007b`,
    { status: [200, 502], fields: { "x-bell": /^[\x20-\x7e]*$/ } },
  ),
  ...["Content-Type: text/plain", "Status: 200", "Location: http://a.test/"]
    .map((field) =>
      says(
        `${field.split(":")[0]} cannot be there twice (§6.3)`,
        raw`Content-Type: text/html\n${field}\n${
          field.replace(/\w+\/?$/, "x-other")
        }`,
        { status: 502 },
      )
    ),
  says(
    "An empty Status is as none (§6.3)",
    raw`Content-Type: text/plain\nStatus:`,
    { content: "ok" },
  ),
  says(
    "An empty Location is as none (§6.3)",
    raw`Content-Type: text/plain\nLocation:`,
    { fields: { location: null }, content: "ok" },
  ),
  says(
    "An empty field of another name is empty or not there (§6.3)",
    raw`Content-Type: text/plain\nX-Empty:`,
    { fields: { "x-empty": /^$/ }, content: "ok" },
  ),
  says(
    "Content-Type goes to the client unmodified (§6.3.1)",
    raw`Content-Type: Text/X-Odd; Charset="Latin-1"; q=1`,
    { fields: { "content-type": 'Text/X-Odd; Charset="Latin-1"; q=1' } },
  ),
  says(
    "A missing Content-Type is not guessed (§6.3.1)",
    raw`Status: 200 OK`,
    { fields: { "content-type": null }, content: "ok" },
  ),
  says(
    "A path with fields of a document is still a Location (§6.3.2)",
    raw`Status: 303 See Other\nLocation: /page.txt\nContent-Type: text/plain`,
    { status: 303, fields: { location: /\/page\.txt$/ } },
  ),
  says(
    "A Location that is neither path nor URI is not followed here (§6.3.2)",
    raw`Location: page.txt`,
    { status: [302, 502], content: /^(?!A page)/ },
  ),
  ...[
    [200, "200 OK"],
    [302, "302 Found"],
    [400, "400 Bad Request"],
    [501, "501 Not Implemented"],
    [299, "299 Something of its own"],
    [404, "404"],
    [451, "451 Unavailable For Legal Reasons"],
    [599, "599 Odd"],
  ].map(([status, value]) =>
    says(
      `Status may be ${value} (§6.3.3)`,
      raw`Content-Type: text/plain\nStatus: ${value}`,
      { status: Number(status), content: "ok" },
    )
  ),
  ...["abc", "20", "2000 OK", "099 Low", "600 High", "OK 200"].map((value) =>
    says(
      `Status cannot be ${value} (§6.3.3)`,
      raw`Content-Type: text/plain\nStatus: ${value}`,
      { status: 502 },
    )
  ),
  says(
    "Fields of HTTP are passed on (§6.3.4)",
    raw`Content-Type: text/plain\nETag: W/"1"\nCache-Control: max-age=5\nX-Own: a, b`,
    {
      fields: {
        etag: 'W/"1"',
        "cache-control": /max-age=5/,
        "x-own": "a, b",
      },
    },
  ),
  says(
    "Set-Cookie may be there several times (§6.3.4, 6265 §3)",
    raw`Content-Type: text/plain\nSet-Cookie: a=1; Path=/\nSet-Cookie: b=2, 3`,
    { fields: { "set-cookie": "a=1; Path=/\nb=2, 3" } },
  ),
  ...[
    "Connection: x-own",
    "Keep-Alive: timeout=999",
    "Transfer-Encoding: gzip",
    "Upgrade: chat",
    "Trailer: X-Sum",
  ].map((field) =>
    says(
      `${field.split(":")[0]} is between server and client alone (§6.3.4)`,
      raw`Content-Type: text/plain\n${field}`,
      {
        fields: {
          [field.split(":")[0]?.toLowerCase() ?? ""]:
            /^(?!x-own|timeout=999|gzip|chat|x-sum)/i,
        },
        content: "ok",
      },
    )
  ),
  says(
    "Content-Length that is too small does no harm (§6.3.4)",
    raw`Content-Type: text/plain\nContent-Length: 1`,
    { status: [200, 502], content: /^(o|ok|(?!ok).*)$/s },
  ),
  says(
    "Content-Length that is too large does no harm (§6.3.4)",
    raw`Content-Type: text/plain\nContent-Length: 100`,
    { status: [200, 502], content: /^(ok|(?!ok).*)$/s },
  ),
  says(
    "Content-Length that is right is kept (§6.3.4)",
    raw`Content-Type: text/plain\nContent-Length: 2`,
    { fields: { "content-length": "2" }, content: "ok" },
  ),
  says(
    "Date is said once (§6.3.4)",
    raw`Content-Type: text/plain\nDate: Sun, 06 Nov 1994 08:49:37 GMT`,
    { fields: { date: /^[^\n]+$/ }, content: "ok" },
  ),
  says(
    "An unknown X-CGI- field does no harm (§6.3.5)",
    raw`Content-Type: text/plain\nX-CGI-Unknown: 1`,
    { content: "ok" },
  ),
];
