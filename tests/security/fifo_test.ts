import { assertEquals } from "@std/assert";
import { makePlace, runProgram, statusOf } from "../faults/place.ts";
import { startServer } from "../support/server.ts";

Deno.test({
  name:
    "a named pipe keeps nobody waiting, in ROOT, as a script or as X-Sendfile",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using place = await makePlace();
    const { home, root } = place;
    for (const path of [`${root}/pipe`, `${root}/pipe.cgi`, `${home}/pipe`]) {
      assertEquals(await runProgram("mkfifo", "-m", "755", path), 0);
    }
    assertEquals(await runProgram("mkfifo", `${home}/cgi-bin/pipe`), 0);
    await Deno.writeTextFile(
      `${home}/cgi-bin/send`,
      `#!/bin/sh\nprintf 'Content-Type: text/plain\\nX-Sendfile: ${home}/pipe\\n\\n'\n`,
      { mode: 0o755 },
    );
    await using server = await startServer([
      root,
      `--sendfile=${home}`,
      "--log-format=none",
    ]);
    for (
      const path of ["/pipe", "/pipe.cgi", "/cgi-bin/pipe", "/cgi-bin/send"]
    ) {
      assertEquals(await statusOf(server.port, path), 404, path);
    }
    // A listing looks at everything that is there.
    await Deno.remove(`${root}/index.html`);
    assertEquals(await statusOf(server.port), 200);
    assertEquals(await server.stop(), 0);
  },
});
