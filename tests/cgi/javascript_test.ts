import { assert, assertEquals } from "@std/assert";
import { denoCache, javascriptCommand } from "../../lib/cgi/javascript.ts";
import { toRequest } from "../../lib/cgi/javascript_fetch.ts";
import type { RunnerOptions } from "../../lib/cgi/mod.ts";
import { toFileUrl } from "../../lib/cgi/file_url.ts";
import { refusalOf, replyOf, type Site, site, textOf } from "./site.ts";

/** A site with one JavaScript file, which needs neither `#!` nor executable bit. */
function javascript(
  name: string,
  text: string,
  options: RunnerOptions = {},
): Site {
  const scripts = site({}, options);
  Deno.writeTextFileSync(`${scripts.folder}/${name}`, text);
  return scripts;
}

const POST = {
  method: "POST",
  fields: { "content-length": "5", "content-type": "text/plain" },
  content: "hello",
};

Deno.test("javascript: an ordinary CGI program, in TypeScript", async () => {
  await using scripts = javascript(
    "program.ts",
    `const content: string = await new Response(Deno.stdin.readable).text();
console.log("Content-Type: text/plain\\n");
console.log(content, Deno.env.get("REQUEST_METHOD"), Deno.args.length);
setTimeout(() => console.log("later"), 20);`,
  );
  assertEquals(
    await textOf(await scripts.ask("program.ts", POST)),
    "hello POST 0\nlater\n",
  );
});

const HANDLERS = {
  "an object with fetch": "export default { fetch: answer };",
  "a function": "export default answer;",
};

for (const [name, tail] of Object.entries(HANDLERS)) {
  Deno.test(`javascript: a module that exports ${name} answers requests`, async () => {
    await using scripts = javascript(
      "module.js",
      `async function answer(request, info) {
  console.log("for the log");
  const { pathname, search } = new URL(request.url);
  const lines = [request.method, pathname, search, await request.text(),
    request.headers.get("content-type"), info.remoteAddr.hostname];
  return new Response(lines.join("\\n"), { status: 201,
    headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"], ["x-own", "\\xe9"]] });
}
${tail}`,
    );
    const outcome = await scripts.ask("module.js/extra%20path?q=1", POST);
    const { status, fields } = replyOf(outcome);
    assertEquals(status, 201);
    assertEquals(fields.filter(([name]) => name !== "content-type"), [
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["x-own", "\xe9"],
    ]);
    assertEquals((await textOf(outcome)).split("\n"), [
      "POST",
      "/cgi-bin/module.js/extra%20path",
      "?q=1",
      "hello",
      "text/plain",
      "127.0.0.1",
    ]);
  });
}

Deno.test("javascript: a script may read its own folder and write to the data folder only", async () => {
  const data = Deno.makeTempDirSync({ prefix: "gatehouse-test-" });
  const attempts = `console.log("Content-Type: text/plain\\n");
const attempts = {
  readsItself: () => Deno.readTextFileSync(new URL(import.meta.url)),
  writesData: () => Deno.writeTextFileSync(Deno.env.get("GATEHOUSE_DATA") + "/x", "x"),
  readsOthers: () => Deno.readTextFileSync("/etc/passwd"),
  writesItself: () => Deno.writeTextFileSync(new URL(import.meta.url), ""),
  runs: () => new Deno.Command("/bin/true").outputSync(),
  listens: () => Deno.listen({ port: 0 }).close(),
  kills: () => Deno.kill(1, "SIGCONT"),
};
for (const [name, attempt] of Object.entries(attempts)) {
  try { attempt(); console.log(name, "done"); } catch (error) { console.log(name, error.name); }
}`;
  await using scripts = javascript("attempts.js", attempts, {
    dataDirectory: data,
  });
  assertEquals((await textOf(await scripts.ask("attempts.js"))).split("\n"), [
    "readsItself done",
    "writesData done",
    "readsOthers NotCapable",
    "writesItself NotCapable",
    "runs NotCapable",
    "listens NotCapable",
    "kills NotCapable",
    "",
  ]);
  Deno.removeSync(data, { recursive: true });
});

Deno.test("javascript: an error is 502, and its text is in the log", async () => {
  await using scripts = javascript("throws.js", 'throw new Error("oh dear");');
  const error = await refusalOf(scripts.ask("throws.js"));
  assertEquals(error.status, 502);
});

const CACHES: {
  name: string;
  given: Record<string, string>;
  want: string | null;
}[] = [
  { name: "its own variable", given: { DENO_DIR: "/d" }, want: "/d" },
  {
    name: "its own variable before others",
    given: { DENO_DIR: "/d", HOME: "/h", XDG_CACHE_HOME: "/x" },
    want: "/d",
  },
  { name: "nothing", given: { XDG_CACHE_HOME: "/x" }, want: null },
  ...(Deno.build.os === "linux"
    ? [
      { name: "home", given: { HOME: "/h" }, want: "/h/.cache/deno" },
      {
        name: "the folder of caches",
        given: { HOME: "/h", XDG_CACHE_HOME: "/x" },
        want: "/x/deno",
      },
    ]
    : []),
];

for (const { name, given, want } of CACHES) {
  Deno.test(`javascript: the cache of Deno by ${name}`, () => {
    assertEquals(denoCache((variable) => given[variable]), want);
  });
}

Deno.test("javascript: can be switched off", async () => {
  await using scripts = javascript("x.js", "", { javascript: null });
  assertEquals((await refusalOf(scripts.ask("x.js"))).status, 403);
});

Deno.test("javascript: a compiled executable is told to run the script", () => {
  assertEquals(
    javascriptCommand("/srv/x.js", {
      executable: "/usr/bin/gatehouse",
      compiled: true,
      dataDirectory: "/var/x",
    }),
    ["/usr/bin/gatehouse", "run-script", "/var/x", "/srv/x.js"],
  );
});

Deno.test("javascript: the executable's own command gives up permissions", async () => {
  await using scripts = javascript(
    "self.js",
    `for (const name of ["run", "net", "sys", "ffi", "write", "read"]) {
  console.log(name, Deno.permissions.querySync({ name }).state);
}`,
  );
  const host = new URL("../../lib/cgi/javascript_host.ts", import.meta.url);
  const main = `${scripts.folder}/main.ts`;
  Deno.writeTextFileSync(
    main,
    `import { runScript } from ${JSON.stringify(host.href)};
await runScript(Deno.args);`,
  );
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", main, "", `${scripts.folder}/self.js`],
    stderr: "null",
  }).output();
  assertEquals(
    new TextDecoder().decode(stdout),
    "run denied\nnet denied\nsys denied\nffi denied\nwrite denied\nread granted\n"
      .replaceAll("denied", "prompt"),
  );
});

Deno.test("toRequest: a request as it was, from its meta-variables", () => {
  const request = toRequest({
    REQUEST_METHOD: "GET",
    REQUEST_SCHEME: "https",
    HTTP_HOST: "a.test:8443",
    SCRIPT_NAME: "/cgi-bin/x.js",
    PATH_INFO: "/é?",
    QUERY_STRING: "a=%20b",
    HTTP_X_NAME: "é",
  });
  assertEquals(
    request.url,
    "https://a.test:8443/cgi-bin/x.js/%C3%A9%3F?a=%20b",
  );
  assertEquals(request.headers.get("x-name"), "\xc3\xa9");
});

Deno.test("toFileUrl: a path with signs that mean something in URLs", () => {
  const url = toFileUrl("/a b/50%/#1?.js");
  assertEquals(url.href, "file:///a%20b/50%25/%231%3F.js");
  assert(url.search === "" && url.hash === "");
});
