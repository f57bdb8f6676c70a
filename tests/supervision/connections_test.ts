import { assert, assertEquals } from "@std/assert";
import {
  clientKey,
  type Connection,
  type Connections,
  openConnections,
} from "../../lib/supervision/connections.ts";
import { openLibc } from "../../lib/supervision/libc.ts";
import { until } from "../support/until.ts";

/** It stays open, so it is opened before any test. */
const KNOWN = openLibc() !== null;

/** What must be there. */
function there<T>(value: T | null | undefined): T {
  assert(value !== null && value !== undefined);
  return value as T;
}

interface Served {
  readonly connections: Connections;
  readonly listener: Deno.TcpListener;
  connect(): Promise<{ client: Deno.TcpConn; server: Deno.TcpConn }>;
  of(client: Deno.TcpConn): Connection | undefined;
}

async function serving(
  hostname: string,
  use: (served: Served) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname, port: 0 });
  const { port } = listener.addr;
  const connections = there(openConnections(() => [port]));
  const open: Deno.TcpConn[] = [];
  try {
    await use({
      connections,
      listener,
      async connect() {
        const connecting = Deno.connect({ hostname, port });
        const server = await listener.accept();
        const client = await connecting;
        open.push(server, client);
        return { client, server };
      },
      of: (client) =>
        connections.list().find((one) => one.port === client.localAddr.port),
    });
  } finally {
    for (const one of open) one.close();
  }
}

const ADDRESSES = [
  { hostname: "127.0.0.1", bytes: [127, 0, 0, 1] },
  { hostname: "::1", bytes: [...new Array(15).fill(0), 1] },
];

for (const { hostname, bytes } of ADDRESSES) {
  Deno.test({
    name: `the system tells of connections from ${hostname}`,
    ignore: !KNOWN,
    async fn() {
      await serving(hostname, async ({ connect, of }) => {
        const { client, server } = await connect();
        const first = of(client);
        assertEquals([...first?.address ?? []], bytes);
        const { port } = client.localAddr;
        assertEquals(first?.key, clientKey(Uint8Array.from(bytes), port));
        assertEquals([first?.waiting, first?.taken], [false, 0]);
        await until(() => (of(client)?.sent ?? 0) > 50, "time to pass");
        await server.write(new Uint8Array(100));
        await until(() => of(client)?.taken === 100, "it to be taken");
        assert((of(client)?.sent ?? 1e9) < (of(client)?.received ?? 0));
      });
    },
  });
}

Deno.test({
  name: "a client that takes nothing is seen, with what waits for it",
  ignore: !KNOWN,
  async fn() {
    await serving("127.0.0.1", async ({ connect, of, connections }) => {
      const { client, server } = await connect();
      const writing = (async () => {
        for (;;) await server.write(new Uint8Array(65_536));
      })();
      const over = writing.catch((error: Error) => error.name);
      let before = -1;
      await until(() => {
        const { waiting = false, taken = 0 } = of(client) ?? {};
        const stands = waiting && taken === before;
        before = taken;
        return stands;
      }, "it to stand still");
      const one = of(client);
      assertEquals(connections.end(one ? [one] : []).length, 1);
      assert((await over) !== undefined);
    });
  },
});

Deno.test({
  name: "what a client sent is unread until the server reads it",
  ignore: !KNOWN,
  async fn() {
    await serving("127.0.0.1", async ({ connect, of }) => {
      const { client, server } = await connect();
      assertEquals(of(client)?.unread, false);
      await client.write(Uint8Array.of(1, 2));
      await until(() => of(client)?.unread === true, "two bytes");
      assertEquals(await server.read(new Uint8Array(1)), 1);
      assertEquals(of(client)?.unread, true, "one is left");
      assertEquals(await server.read(new Uint8Array(1)), 1);
      assertEquals(of(client)?.unread, false);
    });
  },
});

Deno.test({
  name: "one connection is ended, and no other",
  ignore: !KNOWN,
  async fn() {
    await serving("127.0.0.1", async ({ connect, of, connections }) => {
      const [first, second, third] = [
        await connect(),
        await connect(),
        await connect(),
      ] as const;
      const chosen = there(of(second.client));
      assertEquals(connections.end([chosen]), [chosen]);
      assertEquals(await second.server.read(new Uint8Array(1)), null);
      assertEquals(await second.client.read(new Uint8Array(1)), null);
      for (const { client, server } of [first, third]) {
        await client.write(Uint8Array.of(7));
        assertEquals(await server.read(new Uint8Array(1)), 1);
      }
    });
  },
});

Deno.test({
  name: "a descriptor that has become another's ends nobody",
  ignore: !KNOWN,
  async fn() {
    await serving("127.0.0.1", async ({ connect, of, connections }) => {
      const { client } = await connect();
      const one = there(of(client));
      const other = { ...one, key: clientKey(one.address, one.port + 1) };
      assertEquals(connections.end([other]), []);
      const spoken = { ...one, received: one.received + 100_000 };
      assertEquals(connections.end([spoken]), [], "something has come since");
      assert(of(client));
    });
  },
});
