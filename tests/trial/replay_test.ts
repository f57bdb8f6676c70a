import { assertEquals } from "@std/assert";
import { replay } from "../../lib/trial/replay.ts";

/** A server that counts who comes. */
function counter(): { port: number; asked: string[]; server: Deno.HttpServer } {
  const asked: string[] = [];
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
  }, ({ url }) => {
    asked.push(new URL(url).pathname);
    return new Response();
  });
  return { port: (server.addr as Deno.NetAddr).port, asked, server };
}

Deno.test("replay --url asks that server, whatever a stranger asked for (RFC 3986 §4.2)", async () => {
  const [named, other] = [counter(), counter()];
  const folder = await Deno.makeTempDir();
  try {
    const targets = [
      "/cgi-bin/a",
      `//127.0.0.1:${other.port}/../cgi-bin/a`,
      `/\\127.0.0.1:${other.port}/a`,
      `@127.0.0.1:${other.port}/a`,
    ];
    for (const [index, target] of targets.entries()) {
      const record = {
        script: { file: "/s/a", name: "/cgi-bin/a", extraPath: null },
        method: "GET",
        target,
        fields: [],
        content: null,
      };
      await Deno.writeTextFile(
        `${folder}/${index}.json`,
        JSON.stringify(record),
      );
    }
    await replay({
      path: folder,
      url: `http://127.0.0.1:${named.port}/`,
      runner: {} as Parameters<typeof replay>[0]["runner"],
    });
    assertEquals(other.asked, []);
    assertEquals(named.asked.length, targets.length);
  } finally {
    await Promise.all([named.server.shutdown(), other.server.shutdown()]);
    await Deno.remove(folder, { recursive: true });
  }
});
