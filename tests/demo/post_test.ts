import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Given,
  javascript,
  runScript,
  SCRIPTS,
  visibleText,
} from "./script_run.ts";
import { runs } from "../support/program.ts";

interface Case {
  readonly name: string;
  readonly given: Given;
  readonly want: { readonly status: number; readonly text: string };
}

function post(content: string, length?: string): Given {
  const bytes = new TextEncoder().encode(content).length;
  return {
    env: {
      REQUEST_METHOD: "POST",
      CONTENT_TYPE: "application/x-www-form-urlencoded",
      CONTENT_LENGTH: length ?? String(bytes),
    },
    content,
  };
}

function get(query: string, method = "GET"): Given {
  return { env: { REQUEST_METHOD: method, QUERY_STRING: query } };
}

const FORM = "First name Send Back to the front page";

function hello(name: string, form: string, source = "its standard input") {
  const text =
    `Hello, ${name}! The script read this from ${source}: ${form} ${FORM}`;
  return { status: 200, text };
}

function asks(status: number, words: string) {
  return { status, text: `What is your name? ${words} ${FORM}` };
}

const HOSTILE = "Zoë <b>& 李 ' \" </h1><script>alert(1)</script>";
const encode = (text: string) =>
  new URLSearchParams({ firstname: text }).toString();

const CASES: readonly Case[] = [
  {
    name: "the first name of a POST is shown",
    given: post("firstname=Ada"),
    want: hello("Ada", "firstname=Ada"),
  },
  {
    name: "the first name of a query is shown",
    given: get("x=1&firstname=Ada"),
    want: hello("Ada", "x=1&firstname=Ada", "QUERY_STRING"),
  },
  {
    name: "HEAD is answered as GET; the server drops the content",
    given: get("firstname=Ada", "HEAD"),
    want: hello("Ada", "firstname=Ada", "QUERY_STRING"),
  },
  {
    name: "UTF-8 and HTML come through as text",
    given: post(encode(HOSTILE)),
    want: hello(HOSTILE, encode(HOSTILE)),
  },
  {
    name: "raw HTML that nobody encoded stays text as well",
    given: post("firstname=<script>alert(1)</script>"),
    want: hello(
      "<script>alert(1)</script>",
      "firstname=<script>alert(1)</script>",
    ),
  },
  {
    name: "+ is a space, escapes may be in lower case, blanks around go",
    given: post("firstname=++Zo%c3%ab+Li+"),
    want: hello("Zoë Li", "firstname=++Zo%c3%ab+Li+"),
  },
  {
    name: "an escape that is none stays as it is",
    given: post("firstname=50%+%zz%4"),
    want: hello("50% %zz%4", "firstname=50%+%zz%4"),
  },
  {
    name: "bytes that are not UTF-8 become the replacement character",
    given: post("firstname=a%FFb"),
    want: hello("a\ufffdb", "firstname=a%FFb"),
  },
  {
    name: "nothing in a name is a command, a format or an option",
    given: post("firstname=-n+%24(id)+%60id%60+%25s+%5Cn+%24%26"),
    want: hello(
      "-n $(id) `id` %s \\n $&",
      "firstname=-n+%24(id)+%60id%60+%25s+%5Cn+%24%26",
    ),
  },
  {
    name: "of several fields of that name the first counts",
    given: post("lastname=L&firstname=Ada&firstname=Bob"),
    want: hello("Ada", "lastname=L&firstname=Ada&firstname=Bob"),
  },
  {
    name: "only CONTENT_LENGTH bytes are read (RFC 3875 §4.2)",
    given: post("firstname=Ada&firstname2=more", "13"),
    want: hello("Ada", "firstname=Ada"),
  },
  {
    name: "a form without the field is told so",
    given: post("lastname=Lovelace"),
    want: asks(400, "The form came without a first name."),
  },
  {
    name: "a field of blanks is no name",
    given: post("firstname=++"),
    want: asks(400, "The form came without a first name."),
  },
  {
    name: "no CONTENT_LENGTH means no content (RFC 3875 §4.1.2)",
    given: post("firstname=Ada", ""),
    want: asks(400, "The form came without a first name."),
  },
  {
    name: "a GET without a query shows the form",
    given: get(""),
    want: asks(200, "Nothing was sent yet."),
  },
  {
    name: "too much is refused unread",
    given: post("", "65537"),
    want: asks(413, "That was too long for a name."),
  },
  {
    name: "far too much is refused unread",
    given: post("", "99999999999999999999"),
    want: asks(413, "That was too long for a name."),
  },
  {
    name: "another method is refused with Allow (RFC 9110 §15.5.6)",
    given: get("firstname=Ada", "DELETE"),
    want: asks(405, "Please use the form."),
  },
];

interface Language {
  readonly name: string;
  readonly words: readonly string[];
  /** Arguments that make its program end at once. */
  readonly probe: readonly string[];
}

const LANGUAGES: readonly Language[] = [
  { name: "post.js", words: javascript("post.js"), probe: ["--version"] },
  ...["python3", "python3.11", "python3.12", "python3.13", "python3.14"]
    .map((python) => ({
      name: `post.py by ${python}`,
      words: [python, `${SCRIPTS}/post.py`],
      probe: ["--version"],
    })),
  {
    name: "post.pl",
    words: ["perl", `${SCRIPTS}/post.pl`],
    probe: ["-v"],
  },
  ...[["sh"], ["dash"], ["bash"], ["busybox", "sh"]].map((shell) => ({
    name: `post.sh by ${shell.join(" ")}`,
    words: [...shell, `${SCRIPTS}/post.sh`],
    probe: [...shell.slice(1), "-c", "exit"],
  })),
];

for (const { name, words, probe } of LANGUAGES) {
  const [program = ""] = words;
  if (!runs(program, ...probe)) {
    // A second version of a language is a bonus; the language itself is missed aloud.
    Deno.test.ignore(`${name}: ${program} is not installed`, () => {});
    continue;
  }
  Deno.test(`cgi-bin/${name}`, async (test) => {
    for (const { name, given, want } of CASES) {
      await test.step(name, async () => {
        const { status, fields, content } = await runScript(words, given);
        assertEquals({ status, text: visibleText(content) }, want);
        assertEquals(fields.get("content-type"), "text/html; charset=utf-8");
        assertEquals(fields.get("allow"), "GET, HEAD, POST");
        assertEquals(/<script|<b>/i.test(content), false, content);
      });
    }
  });
}

for (const name of ["post.py", "post.pl", "post.sh"]) {
  const file = `${SCRIPTS}/${name}`;
  Deno.test({
    name: `cgi-bin/${name} starts by itself, by its #!`,
    ignore: Deno.build.os === "windows" ||
      !runs(
        "/usr/bin/env",
        name.endsWith("py") ? "python3" : "perl",
        "-v",
      ),
    async fn() {
      const { content } = await runScript([file], post("firstname=Ada"));
      assertStringIncludes(content, "Hello, Ada!");
    },
  });
}
