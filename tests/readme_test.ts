import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runGatehouse, startServer } from "./support/server.ts";

const ROOT = new URL("../", import.meta.url);
const read = (path: string): string =>
  Deno.readTextFileSync(new URL(path, ROOT));

const README = read("README.md");
const PAGES = ["README.md", "CONTRIBUTING.md"];

interface Settings {
  readonly version: string;
  readonly tasks: Record<string, unknown>;
  readonly permissions: { readonly default: Record<string, unknown> };
}
const SETTINGS: Settings = JSON.parse(read("deno.json"));

/** Each whole command line of a page, with lines joined that end in a backslash, and without its comment. */
function commandLines(page: string): string[] {
  const blocks = [...page.matchAll(/^```sh\n([^]*?)^```/gm)]
    .flatMap(([, block = ""]) => block.replace(/\\\n\s*/g, "").split("\n"));
  const spans = [...page.replace(/^```[^]*?^```/gm, "").matchAll(/`([^`]+)`/g)]
    .map(([, span = ""]) => span.replace(/\s+/g, " "));
  return [...blocks, ...spans].map((line) => line.replace(/\s# .*$/, ""));
}

/** The options in a command line that are Gatehouse's own: after its name, or after `main.ts`. */
function ownOptions(line: string): string[] {
  const own = /(?:^|\s|\/)(?:gatehouse|main\.ts)\s(.*)$/.exec(line)?.[1] ?? "";
  return own.match(/(?<=^|\s)--[a-z-]+/g) ?? [];
}

Deno.test("every task that is named exists", () => {
  for (const path of PAGES) {
    const tasks = [...read(path).matchAll(/\bdeno(?:@[\d.]+)? task (\w+)/g)]
      .map(([, name = ""]) => name);
    assert(tasks.length > 0, `${path} names no task`);
    assertEquals(tasks.filter((name) => !(name in SETTINGS.tasks)), [], path);
  }
});

Deno.test("the two commands stand in the README, with the Deno that .ci/run takes", () => {
  const version = /VERSION=([\d.]+)/.exec(read(".ci/run"))?.[1];
  assertStringIncludes(README, `npx -y deno@${version} task start`);
  assertStringIncludes(README, `npx -y deno@${version} task test`);
  for (const path of PAGES) {
    const others = [...read(path).matchAll(/\bdeno@([\d.]+)/g)]
      .filter(([, other]) => other !== version);
    assertEquals(others.map(([text]) => text), [], path);
  }
});

Deno.test("the first command needs nothing from a registry", async () => {
  const cache = await Deno.makeTempDir();
  try {
    const nowhere = "http://127.0.0.1:9/";
    const { success, stdout, stderr } = await new Deno.Command(
      Deno.execPath(),
      {
        args: ["task", "start", "--version"],
        cwd: ROOT,
        env: {
          NO_COLOR: "1",
          DENO_DIR: cache,
          NPM_CONFIG_REGISTRY: nowhere,
          HTTPS_PROXY: nowhere,
        },
        stdin: "null",
      },
    ).output();
    const told = new TextDecoder().decode(stderr);
    assert(success, told);
    assert(!told.includes("Download"), told);
    assertStringIncludes(new TextDecoder().decode(stdout), SETTINGS.version);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});

Deno.test("options are taken from command lines only where they are Gatehouse's own", () => {
  assertEquals(
    commandLines("```sh\ngatehouse a \\\n  --one x # --no\n```\nsee `--two`")
      .flatMap(ownOptions),
    ["--one"],
  );
  assertEquals(ownOptions("deno run --allow-net main.ts www --no-cgi"), [
    "--no-cgi",
  ]);
  assertEquals(ownOptions("deno task compile --target x"), []);
});

Deno.test("every option that the README uses is known to --help", async () => {
  const topics = ["serving", "scripts", "files", "operation"];
  const helps = await Promise.all([
    runGatehouse(["--help"]),
    ...topics.map((topic) => runGatehouse(["help", topic])),
  ]);
  const known = helps.map(({ stdout }) => stdout).join("\n");
  assertStringIncludes(known, "--port");
  const used = commandLines(README).flatMap(ownOptions);
  assert(used.length >= 3, "the README shows no options");
  assertEquals(
    used.filter((option) => !new RegExp(`${option}(?![\\w-])`).test(known)),
    [],
  );
});

