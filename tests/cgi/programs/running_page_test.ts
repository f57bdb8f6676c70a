import { assertEquals } from "@std/assert";
import { gatehouseCommand } from "../../support/server.ts";
import { lines } from "../../support/lines.ts";
import { explanations } from "../../peers/cgi_explained.ts";
import { rows } from "../rfc3875/rows.ts";
import { GIT_ENV } from "./repository.ts";
import { attempt, programTest, run } from "./support.ts";

const MANUAL = new URL("../../../www/manual/", import.meta.url);

/** An example of the page: what it needs, and its commands for the shell. */
interface Example {
  readonly name: string;
  readonly needs: readonly string[];
  readonly prepare: string;
  readonly serve: string;
  readonly look: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
};

function readExamples(page: string): Example[] {
  const sections = page.matchAll(
    /<section data-needs="([^"]*)">\s*<h2 id="(\w+)">(.*?)<\/section>/gs,
  );
  return [...sections].map(([, needs = "", name = "", text = ""]) => {
    const blocks = [...text.matchAll(/<pre><code>(.*?)<\/code><\/pre>/gs)].map(
      ([, block = ""]) =>
        block.replace(/&\w+;/g, (escape) => ESCAPES[escape] ?? escape),
    );
    const [prepare = "", serve = "", look = ""] = blocks;
    return { name, needs: needs.split(" "), prepare, serve, look };
  });
}

/** `perl:CGI` and `python:mercurial` are modules, all else are programs. */
async function lacking(need: string): Promise<boolean> {
  const [language, module] = need.split(":");
  if (module === undefined) return false;
  const command = language === "perl"
    ? ["perl", `-M${module}`, "-e", "1"]
    : ["/usr/bin/python3", "-c", `import ${module}`];
  return !(await attempt("/", command).catch(() => null))?.success;
}

/** Runs the three parts of an example in an empty folder, as a reader would, but on a free port. */
async function follow({ prepare, serve, look }: Example): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const env = {
    ...GIT_ENV,
    HOME: folder,
    USER: "ada",
    GOCACHE: `${Deno.env.get("HOME")}/.cache/go-build`,
    NO_COLOR: "1",
  };
  await run(folder, ["sh", "-ec", prepare], env);
  const gatehouse = gatehouseCommand().map((word) => `'${word}'`).join(" ");
  const command = serve.replace(/^gatehouse/, `exec ${gatehouse} --port 0`);
  const server = new Deno.Command("sh", {
    args: ["-ec", command],
    cwd: folder,
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = lines(server.stderr);
  try {
    await said.waitFor(/stop {5}with/);
    const port = /http:\/\/[^/\s]+:(\d+)\//.exec(said.text())?.[1] ?? "";
    const commands = look.replaceAll(":8000", `:${port}`);
    await run(folder, ["sh", "-ec", commands], env);
  } finally {
    server.kill();
    await server.status;
    await said.done;
    await Deno.remove(folder, { recursive: true });
  }
}

const examples = readExamples(
  await Deno.readTextFile(new URL("running.html", MANUAL)),
);

for (const example of examples) {
  const needs = await Promise.all(
    example.needs.map(async (need) => {
      const module = need.includes(":");
      return !module || await lacking(need) ? need : "sh";
    }),
  );
  programTest(
    `The manual's example of ${example.name}`,
    ["sh", "curl", ...needs],
    () => follow(example),
  );
}

Deno.test("The manual's examples are all found", () => {
  assertEquals(examples.map(({ name }) => name), [
    "git",
    "gitweb",
    "cgit",
    "php",
    "perl",
    "fossil",
    "mercurial",
    "wsgi",
    "go",
  ]);
});

Deno.test("The manual explains each difference from Apache, and no other", async () => {
  const page = await Deno.readTextFile(new URL("compare-apache.html", MANUAL));
  const explained = [...page.matchAll(/<dt id="([\w-]+)">/g)].map(([, id]) =>
    id
  );
  assertEquals(explained.sort(), explanations.map(({ name }) => name).sort());
  assertEquals(Math.round(rows.length / 10) * 10, 160, "requests, on the page");
});
