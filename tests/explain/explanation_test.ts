import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type FailedRun, ScriptFailure } from "../../lib/diagnosis/mod.ts";
import { hexDump, visible } from "../../lib/explain/dump.ts";
import { maskingOf, maskQuery, maskVariables } from "../../lib/explain/mask.ts";
import {
  explain,
  type Explained,
  explainRun,
  explanationFields,
  explanationNote,
  explanationPage,
  explanationText,
} from "../../lib/explain/mod.ts";
import { curlCommand } from "../../lib/explain/request.ts";
import { HttpError } from "../../lib/http/error.ts";
import { fieldValue } from "../../lib/http/fields.ts";

const HOSTILE =
  `</pre></style><script>document.title="owned"</script><img src=x onerror="document.title='owned'">"'&\x1b[31m`;

function failedRun(more: Partial<FailedRun> = {}): FailedRun {
  return {
    script: "/site/cgi-bin/greet.cgi",
    command: ["/site/cgi-bin/greet.cgi"],
    metaVariables: {
      REQUEST_METHOD: "GET",
      REQUEST_URI: "/cgi-bin/greet.cgi?name=Ada",
      QUERY_STRING: "name=Ada",
      HTTP_HOST: "localhost:8000",
    },
    content: null,
    startError: null,
    exitCode: 0,
    signal: null,
    stderr: "",
    output: new TextEncoder().encode("Hello\n"),
    duration: 12.3,
    limit: null,
    problem: "it wrote no header field",
    ...more,
  };
}

function explained(more: Partial<FailedRun> = {}): Explained {
  const cause = new ScriptFailure("broken", failedRun(more));
  const result = explain(new HttpError(502, "No answer.", { cause }), "id-1");
  if (result === null) throw new Error("nothing was explained");
  return result;
}

Deno.test("only a script's failure is explained", () => {
  assertEquals(explain(new HttpError(404, "Nothing here."), "id-1"), null);
});

Deno.test("the page says what went wrong, what shows it and what to do", () => {
  const page = explanationPage(explained());
  for (
    const part of [
      "<h1>The output has no header.</h1>",
      "the first line of output is not a field: <code>Hello</code>",
      "Print <code>Content-Type: text/plain; charset=utf-8</code>",
      "exit code 0 after 12 ms",
      "0000  48 65 6c 6c 6f 0a",
      "curl -i &#39;http://localhost:8000/cgi-bin/greet.cgi?name=Ada&#39;",
      "<td>REQUEST_METHOD</td><td>GET</td>",
      "Request <code>id-1</code>",
    ]
  ) assertStringIncludes(page, part);
});

Deno.test("whatever a script wrote is escaped wherever it stands", () => {
  const page = explanationPage(explained({
    script: `/site/${HOSTILE}`,
    command: [`/site/${HOSTILE}`],
    stderr: HOSTILE,
    output: new TextEncoder().encode(HOSTILE + "\n"),
    problem: HOSTILE,
    metaVariables: {
      [HOSTILE]: HOSTILE,
      HTTP_ACCEPT: HOSTILE,
      REQUEST_URI: `/${HOSTILE}`,
      REQUEST_METHOD: HOSTILE,
      CONTENT_TYPE: HOSTILE,
    },
  }));
  assertEquals([...page.matchAll(/<script|<img|<\/style>/g)].map(String), [
    "</style>",
  ]);
  assert(!page.includes("\x1b"));
});

Deno.test("the page allows nothing but its own style and the server's script, by their hashes", () => {
  const options = { script: "location.reload()" };
  const page = explanationPage(explained(), options);
  const policy = fieldValue(
    explanationFields(options),
    "content-security-policy",
  ) ?? "";
  assertStringIncludes(policy, "default-src 'none'");
  assert(!policy.includes("unsafe"));
  assertStringIncludes(page, "<script>location.reload()</script>");
  const bare = fieldValue(explanationFields(), "content-security-policy") ?? "";
  assert(!bare.includes("script-src"));
});

Deno.test("the style's hash in the policy is that of the style on the page (CSP 3 §8.4)", async () => {
  const page = explanationPage(explained());
  const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? "";
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(style),
  );
  const base64 = btoa(String.fromCharCode(...new Uint8Array(digest)));
  assertStringIncludes(
    fieldValue(explanationFields(), "content-security-policy") ?? "",
    `style-src 'sha256-${base64}'`,
  );
});

