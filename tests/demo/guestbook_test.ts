import { assertEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { type Given, javascript, runScript } from "./script_run.ts";

function sign(data: string, name: string, words: string): Given {
  const content = new URLSearchParams({ name, words }).toString();
  return {
    env: {
      REQUEST_METHOD: "POST",
      CONTENT_LENGTH: String(content.length),
      CONTENT_TYPE: "application/x-www-form-urlencoded",
      SCRIPT_NAME: "/cgi-bin/guestbook.js",
      GATEHOUSE_DATA: data,
    },
    content,
  };
}

async function withFolder(use: (data: string) => Promise<void>): Promise<void> {
  const data = await Deno.makeTempDir();
  try {
    await use(data);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

Deno.test("cgi-bin/guestbook.js: twenty who sign a new book at once are all kept", async () => {
  await withFolder(async (data) => {
    const words = javascript("guestbook.js", data);
    const numbers = Array.from({ length: 20 }, (_, number) => String(number));
    const answers = await Promise.all(
      numbers.map((number) =>
        runScript(words, sign(data, `visitor ${number}`, `words ${number}`))
      ),
    );
    assertEquals(answers.map(({ status }) => status), numbers.map(() => 303));
    const database = new DatabaseSync(`${data}/guestbook.db`);
    const rows = database.prepare("SELECT name FROM entries").all();
    const { journal_mode } = database.prepare("PRAGMA journal_mode").get() ??
      {};
    database.close();
    assertEquals(
      rows.map(({ name }) => String(name)).sort(),
      numbers.map((number) => `visitor ${number}`).sort(),
    );
    assertEquals(journal_mode, "wal");
  });
});

Deno.test("cgi-bin/guestbook.js: a POST sends the browser back to the list", async () => {
  await withFolder(async (data) => {
    const words = javascript("guestbook.js", data);
    const { status, fields, content } = await runScript(
      words,
      sign(data, "Zoë", "Hello & <b>good</b> day"),
    );
    assertEquals(status, 303);
    assertEquals(fields.get("location"), "/cgi-bin/guestbook.js");
    assertEquals(content, "\n".repeat(content.length));

    const list = await runScript(words, { env: { GATEHOUSE_DATA: data } });
    assertEquals(list.status, 200);
    assertStringIncludes(list.content, "<h2>1 entry</h2>");
    assertStringIncludes(
      list.content,
      "<p>Hello &#38; &#60;b&#62;good&#60;/b&#62; day</p>",
    );
    assertStringIncludes(list.content, ">Zoë, <time");
  });
});

Deno.test("cgi-bin/guestbook.js: quotes and SQL are words like any other", async () => {
  await withFolder(async (data) => {
    const words = javascript("guestbook.js", data);
    const hostile = "'); DROP TABLE entries; --";
    await runScript(words, sign(data, hostile, hostile));
    const { content } = await runScript(words, {
      env: { GATEHOUSE_DATA: data },
    });
    assertStringIncludes(content, "&#39;); DROP TABLE entries; --");
  });
});

interface Refused {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly words: string;
  readonly status: number;
}

const REFUSED: readonly Refused[] = [
  { name: "no words", env: {}, words: " ", status: 400 },
  {
    name: "too much",
    env: { CONTENT_LENGTH: "20000" },
    words: "x",
    status: 413,
  },
  {
    name: "another method",
    env: { REQUEST_METHOD: "PUT" },
    words: "x",
    status: 405,
  },
];

for (const { name, env, words, status } of REFUSED) {
  Deno.test(`cgi-bin/guestbook.js refuses with the form: ${name}`, async () => {
    await withFolder(async (data) => {
      const given = sign(data, "Ada", words);
      const answer = await runScript(javascript("guestbook.js", data), {
        ...given,
        env: { ...given.env, ...env },
      });
      assertEquals(answer.status, status);
      assertStringIncludes(answer.content, '<p class="note">');
      assertStringIncludes(answer.content, "<h2>0 entries</h2>");
    });
  });
}

const NOWHERE = [
  { name: "nothing may be written", given: (_data: string) => undefined },
  { name: "the folder is gone", given: (data: string) => `${data}/gone` },
];

for (const { name, given } of NOWHERE) {
  Deno.test(`cgi-bin/guestbook.js says so where ${name}`, async () => {
    await withFolder(async (data) => {
      const folder = given(data);
      const words = javascript("guestbook.js", folder);
      const env = { GATEHOUSE_DATA: folder ?? data };
      const signed = sign(folder ?? data, "Ada", "Hello");
      for (const request of [{ env }, signed]) {
        const { status, content } = await runScript(words, request);
        assertEquals(status, 507);
        assertStringIncludes(content, "nowhere to keep");
        assertStringIncludes(content, "--data FOLDER");
      }
    });
  });
}
