/** A request that is sent to every server, as text; `TAG` stands for the server's own entity tag of `/page.html`. */
export interface StaticRequest {
  /** What it is about, with the section of RFC 9110 where there is one. */
  readonly about: string;
  readonly text: string;
}

/** When every file was last changed. */
export const MODIFIED = new Date(Date.UTC(2020, 1, 2, 3, 4, 5));

const AT = MODIFIED.toUTCString();
const EARLIER = new Date(MODIFIED.getTime() - 1000).toUTCString();
const LATER = new Date(MODIFIED.getTime() + 1000).toUTCString();

/** Writes the files that are asked for into `root`, and secrets beside it. */
export function writeFiles(root: string): void {
  const files: Record<string, string> = {
    "index.html": "<p>home\n",
    "page.html": "<p>All work and no play makes a dull page.\n".repeat(100),
    "a.txt": "hello",
    "empty.txt": "",
    "data.json": '{"a": 1}\n',
    "style.css": "p { color: red }\n".repeat(100),
    "picture.png": "\x89PNG\r\n".repeat(500),
    "noextension": "what",
    "big.bin": "0123456789abcdef".repeat(25_000),
    "sub/index.html": "<p>sub\n",
    "bare/x.txt": "x",
    "a b.txt": "space",
    "a+b&c.txt": "signs",
    "100%.txt": "percent",
    "é.txt": "accent",
    ".env": "SECRET",
    ".git/config": "SECRET",
    ".well-known/security.txt": "known",
    "../outside.txt": "SECRET",
  };
  for (const [name, content] of Object.entries(files)) {
    const path = `${root}/${name}`;
    Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeFileSync(
      path,
      name.endsWith(".png")
        ? Uint8Array.from(content, (one) => one.charCodeAt(0))
        : new TextEncoder().encode(content),
    );
    Deno.utimeSync(path, MODIFIED, MODIFIED);
  }
  Deno.symlinkSync("a.txt", `${root}/in.txt`);
  Deno.symlinkSync("../outside.txt", `${root}/out.txt`);
}

const PATHS = [
  "/",
  "/index.html",
  "/page.html",
  "/a.txt",
  "/empty.txt",
  "/data.json",
  "/style.css",
  "/picture.png",
  "/noextension",
  "/big.bin",
  "/sub",
  "/sub/",
  "/sub?x=y",
  "/bare",
  "/bare/",
  "/a%20b.txt",
  "/a+b&c.txt",
  "/a%2Bb%26c.txt",
  "/100%25.txt",
  "/%C3%A9.txt",
  "/in.txt",
  "/out.txt",
  "/.env",
  "/.git/config",
  "/.git/",
  "/.well-known/security.txt",
  "/none",
  "/none/",
  "/none/x.html",
  "/a.txt/",
  "/a.txt/x",
  "/%61.txt",
  "/./a.txt",
  "/sub/../a.txt",
  "/sub/%2e%2e/a.txt",
  "//a.txt",
  "/sub//index.html",
  "//sub",
  "/a.txt?x=y",
  "/a.txt?",
  "/../outside.txt",
  "/%2e%2e/outside.txt",
  "/..%2foutside.txt",
  "/sub%2findex.html",
  "/..%5coutside.txt",
  "/a.txt%00",
  "/%zz",
  "/%",
  "/%ff",
  "/%c0%ae%c0%ae/outside.txt",
  "/a.txt%20",
  "/a.txt.",
  "/A.TXT",
  `/${"x".repeat(300)}`,
  `/${"x/".repeat(300)}`,
];

const CONDITIONS: [string, string][] = [
  ["If-None-Match, the tag (§13.1.2)", "If-None-Match: TAG"],
  ["If-None-Match, weak (§13.1.2)", "If-None-Match: W/TAG"],
  ["If-None-Match, several (§13.1.2)", 'If-None-Match: "x", TAG'],
  ["If-None-Match, * (§13.1.2)", "If-None-Match: *"],
  ["If-None-Match, another (§13.1.2)", 'If-None-Match: "x"'],
  ["If-None-Match, no quotes", "If-None-Match: x"],
  ["If-Modified-Since, the date (§13.1.3)", `If-Modified-Since: ${AT}`],
  ["If-Modified-Since, earlier (§13.1.3)", `If-Modified-Since: ${EARLIER}`],
  ["If-Modified-Since, later (§13.1.3)", `If-Modified-Since: ${LATER}`],
  [
    "If-Modified-Since, RFC 850 (§5.6.7)",
    "If-Modified-Since: Sunday, 02-Feb-20 03:04:05 GMT",
  ],
  [
    "If-Modified-Since, asctime (§5.6.7)",
    "If-Modified-Since: Sun Feb  2 03:04:05 2020",
  ],
  ["If-Modified-Since, no date (§13.1.3)", "If-Modified-Since: yesterday"],
  [
    "If-None-Match wins over If-Modified-Since (§13.2.2)",
    `If-None-Match: "x"\nIf-Modified-Since: ${AT}`,
  ],
  [
    "If-None-Match holds, the date does not (§13.2.2)",
    `If-None-Match: TAG\nIf-Modified-Since: ${EARLIER}`,
  ],
  ["If-Match, the tag (§13.1.1)", "If-Match: TAG"],
  ["If-Match, weak (§13.1.1)", "If-Match: W/TAG"],
  ["If-Match, * (§13.1.1)", "If-Match: *"],
  ["If-Match, another (§13.1.1)", 'If-Match: "x"'],
  ["If-Unmodified-Since, the date (§13.1.4)", `If-Unmodified-Since: ${AT}`],
  ["If-Unmodified-Since, earlier (§13.1.4)", `If-Unmodified-Since: ${EARLIER}`],
  ["If-Unmodified-Since, no date (§13.1.4)", "If-Unmodified-Since: never"],
  [
    "If-Match wins over If-Unmodified-Since (§13.2.2)",
    `If-Match: TAG\nIf-Unmodified-Since: ${EARLIER}`,
  ],
  [
    "If-Match fails before If-None-Match is asked (§13.2.2)",
    'If-Match: "x"\nIf-None-Match: TAG',
  ],
  ["If-Range, the tag (§13.1.5)", "If-Range: TAG\nRange: bytes=0-9"],
  ["If-Range, weak (§13.1.5)", "If-Range: W/TAG\nRange: bytes=0-9"],
  ["If-Range, another (§13.1.5)", 'If-Range: "x"\nRange: bytes=0-9'],
  ["If-Range, the date (§13.1.5)", `If-Range: ${AT}\nRange: bytes=0-9`],
  ["If-Range, a later date (§13.1.5)", `If-Range: ${LATER}\nRange: bytes=0-9`],
  ["If-Range, past the end (§13.1.5)", 'If-Range: "x"\nRange: bytes=99999-'],
  ["304 before a range (§13.2.2)", "If-None-Match: TAG\nRange: bytes=0-9"],
  ["412 before a range (§13.2.2)", 'If-Match: "x"\nRange: bytes=99999-'],
];

