import { assertEquals } from "@std/assert";
import { runs } from "../support/program.ts";
import { startServer } from "../support/server.ts";

/**
 * Asks for PATH on one connection, 100 times and then 50 times, and prints how many packets with data those 50 took:
 * the kernel counts them (`tcpi_data_segs_in`), and over the loopback each write is one.
 */
const COUNT_PACKETS = `
import socket, struct, sys
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
stream = connection.makefile("rb")

def ask():
    connection.sendall(b"GET %s HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n" % sys.argv[2].encode())
    length = 0
    while (line := stream.readline().strip()):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    assert len(stream.read(length)) == length

def packets():
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192)
    return struct.unpack_from("I", info, 152)[0]

for _ in range(100):
    ask()
before = packets()
for _ in range(50):
    ask()
print(packets() - before)
`;

async function packets(port: number, path: string): Promise<number> {
  const { stdout } = await new Deno.Command("python3", {
    args: ["-c", COUNT_PACKETS, String(port), path],
    stderr: "inherit",
  }).output();
  return Number(new TextDecoder().decode(stdout));
}

const LENGTHS = [300, 1024, 3584];

// With --cors every response has fields of its own.
for (const args of [[], ["--cors"]]) {
  Deno.test({
    name: `small files go to a busy connection in one packet each: ${
      args[0] ?? "as they are"
    }`,
    ignore: Deno.build.os !== "linux" || !runs("python3", "--version"),
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
      for (const length of LENGTHS) {
        await Deno.writeFile(`${folder}/${length}.bin`, new Uint8Array(length));
      }
      await using server = await startServer([folder, ...args]);
      for (const length of LENGTHS) {
        const counted = await packets(server.port, `/${length}.bin`);
        assertEquals(counted, 50, `${length} bytes`);
      }
      assertEquals(await server.stop(), 0);
      await Deno.remove(folder, { recursive: true });
    },
  });
}
