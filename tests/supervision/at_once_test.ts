import { assertEquals } from "@std/assert";
import { openAtOnce } from "../../lib/supervision/at_once.ts";
import { openLibc } from "../../lib/supervision/libc.ts";

/** It stays open, so it is opened before any test. */
const KNOWN = openLibc() !== null;

function sockets(): Set<number> {
  const folder = "/proc/self/fd";
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  return new Set(names.filter(isSocket).map(Number));
}

/** What the folder itself was read by is there no more. */
function isSocket(name: string): boolean {
  try {
    return Deno.readLinkSync(`/proc/self/fd/${name}`).startsWith("socket:");
  } catch {
    return false;
  }
}

/** TCP_NODELAY of each descriptor that `before` does not have; whatever is no TCP socket is left out. */
function noDelays(before: ReadonlySet<number>): number[] {
  const libc = Deno.dlopen("libc.so.6", {
    getsockopt: {
      parameters: ["i32", "i32", "i32", "buffer", "buffer"],
      result: "i32",
    },
  });
  try {
    return [...sockets().difference(before)].flatMap((descriptor) => {
      const value = new Int32Array(1);
      const length = new Uint32Array([4]);
      return libc.symbols.getsockopt(descriptor, 6, 1, value, length) === 0
        ? [value[0] === 0 ? 0 : 1]
        : [];
    });
  } finally {
    libc.close();
  }
}

/** TCP_NODELAY of the server's end of a connection that is made now. */
async function accepted(listener: Deno.TcpListener): Promise<number[]> {
  const { port } = listener.addr;
  const client = await Deno.connect({ port });
  const before = sockets();
  const server = await listener.accept();
  const found = noDelays(before);
  server.close();
  client.close();
  return found;
}

Deno.test({
  name:
    "connections inherit from their listening socket that they send at once",
  ignore: !KNOWN,
  async fn() {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    // One that is not TCP is no hindrance.
    const folder = await Deno.makeTempDir();
    const other = Deno.listen({ transport: "unix", path: `${folder}/socket` });
    assertEquals(await accepted(listener), [0]);
    const atOnce = openAtOnce(true);
    atOnce?.apply();
    assertEquals(await accepted(listener), [1]);
    listener.close();
    other.close();
    await Deno.remove(folder, { recursive: true });
  },
});
