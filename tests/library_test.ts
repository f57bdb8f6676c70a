import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { gatehouse } from "../lib/mod.ts";

const MODULE = new URL("../lib/mod.ts", import.meta.url);

/** The programs that a text shows. */
function programs(text: string): string[] {
  return [...text.matchAll(/^( \* |)```ts\n([^]*?)^\1```$/gm)]
    .map(([, margin = "", code = ""]) =>
      code.split("\n").map((line) => line.slice(margin.length)).join("\n")
    );
}

Deno.test("the programs that lib/mod.ts and the README show are sound", async () => {
  const readme = new URL("../README.md", import.meta.url);
  const shown = [MODULE, readme].map((file) =>
    programs(Deno.readTextFileSync(file))
  );
  assertEquals(shown.map(({ length }) => length), [2, 1]);
  const folder = await Deno.makeTempDir();
  for (const [number, text] of shown.flat().entries()) {
    const program = text.replace('"./lib/mod.ts"', `"${MODULE.href}"`);
    await Deno.writeTextFile(`${folder}/${number}.ts`, program);
  }
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", `--config=${CONFIG}`, folder],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  await Deno.remove(folder, { recursive: true });
});

const CONFIG = fileURLToPath(new URL("../deno.json", import.meta.url));

const FORM = `#!/bin/sh
printf 'Content-Type: text/plain\\n\\n'
printf '%s ' "$REQUEST_METHOD"
head -c "\${CONTENT_LENGTH:-0}"
`;

Deno.test("the handler serves in somebody else's Deno.serve", async (t) => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/www`);
  await Deno.mkdir(`${folder}/cgi-bin`);
  await Deno.writeTextFile(`${folder}/www/index.html`, "<p>page");
  await Deno.writeTextFile(`${folder}/cgi-bin/form`, FORM, { mode: 0o755 });
  await Deno.writeTextFile(`${folder}/www/index.cgi`, FORM, { mode: 0o755 });
  const { handler, close } = gatehouse({
    root: `${folder}/www`,
    scripts: `${folder}/cgi-bin`,
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    handler,
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(url + path, init);
    return `${response.status} ${await response.text()}`;
  };
  const form = { method: "POST", body: "firstname=Ada" };

  await t.step("GET / is the page", async () => {
    assertEquals(await ask("/"), "200 <p>page");
  });
  await t.step("POST / reaches the script that is the index", async () => {
    assertEquals(await ask("/", form), "200 POST firstname=Ada");
  });
  await t.step("a form reaches a script", async () => {
    assertEquals(
      await ask("/cgi-bin/form", form),
      "200 POST firstname=Ada",
    );
  });
  await t.step("a script is not content", async () => {
    assertMatch(await ask("/index.cgi"), /^200 GET $/);
    assertMatch(await ask("/cgi-bin/"), /^403 /);
  });
  await close();
  await server.shutdown();
  await Deno.remove(folder, { recursive: true });
});