Deno.test("--version says the version of deno.json, and the changelog has it", async () => {
  const { stdout, code } = await runGatehouse(["--version"]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, SETTINGS.version);
  assertStringIncludes(read("CHANGELOG.md"), `## [${SETTINGS.version}]`);
});

Deno.test("every link into the repository leads somewhere", () => {
  const pages = [...PAGES, "CHANGELOG.md", "SECURITY.md"];
  const dead = pages.flatMap((path) =>
    [...read(path).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
      .map(([, link = ""]) => link)
      .filter((link) => !/^\w+:/.test(link) && !exists(link))
      .map((link) => `${path}: ${link}`)
  );
  assertEquals(dead, []);
});

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, ROOT));
    return true;
  } catch {
    return false;
  }
}

Deno.test("the permissions that the README explains are those of deno.json", () => {
  const explained = [...README.matchAll(/^\| `--allow-(\w+)/gm)]
    .map(([, name = ""]) => name);
  assertEquals(
    explained.toSorted(),
    Object.keys(SETTINGS.permissions.default).toSorted(),
  );
});

Deno.test("the handler that the README shows is exported by lib/mod.ts", async () => {
  const code = /^```ts\n([^]*?)^```/m.exec(README)?.[1] ?? "";
  const names = /import \{ ([^}]+) \} from "\.\/lib\/mod\.ts"/.exec(code)?.[1];
  const module: Record<string, unknown> = await import("../lib/mod.ts");
  const shown = names?.split(", ") ?? [];
  assert(shown.length > 0, "the README shows no import of lib/mod.ts");
  for (const name of shown) assertEquals(typeof module[name], "function", name);
});

/** The scripts that the README shows, by file name. */
const SCRIPTS = [
  ...README.matchAll(/^`cgi-bin\/([\w.]+)`\n\n```\w+\n([^]*?)^```/gm),
].map(([, name = "", text = ""]) => ({ name, text }));

/** What each answers to a form with `firstname=Grace <3`. */
const ANSWERS: Readonly<
  Record<string, { want: string; needs: string | null }>
> = {
  "hello.py": { want: "Hello, Grace &lt;3!", needs: "python3" },
  "hello.js": { want: "Hello, Grace &#60;3!", needs: null },
  "hello.sh": { want: "firstname=Grace+%3C3", needs: "sh" },
};

Deno.test("the README shows a script in each of three languages", () => {
  assertEquals(
    SCRIPTS.map(({ name }) => name).toSorted(),
    Object.keys(ANSWERS).toSorted(),
  );
});

for (const { name, text } of SCRIPTS) {
  const { want = "", needs = null } = ANSWERS[name] ?? {};
  const without = needs !== null && !runs(needs);
  Deno.test({
    name: `the README's ${name} answers a form${
      without ? ` (not run: no ${needs} here)` : ""
    }`,
    ignore: without,
    fn: async () => {
      const site = await Deno.makeTempDir();
      try {
        await Deno.mkdir(`${site}/cgi-bin`);
        await Deno.mkdir(`${site}/www`);
        await Deno.writeTextFile(`${site}/cgi-bin/${name}`, text, {
          mode: name.endsWith(".js") ? 0o644 : 0o755,
        });
        await using server = await startServer(["www"], { cwd: site });
        const answer = await fetch(`${server.url}/cgi-bin/${name}`, {
          method: "POST",
          body: new URLSearchParams({ firstname: "Grace <3" }),
        });
        assertEquals(answer.status, 200);
        assertStringIncludes(await answer.text(), want);
      } finally {
        await Deno.remove(site, { recursive: true });
      }
    },
  });
}

/** Whether a program of that name can be started. */
function runs(program: string): boolean {
  try {
    new Deno.Command(program, {
      args: ["-c", ""],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync();
    return true;
  } catch {
    return false;
  }
}
