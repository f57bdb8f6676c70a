import { assertEquals, assertThrows } from "@std/assert";
import { locate, trialExchange } from "../../lib/trial/request.ts";

const SCRIPT = { file: "/s/hello.py", name: "/cgi-bin/hello.py", mode: 0o755 };

const CASES: {
  name: string;
  given: string;
  data?: boolean;
  want: [method: string, target: string, extraPath: string | null];
}[] = [
  {
    name: "nothing is a GET",
    given: "",
    want: ["GET", "/cgi-bin/hello.py", null],
  },
  {
    name: "content is sent by POST",
    given: "",
    data: true,
    want: ["POST", "/cgi-bin/hello.py", null],
  },
  {
    name: "a method in small letters",
    given: "delete",
    want: ["DELETE", "/cgi-bin/hello.py", null],
  },
  {
    name: "only a query",
    given: "?a=1",
    want: ["GET", "/cgi-bin/hello.py?a=1", null],
  },
  {
    name: "/ is the script itself",
    given: "GET /?a=1",
    want: ["GET", "/cgi-bin/hello.py?a=1", null],
  },
  {
    name: "a path is the extra path (RFC 3875 §4.1.5)",
    given: "GET /x/y%20z/?a=1",
    want: ["GET", "/cgi-bin/hello.py/x/y%20z/?a=1", "/x/y z/"],
  },
  {
    name: "the script's own path, and what follows it",
    given: "HEAD /cgi-bin/hello.py/x",
    want: ["HEAD", "/cgi-bin/hello.py/x", "/x"],
  },
  {
    name: "a path that only begins alike",
    given: "/cgi-bin/hello.pyc",
    want: ["GET", "/cgi-bin/hello.py/cgi-bin/hello.pyc", "/cgi-bin/hello.pyc"],
  },
];

for (const { name, given, data = false, want } of CASES) {
  Deno.test(`a request to try: ${name}`, () => {
    const { method, target, script } = locate(given, SCRIPT, data);
    assertEquals([method, target, script.extraPath], want);
  });
}

for (const given of ["GET  x", "GET /a b", "1 /", "/a%2Fb"]) {
  Deno.test(`no request to try: ${given}`, () => {
    assertThrows(() => locate(given, SCRIPT, false), RangeError);
  });
}

Deno.test("a trial's fields: those given go before those assumed", () => {
  const exchange = trialExchange({
    method: "POST",
    target: "/x",
    fields: [["accept", "text/html"], ["x-a", "1"], ["x-a", "2"]],
    content: new Uint8Array(3),
  }, () => {});
  assertEquals([...exchange.fields], [
    ["accept", "text/html"],
    ["content-length", "3"],
    ["host", "localhost:8000"],
    ["user-agent", "gatehouse-run"],
    ["x-a", "1, 2"],
  ]);
});
