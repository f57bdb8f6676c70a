import { assertEquals } from "@std/assert";
import { refusalOf, replyOf, type Site, site, textOf } from "./site.ts";

/** A script that names a file below `folder`, by PATH_INFO. */
function sends(folder: string): Site {
  const header = String
    .raw`printf 'Content-Type: text/x-sent\nX-Sendfile: %s\n\nnot this' `;
  return site({ sends: `${header} "${folder}$PATH_INFO"` }, {
    sendfile: [`${folder}/public`],
  });
}

function folder(): string {
  const path = Deno.makeTempDirSync({ prefix: "gatehouse-test-" });
  for (const name of ["public", "publicity", "public/sub"]) {
    Deno.mkdirSync(`${path}/${name}`);
  }
  Deno.writeTextFileSync(`${path}/public/sub/page`, "a page");
  Deno.writeTextFileSync(`${path}/secret`, "a secret");
  Deno.writeTextFileSync(`${path}/publicity/page`, "another");
  Deno.symlinkSync(`${path}/secret`, `${path}/public/link`);
  return path;
}

Deno.test("X-Sendfile: the file in the script's stead", async () => {
  const path = folder();
  await using scripts = sends(path);
  const outcome = await scripts.ask("sends/public/sub/page");
  assertEquals(replyOf(outcome).fields, [["Content-Type", "text/x-sent"]]);
  assertEquals(replyOf(outcome).length, 6);
  assertEquals(await textOf(outcome), "a page");
  const head = await scripts.ask("sends/public/sub/page", { method: "HEAD" });
  assertEquals([replyOf(head).content, replyOf(head).length], [null, 6]);
  Deno.removeSync(path, { recursive: true });
});

for (
  const [name, target] of Object.entries({
    "a file elsewhere": "secret",
    "a link that leads elsewhere": "public/link",
    "a folder whose name begins alike": "publicity/page",
    "a folder": "public/sub",
    "what is not there": "public/none",
  })
) {
  Deno.test(`X-Sendfile: never ${name}`, async () => {
    const path = folder();
    await using scripts = sends(path);
    const error = await refusalOf(scripts.ask(`sends/${target}`));
    assertEquals(error.status, 404);
    Deno.removeSync(path, { recursive: true });
  });
}
