import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { parseCommandLine } from "../../lib/options/mod.ts";
import { COMMAND_ROWS } from "./commands.ts";
import { decodeHtml, shownFiles, sitePages, WWW } from "./page.ts";
import { runs } from "../support/program.ts";
import { Session } from "./session.ts";

const POSIX = Deno.build.os !== "windows" && runs("curl", "--version") &&
  runs("python3", "--version");

/** What a page shows as typed into a terminal: code that is no file, listing or configuration. */
function commandBlocks(page: string): string[] {
  const html = Deno.readTextFileSync(`${WWW}/${page}`)
    .replace(/<figure>.*?<\/figure>|<fieldset.*?<\/fieldset>/gs, "");
  return [...html.matchAll(/<pre><code>(.*?)<\/code><\/pre>/gs)]
    .map(([, code = ""]) => decodeHtml(code))
    .filter((code) => !code.startsWith("mysite/"));
}

/** A new folder as a reader has it, with the picture, the source and the files that a page shows. */
async function withSession(
  page: string,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const files = shownFiles(page);
    if (files.some(({ text }) => text.includes("test.jpg"))) {
      await Deno.mkdir(`${folder}/www`);
      await Deno.copyFile(`${WWW}/test.jpg`, `${folder}/www/test.jpg`);
      await Deno.symlink(join(WWW, "../lib"), `${folder}/lib`);
    }
    for (const { name, text } of files) {
      await Deno.mkdir(dirname(`${folder}/${name}`), { recursive: true });
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    await using session = new Session(folder);
    await use(session);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const { page, then = [], wants } of COMMAND_ROWS) {
  Deno.test({
    name: `www/${page}: each command works as it stands`,
    ignore: !POSIX,
    async fn(test) {
      const blocks = [...commandBlocks(page), ...then];
      assertEquals(blocks.length, wants.length, blocks.join("\n---\n"));
      await withSession(page, async (session) => {
        for (const [index, block] of blocks.entries()) {
          await test.step(block.trim().split("\n").at(-1) ?? "", async () => {
            const printed = await session.run(block);
            const want = wants[index] ?? "?";
            const shown = printed === "" && want !== ""
              ? await (await fetch(session.url)).text()
              : printed;
            assertStringIncludes(shown, want);
          });
        }
      });
    },
  });
}

function isOption(word: string): boolean {
  return /^--?[a-z]/.test(word) || /^\d+$/.test(word);
}

Deno.test("every gatehouse command line in the manual is understood", () => {
  const faults: string[] = [];
  let count = 0;
  for (const page of sitePages()) {
    const html = Deno.readTextFileSync(`${WWW}/${page}`);
    for (
      const [, code = ""] of html.matchAll(/<code>(gatehouse [^<]+)<\/code>/g)
    ) {
      const [, ...words] = decodeHtml(code).split(/\s+/);
      // What needs a shell to be understood is run whole, by the test of its page.
      if (
        /["$\\[]|gatehouse (help|init|check|run|replay|config|completions)/
          .test(code) ||
        !words.some(isOption)
      ) continue;
      count++;
      const line = parseCommandLine(words);
      faults.push(...line.faults.map((fault) => `${page}: ${code}: ${fault}`));
    }
  }
  assertEquals(faults, []);
  assert(count > 7, "there are command lines at all");
});
