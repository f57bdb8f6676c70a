import { assertEquals } from "@std/assert";
import { startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { manyEntries } from "./many_entries.ts";

const CLIENTS = 8;

const latin1 = new TextDecoder("latin1");

/** One answer with its content, from a connection that stays open; its head. Throws where it ends before. */
async function readAnswer(connection: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(65_536);
  let head = "";
  /** How many bytes are still to come, once that is known. */
  let missing = Infinity;
  while (missing > 0) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error(`an answer ends early: ${head}`);
    if (missing < Infinity) {
      missing -= count;
      continue;
    }
    head += latin1.decode(buffer.subarray(0, count));
    const end = head.indexOf("\r\n\r\n") + 4;
    if (end < 4) continue;
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
    missing = end + length - head.length;
    head = head.slice(0, end);
  }
  return head;
}

/** What clients see that keep their connections as long as the server lets them. */
interface Seen {
  readonly statuses: Set<string>;
  /** How often an answer said that it is the connection's last. */
  closed: number;
}

/** Asks again and again, and connects anew where an answer says so and the server has closed. */
async function visit(
  port: number,
  seen: Seen,
  isOver: () => boolean,
): Promise<void> {
  const request = new TextEncoder().encode(
    "GET /many/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
  );
  let connection = await Deno.connect({ port });
  while (!isOver()) {
    await connection.write(request);
    const head = await readAnswer(connection);
    seen.statuses.add(head.slice(0, 15));
    if (!/^connection: close\r$/im.test(head)) continue;
    assertEquals(await connection.read(new Uint8Array(1)), null);
    connection.close();
    seen.closed++;
    connection = await Deno.connect({ port });
  }
  connection.close();
}

Deno.test({
  name:
    "a thread that comes later gets some of the connections, and no request is lost",
  ignore: Deno.build.os !== "linux" || navigator.hardwareConcurrency < 2,
  async fn() {
    const folder = await manyEntries();
    try {
      const args = ["--log-format", "none"];
      await using server = await startServer(args, { cwd: folder });
      const port = Number(new URL(server.url).port);
      const seen: Seen = { statuses: new Set(), closed: 0 };
      let over = false;
      const visits = Array.from(
        { length: CLIENTS },
        () => visit(port, seen, () => over),
      );
      try {
        const all = Promise.all(visits);
        await Promise.race([
          until(
            () => seen.closed >= 2,
            "connections that are closed",
            () => "",
            30_000,
          ),
          all,
        ]);
      } finally {
        over = true;
        await Promise.all(visits);
      }
      assertEquals([...seen.statuses], ["HTTP/1.1 200 OK"]);
      assertEquals(await server.stop(), 0);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
