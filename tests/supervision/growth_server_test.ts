import { assertEquals } from "@std/assert";
import { startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { manyEntries } from "./many_entries.ts";

Deno.test({
  name: "a thread that has too much to do gets another, and nobody notices",
  ignore: Deno.build.os !== "linux" || navigator.hardwareConcurrency < 2,
  async fn() {
    const folder = await manyEntries();
    try {
      const args = ["--admin", "127.0.0.1:0", "--log-format", "none"];
      await using server = await startServer(args, { cwd: folder });
      const line = / {2}admin {4}(http:\S+metrics)\n/;
      await server.waitFor("stderr", line);
      const [, metrics = ""] = line.exec(server.stderr()) ?? [];
      const threads = async () => {
        const text = await (await fetch(metrics)).text();
        return Number(/^gatehouse_threads (\d+)/m.exec(text)?.[1]);
      };
      assertEquals(await threads(), 1);
      const statuses = new Set<number>();
      let over = false;
      const load = Array.from({ length: 4 }, async () => {
        while (!over) {
          const response = await fetch(`${server.url}/many/`);
          await response.body?.cancel();
          statuses.add(response.status);
        }
      });
      try {
        await until(async () => await threads() > 1, "another thread");
      } finally {
        over = true;
        await Promise.all(load);
      }
      assertEquals([...statuses], [200]);
      assertEquals(await server.stop(), 0);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
