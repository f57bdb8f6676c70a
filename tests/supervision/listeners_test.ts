import { assert, assertEquals } from "@std/assert";
import { openLibc } from "../../lib/supervision/libc.ts";
import {
  type Listeners,
  openListeners,
} from "../../lib/supervision/listeners.ts";
import { until } from "../support/until.ts";

/** It stays open, so it is opened before any test. */
const KNOWN = openLibc() !== null;

const hostname = "127.0.0.1";

/** A port that was free a moment ago. */
function freePort(): number {
  using probe = Deno.listen({ hostname, port: 0 });
  return probe.addr.port;
}

function listenersAt(port: number): Listeners {
  const listeners = openListeners(() => [port]);
  assert(listeners !== null);
  return listeners as Listeners;
}

/** Takes connections, as a thread of its own, and says how many; see `taker.ts`. */
async function startTaker(port: number, shared: boolean) {
  const worker = new Worker(new URL("taker.ts", import.meta.url), {
    type: "module",
  });
  let taken = 0;
  const ready = Promise.withResolvers<void>();
  worker.onmessage = ({ data }: MessageEvent<number>) => {
    taken = data;
    ready.resolve();
  };
  worker.postMessage({ port, shared });
  await ready.promise;
  return { taken: () => taken, end: () => worker.terminate() };
}

const KINDS = [
  { name: "a socket that threads share", shared: true },
  { name: "a socket of each thread's own", shared: false },
];

for (const { name, shared } of KINDS) {
  Deno.test({
    name: `${name}: who is silenced takes no more, and the other takes all`,
    ignore: !KNOWN,
    async fn() {
      const port = freePort();
      const listeners = listenersAt(port);
      assertEquals(listeners.pollers().size, 0);
      const first = await startTaker(port, shared);
      const before = listeners.pollers();
      assert(before.size > 0);
      const second = await startTaker(port, shared);
      const now = listeners.pollers();
      assert([...before].every(([one, text]) => now.get(one) === text));
      assert(now.size > before.size);
      assertEquals(listeners.silence([...before.keys()]), true);
      assertEquals(listeners.silence([...before.keys()]), true, "again");
      const clients = [];
      for (let count = 0; count < 20; count++) {
        clients.push(await Deno.connect({ hostname, port }));
      }
      await until(() => second.taken() === 20, "twenty connections");
      assertEquals(first.taken(), 0);
      for (const client of clients) client.close();
      first.end();
      second.end();
    },
  });
}

Deno.test({
  name: "a thread is not silenced while connections wait that only it can take",
  ignore: !KNOWN,
  async fn() {
    const port = freePort();
    const listeners = listenersAt(port);
    // Nobody waits before the first call to accept, and then the first connection only is taken.
    using own = Deno.listen({ hostname, port });
    const waiting = own.accept();
    await until(() => listeners.pollers().size > 0, "somebody to wait");
    const pollers = [...listeners.pollers().keys()];
    using _one = await Deno.connect({ hostname, port });
    using _taken = await waiting;
    using other = await Deno.connect({ hostname, port });
    assertEquals(listeners.silence(pollers), false);
    using _also = await own.accept();
    assertEquals(listeners.silence(pollers), true);
    assert(other.localAddr.port > 0);
  },
});
