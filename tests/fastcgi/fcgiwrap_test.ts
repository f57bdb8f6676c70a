import { assertEquals, assertMatch } from "@std/assert";
import {
  type Application,
  application,
  type Mapping,
} from "../../lib/fastcgi/mod.ts";
import type { Note } from "../support/exchange.ts";
import { ask, refusal } from "./ask.ts";
import { FCGIWRAP, startBackend, withProgram } from "./backend.ts";

const SCRIPTS: Readonly<Record<string, string>> = {
  "env.cgi": `#!/bin/sh
printf 'Content-Type: text/plain\\n\\n'
echo "$SCRIPT_NAME|$PATH_INFO|$QUERY_STRING|$REQUEST_METHOD"
`,
  // fcgiwrap gives a script all of its content before it takes any of the answer.
  "sum.cgi": `#!/bin/sh
printf 'Content-Type: text/plain\\n\\n'
echo said >&2
cksum
`,
  "local.cgi": `#!/bin/sh
printf 'Location: /elsewhere?x\\n\\n'
`,
};

function fcgiwrap(
  name: string,
  body: (client: Application, mapping: Mapping) => Promise<void>,
): void {
  withProgram(FCGIWRAP, "fcgiwrap", `fcgiwrap: ${name}`, async () => {
    await using backend = await startBackend(async (folder, socket) => {
      await Deno.mkdir(`${folder}/scripts`);
      for (const [name, text] of Object.entries(SCRIPTS)) {
        await Deno.writeTextFile(`${folder}/scripts/${name}`, text);
        await Deno.chmod(`${folder}/scripts/${name}`, 0o755);
      }
      return [FCGIWRAP ?? "", "-f", "-c", "1", "-s", `unix:${socket}`];
    });
    const client = application({ addresses: [backend.address] });
    await body(client, {
      kind: "files",
      mount: "/cgi-bin/",
      root: `${backend.folder}/scripts`,
      local: `${backend.folder}/scripts`,
      extensions: [],
      index: [],
    });
    await client.close();
  });
}

fcgiwrap("the path is split where the script ends", async (client, mapping) => {
  const path = "/cgi-bin/env.cgi/extra?a=b";
  const { text } = await ask(client, mapping, path);
  assertEquals(text, "/cgi-bin/env.cgi|/extra|a=b|GET\n");
});

fcgiwrap("a connection is kept, and used again", async (client, mapping) => {
  for (let count = 0; count < 5; count++) {
    await ask(client, mapping, "/cgi-bin/env.cgi");
  }
  const [state] = client.states;
  assertEquals([state?.opened, state?.reused], [1, 4]);
});

fcgiwrap("content goes in, stderr into the notes", async (client, mapping) => {
  const notes: Note[] = [];
  const content = "a".repeat(500_000);
  const { text } = await ask(client, mapping, "/cgi-bin/sum.cgi", {
    method: "POST",
    content,
    notes,
    fields: { "content-length": String(content.length) },
  });
  assertMatch(text, /^\d+ 500000$/m);
  assertEquals(notes.map(({ message }) => message), ["said"]);
});

fcgiwrap(
  "a local redirect is the server's to follow (RFC 3875 §6.2.2)",
  async (client, mapping) => {
    const asked = refusal(ask(client, mapping, "/cgi-bin/local.cgi"));
    assertMatch((await asked).message, /"localRedirect":"\/elsewhere\?x"/);
  },
);

fcgiwrap("what is not there is nobody's", async (client, mapping) => {
  const asked = refusal(ask(client, mapping, "/cgi-bin/none.cgi"));
  assertMatch((await asked).message, /no reply: null/);
});
