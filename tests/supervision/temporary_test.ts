import { assertEquals } from "@std/assert";
import { startServer } from "../support/server.ts";

function foldersIn(path: string): string[] {
  return [...Deno.readDirSync(path)].filter(({ isDirectory, name }) =>
    isDirectory && name.startsWith("gatehouse-run-")
  ).map(({ name }) => name);
}

Deno.test({
  name:
    "a start removes what killed servers left, and nothing of those that run",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const home = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
    const folder = `${home}/tmp`;
    await Deno.mkdir(`${home}/www`);
    await Deno.mkdir(folder);
    const start = () =>
      startServer([`${home}/www`], { env: { TMPDIR: folder } });
    const age = () => {
      for (const name of foldersIn(folder)) {
        Deno.utimeSync(`${folder}/${name}`, 1, 1);
      }
    };
    const killed = await start();
    const left = foldersIn(folder);
    assertEquals(left.length, 1);
    await killed.stop("SIGKILL");
    await using running = await start();
    assertEquals(foldersIn(folder).length, 2, "it was too young");
    age();
    await using next = await start();
    const now = foldersIn(folder);
    assertEquals(now.length, 2);
    assertEquals(now.filter((name) => left.includes(name)), []);
    await next.stop();
    await running.stop();
    assertEquals(foldersIn(folder), []);
    await Deno.remove(home, { recursive: true });
  },
});
