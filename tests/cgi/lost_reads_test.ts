import { assert, assertEquals } from "@std/assert";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const SCRIPTS = {
  streams: "printf 'Content-Type: a/b\\n\\n'; yes",
  answers: "printf 'Content-Type: a/b\\n\\nhello'",
};
const TIMES = 300;
const AT_ONCE = 10;
/** Fewer than are lost before a thread is replaced. */
const TOLERATED = 40;

function descriptors(pid: number): number {
  return Array.from(Deno.readDirSync(`/proc/${pid}/fd`)).length;
}

/** Sends a part of its content, sees the answer begin, and is gone while the server waits to read and to write. */
async function leave({ port }: TestServer): Promise<void> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const head =
    "POST /cgi-bin/streams HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\npart";
  await connection.write(new TextEncoder().encode(head));
  await connection.read(new Uint8Array(1_024));
  // There is more to be read, so that the system sends a reset.
  connection.close();
}

Deno.test({
  name:
    "reads that the platform never ends cost no descriptor for long, and no client anything",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
    for (const [name, text] of Object.entries(SCRIPTS)) {
      const mode = { mode: 0o755 };
      await Deno.writeTextFile(
        `${folder}/${name}`,
        `#!/bin/sh\n${text}\n`,
        mode,
      );
    }
    const server = await startServer(["--cgi-dir", folder]);
    try {
      const before = descriptors(server.pid);
      let left = TIMES;
      let asked = 0;
      const client = async () => {
        while (left-- > 0) await leave(server);
      };
      const steady = async () => {
        while (left > 0) {
          const answer = await fetch(`${server.url}/cgi-bin/answers`);
          assertEquals(await answer.text(), "hello");
          asked++;
        }
      };
      await Promise.all([...Array.from({ length: AT_ONCE }, client), steady()]);
      assert(asked > 0);
      await until(
        () => descriptors(server.pid) < before + TOLERATED,
        "descriptors to be closed",
      );
    } finally {
      await server.stop();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