Deno.test("a browser runs nothing of what a hostile script wrote", {
  ignore: !hasChromium(),
}, async () => {
  const file = await Deno.makeTempFile({ suffix: ".html" });
  const output = new TextEncoder().encode(HOSTILE);
  try {
    await Deno.writeTextFile(
      file,
      explanationPage(explained({ output, stderr: HOSTILE })),
    );
    const browser = await new Deno.Command("chromium", {
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=2000",
        "--dump-dom",
        `file://${file}`,
      ],
      stderr: "null",
    }).output();
    const page = new TextDecoder().decode(browser.stdout);
    assertStringIncludes(page, "<title>greet.cgi: no-header</title>");
    assert(!/<img|<script/.test(page));
  } finally {
    await Deno.remove(file);
  }
});

function hasChromium(): boolean {
  try {
    return new Deno.Command("chromium", { args: ["--version"] })
      .outputSync().success;
  } catch {
    console.log("skipped: there is no chromium here");
    return false;
  }
}

const SECRETS = {
  HTTP_AUTHORIZATION: "Basic QWRhOnB3ZA==",
  HTTP_COOKIE: "theme=dark-blue; sid=s3cr3t-id",
  HTTP_X_API_KEY: "key-12345",
  DB_PASSWORD: "hunter22",
  MY_SECRET: "whisper",
  GITHUB_TOKEN: "ghp_123",
  QUERY_STRING: "name=Ada&token=abcdef",
  REQUEST_URI: "/cgi-bin/greet.cgi?name=Ada&token=abcdef",
  AUTH_TYPE: "Basic",
  REMOTE_USER: "ada",
  HTTP_ACCEPT: "text/html",
};

Deno.test("secrets are masked by name; what is none stays", () => {
  assertEquals(Object.fromEntries(maskVariables(SECRETS)), {
    HTTP_AUTHORIZATION: "•••••",
    HTTP_COOKIE: "•••••",
    HTTP_X_API_KEY: "•••••",
    DB_PASSWORD: "•••••",
    MY_SECRET: "•••••",
    GITHUB_TOKEN: "•••••",
    QUERY_STRING: "name=Ada&token=•••••",
    REQUEST_URI: "/cgi-bin/greet.cgi?name=Ada&token=•••••",
    AUTH_TYPE: "Basic",
    REMOTE_USER: "ada",
    HTTP_ACCEPT: "text/html",
  });
});

Deno.test("a secret that the script repeats is masked in text, page and note", () => {
  const stderr = "cannot log in with hunter22 and s3cr3t-id, QWRhOnB3ZA==";
  const output = new TextEncoder().encode("token abcdef\n");
  const about = explained({ stderr, output, metaVariables: SECRETS });
  const texts = [
    explanationPage(about),
    explanationText(about),
    JSON.stringify(explanationNote(about)),
    maskingOf(SECRETS)(stderr),
  ];
  for (const text of texts) {
    for (const secret of ["hunter22", "s3cr3t-id", "QWRhOnB3ZA", "abcdef"]) {
      assert(!text.includes(secret), `${secret} in ${text}`);
    }
  }
});

const queries = [
  { given: "a=1&Password=x", want: "a=1&Password=•••••" },
  { given: "http://h/p?api_key=x#f", want: "http://h/p?api_key=•••••#f" },
  { given: "access%5Ftoken=x;b=2", want: "access%5Ftoken=•••••;b=2" },
  { given: "%zz=1&monkey=2", want: "%zz=1&monkey=2" },
  { given: "token=", want: "token=" },
];
for (const { given, want } of queries) {
  Deno.test(`the query ${given} is shown as ${want}`, () => {
    assertEquals(maskQuery(given), want);
  });
}

const POST = {
  REQUEST_METHOD: "POST",
  HTTP_HOST: "h",
  REQUEST_URI: "/a",
  CONTENT_TYPE: "application/x-www-form-urlencoded",
};
const POSTED = "curl -i -H 'Content-Type: application/x-www-form-urlencoded'";

