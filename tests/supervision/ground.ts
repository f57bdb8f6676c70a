/** A site for crowds to stand before; it goes away with its folder. */
export interface Ground extends AsyncDisposable {
  readonly root: string;
}

const SCRIPTS: Readonly<Record<string, string>> = {
  echo: "printf 'Content-Type: text/plain\\n\\n'; exec cat",
  writes: "printf 'Content-Type: text/plain\\n\\n'; exec yes",
};

/** Makes a site with a page, a large file, a script that reads and one that writes without end. */
export async function makeGround(): Promise<Ground> {
  const home = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  const root = `${home}/www`;
  await Deno.mkdir(root);
  await Deno.mkdir(`${home}/cgi-bin`);
  await Deno.writeTextFile(`${root}/index.html`, "home");
  using large = await Deno.create(`${root}/large`);
  await large.truncate(8 * 1024 * 1024);
  for (const [name, text] of Object.entries(SCRIPTS)) {
    const script = `#!/bin/sh\n${text}\n`;
    await Deno.writeTextFile(`${home}/cgi-bin/${name}`, script, {
      mode: 0o755,
    });
  }
  return {
    root,
    async [Symbol.asyncDispose]() {
      await Deno.remove(home, { recursive: true }).catch(() => {});
    },
  };
}