const RANGES = [
  "bytes=0-9",
  "bytes=0-0",
  "bytes=100-",
  "bytes=-10",
  "bytes=-99999",
  "bytes=0-99999",
  "bytes=99999-",
  "bytes=-0",
  "bytes=0-9,50-59",
  "bytes=0-9,2000-2009",
  "bytes=2000-2009,0-9",
  "bytes=0-9,5-19",
  "bytes=0-9,10-19",
  "bytes=0-,0-,0-",
  "bytes=0-9,99999-",
  "bytes=99999-,88888-",
  "bytes=0-9,2000-2009,-5",
  `bytes=${Array.from({ length: 70 }, (_, at) => `${at * 60}-${at * 60}`)}`,
  "bytes=9-5",
  "bytes=a-b",
  "bytes=",
  "bytes=-",
  "bytes=0-9,x",
  "bytes= 0-9",
  "bytes=0-9 , 2000-2009",
  "BYTES=0-9",
  "lines=0-9",
  "0-9",
  `bytes=0-${"9".repeat(40)}`,
  `bytes=${"9".repeat(40)}-`,
];

const CODINGS = [
  "gzip",
  "gzip, deflate",
  "gzip, deflate, br, zstd",
  "br",
  "identity",
  "",
  "*",
  "gzip;q=0",
  "gzip;q=0.5, identity",
  "gzip;q=0, *",
  "x-gzip",
  "GZIP",
  "gzip;q=1.5",
  "identity;q=0",
  "*;q=0",
  "gzip, identity;q=0",
];

const METHODS = [
  "OPTIONS",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "PROPFIND",
  "FOO",
  "get",
];

function request(
  about: string,
  method: string,
  path: string,
  fields = "",
  version = "1.1",
): StaticRequest {
  const host = version === "1.1" ? "Host: localhost\n" : "";
  const more = fields === "" ? "" : `${fields}\n`;
  const text = `${method} ${path} HTTP/${version}\n${host}` +
    `${more}Connection: close\n\n`;
  return { about, text: text.replaceAll("\n", "\r\n") };
}

/** Every request, each with GET and HEAD where that makes sense. */
export function staticRequests(): StaticRequest[] {
  const both = (about: string, path: string, fields = "") => [
    request(about, "GET", path, fields),
    request(about, "HEAD", path, fields),
  ];
  return [
    ...PATHS.flatMap((path) => both("paths (§4.2, §8)", path)),
    ...CONDITIONS.flatMap(([about, fields]) =>
      both(about, "/page.html", fields)
    ),
    ...RANGES.flatMap((range) =>
      both("ranges (§14)", "/page.html", `Range: ${range}`)
    ),
    ...["bytes=0-", "bytes=-5", "bytes=0-0"].map((range) =>
      request("ranges of nothing (§14)", "GET", "/empty.txt", `Range: ${range}`)
    ),
    request("a long range (§14)", "GET", "/big.bin", "Range: bytes=5-399000"),
    ...CODINGS.flatMap((coding) =>
      ["/page.html", "/picture.png", "/a.txt"].map((path) =>
        request(
          "codings (§12.5.3)",
          "GET",
          path,
          `Accept-Encoding: ${coding}`,
        )
      )
    ),
    request(
      "a range of what could be coded (§14)",
      "GET",
      "/page.html",
      "Accept-Encoding: gzip\nRange: bytes=0-9",
    ),
    ...METHODS.flatMap((method) =>
      ["/page.html", "/none", "/sub", "/"].map((path) =>
        request("methods (§9, §15.5.6)", method, path, "Content-Length: 0")
      )
    ),
    request("HTTP/1.0", "GET", "/a.txt", "", "1.0"),
    request("HTTP/1.0", "GET", "/sub", "", "1.0"),
    request("absolute-form (9112 §3.2.2)", "GET", "http://localhost/a.txt"),
    request("asterisk-form (9112 §3.2.4)", "OPTIONS", "*"),
  ];
}