const requests: {
  name: string;
  given: Record<string, string>;
  content?: string;
  want: string;
}[] = [
  {
    name: "a GET is the URL alone",
    given: {
      REQUEST_METHOD: "GET",
      HTTP_HOST: "localhost:8000",
      REQUEST_URI: "/a?b=c",
      HTTP_USER_AGENT: "x",
    },
    want: "curl -i 'http://localhost:8000/a?b=c'",
  },
  {
    name: "a POST has its media type and content",
    given: {
      REQUEST_METHOD: "POST",
      REQUEST_SCHEME: "https",
      HTTP_HOST: "localhost",
      REQUEST_URI: "/a",
      CONTENT_TYPE: "application/x-www-form-urlencoded",
      CONTENT_LENGTH: "5",
      HTTP_X_REQUESTED_WITH: "it's me",
    },
    content: "a=1&b",
    want:
      "curl -i -H 'Content-Type: application/x-www-form-urlencoded' -H 'X-Requested-With: it'\\''s me' --data-binary 'a=1&b' https://localhost/a",
  },
  {
    name: "secrets of a form are masked",
    given: { ...POST, CONTENT_LENGTH: "26" },
    content: "name=Ada&password=hunter22",
    want: `${POSTED} --data-binary 'name=Ada&password=•••••' http://h/a`,
  },
  {
    name: "content that was not read whole comes from a file",
    given: { ...POST, CONTENT_LENGTH: "9000" },
    content: "a=1",
    want: `${POSTED} --data-binary @content http://h/a`,
  },
  {
    name: "content that curl would take for the name of a file",
    given: { ...POST, CONTENT_LENGTH: "6" },
    content: "@a=1%\n",
    want: `printf %b '@a=1%\\n' | ${POSTED} --data-binary @- http://h/a`,
  },
  {
    name: "HEAD asks for the header alone",
    given: { REQUEST_METHOD: "HEAD", HTTP_HOST: "h", REQUEST_URI: "/" },
    want: "curl -i --head http://h/",
  },
  {
    name: "without REQUEST_URI the target is put together",
    given: {
      REQUEST_METHOD: "GET",
      SERVER_NAME: "h",
      SERVER_PORT: "8080",
      SCRIPT_NAME: "/cgi-bin/x",
      PATH_INFO: "/a b",
      QUERY_STRING: "q",
    },
    want: "curl -i 'http://h:8080/cgi-bin/x/a%20b?q'",
  },
];
for (const { name, given, content, want } of requests) {
  Deno.test(`the request again: ${name}`, () => {
    const run = {
      metaVariables: given,
      content: content === undefined ? null : new TextEncoder().encode(content),
    };
    assertEquals(curlCommand(run), want);
  });
}

Deno.test({
  name: "the request again: a shell hands curl every octet of it",
  ignore: Deno.build.os === "windows",
  async fn() {
    const parts = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' +
      "it's 100 % \\n\tZoë\r\n--b--\r\n";
    const every = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (const content of [new TextEncoder().encode(parts), every]) {
      const command = curlCommand({
        metaVariables: {
          ...POST,
          CONTENT_TYPE: "multipart/form-data; boundary=b",
          CONTENT_LENGTH: String(content.length),
        },
        content,
      });
      const script = command.replace(/\| curl .*$/, "");
      const { stdout } = await new Deno.Command("sh", { args: ["-c", script] })
        .output();
      assertEquals(stdout, content);
    }
  },
});

Deno.test("a secret of a form is masked wherever the script repeats it", () => {
  const run = failedRun({
    metaVariables: {
      REQUEST_METHOD: "POST",
      CONTENT_TYPE: "application/x-www-form-urlencoded",
      CONTENT_LENGTH: "27",
    },
    content: new TextEncoder().encode("name=Ada&password=hunter%212"),
    stderr: "ValueError: hunter!2 is too short\n",
    exitCode: 1,
  });
  const told = explainRun(run, "id-1", 502);
  assertStringIncludes(explanationText(told), "ValueError: ••••• is too");
  for (
    const text of [
      explanationText(told),
      explanationPage(told),
      JSON.stringify(explanationNote(told)),
    ]
  ) {
    assertEquals(/hunter/.test(text), false, text);
  }
});

Deno.test("bytes are shown by place, number and character", () => {
  assertEquals(
    hexDump(new TextEncoder().encode("Hello\r\n\0and more")),
    "0000  48 65 6c 6c 6f 0d 0a 00  61 6e 64 20 6d 6f 72 65  Hello···and more",
  );
});

Deno.test("control characters are made visible, and none turns the text around", () => {
  assertEquals(visible("a\r\nb\x00\x1b[1m\x7f\u202ec"), "a␍\nb␀␛[1m␡�c");
});

const ends: { given: Partial<FailedRun>; want: string }[] = [
  { given: { exitCode: 3 }, want: "exit code 3 after 12 ms" },
  { given: { exitCode: null, signal: "SIGSEGV" }, want: "ended by SIGSEGV" },
  {
    given: { exitCode: null, signal: "SIGTERM", limit: "time" },
    want: "ended by the time limit",
  },
  {
    given: { exitCode: null, signal: "SIGTERM", limit: "silence" },
    want: "ended by the silence limit",
  },
  { given: { exitCode: null }, want: "still running after 12 ms" },
  {
    given: { startError: { name: "NotFound", message: "gone" } },
    want: "it was never started",
  },
];
for (const { given, want } of ends) {
  Deno.test(`the end of a run is told as: ${want}`, () => {
    assertStringIncludes(explanationText(explained(given)), want);
    assertStringIncludes(explanationPage(explained(given)), want);
  });
}

Deno.test("the note for the log is one message with the cause and the remedy", () => {
  const { message, details } = explanationNote(explained());
  assertEquals(message, "The output has no header.");
  assertEquals(details.cause, "no-header");
  assertEquals(details.status, 502);
});
