import { ask, writeRequest } from "./ask.ts";
import { type Case, Unfit } from "./case.ts";
import { watchMemory } from "./group.ts";
import { type Running, start } from "./running.ts";
import { runWrk } from "./wrk.ts";

const nothing = (): Promise<void> => Promise.resolve();

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** From the start of the process to its first answer. */
export const startUp: Case = {
  name: "start",
  title: "start to first answer",
  group: "whole",
  skill: "plain",
  metrics: ["time"],
  quick: true,
  rounds: 5,
  check: nothing,
  measure: async ({ peer, site }) => {
    const other = await start(peer, site);
    await other.stop();
    return { time: other.startUp };
  },
};

/** What a peer holds a second after its first answer. */
export const idle: Case = {
  name: "idle",
  title: "memory when idle",
  group: "whole",
  skill: "plain",
  metrics: ["memory"],
  quick: true,
  rounds: 1,
  check: nothing,
  measure: async ({ peer, site }) => {
    const other = await start(peer, site);
    await wait(1000);
    const held = other.group.memory();
    await other.stop();
    return { memory: held };
  },
};

const SLOW = 64, SLOW_BYTES = 32 * 1024, SLOW_PAUSE = 100;

/** How much a peer grows while 64 clients take 100 MB each, slowly. */
export const slowClients: Case = {
  name: "slow",
  title: `growth with ${SLOW} slow clients`,
  group: "whole",
  skill: "files",
  metrics: ["memory"],
  rounds: 1,
  check: nothing,
  measure: async ({ peer, site }, seconds) => {
    // A peer of its own, so that what earlier cases left behind does not hide the growth.
    const other = await start(peer, site);
    try {
      await ask(other.port, { path: "/100m.bin" });
      const before = other.group.memory();
      const until = performance.now() + Math.max(seconds, 4) * 1000;
      const { result: taken, peak } = await watchMemory(
        other.group,
        () =>
          Promise.all(
            Array.from({ length: SLOW }, () => readSlowly(other.port, until)),
          ),
      );
      if (taken.some((bytes) => bytes < SLOW_BYTES)) {
        throw new Unfit("left some of the clients without an answer");
      }
      return { memory: Math.max(peak - before, 0) };
    } finally {
      await other.stop();
    }
  },
};

/** Takes a little at a time, about 320 KB a second; the bytes it got. */
async function readSlowly(port: number, until: number): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(writeRequest({ path: "/100m.bin" }));
  const buffer = new Uint8Array(SLOW_BYTES);
  let taken = 0;
  while (performance.now() < until) {
    const got = await connection.read(buffer);
    if (got === null) break;
    taken += got;
    await wait(SLOW_PAUSE);
  }
  return taken;
}

/** A small file while sixteen clients keep scripts running. */
export const besideScripts: Case = {
  name: "beside",
  title: "1 KB beside a storm of scripts",
  group: "whole",
  skill: "scripts",
  metrics: ["p99", "p50", "rate"],
  check: async ({ port, peer }) => {
    const { status } = await ask(port, { path: "/1k.txt" });
    if (status !== 200) throw new Unfit(`${peer.title} serves no files`);
  },
  measure: async (running: Running, seconds) => {
    const storm = runWrk({
      url: running.url,
      requests: [{ path: "/cgi-bin/hello.sh" }],
      connections: 16,
      seconds: seconds + 1,
    });
    await wait(300);
    const seen = await runWrk({
      url: running.url,
      requests: [{ path: "/1k.txt" }],
      connections: 1,
      seconds,
    });
    const { refused } = await storm;
    if (refused > 0) throw new Unfit(`refused ${refused} scripts`);
    return {
      p50: seen.p50,
      p99: seen.p99,
      rate: seen.requests / seen.duration * 1000,
    };
  },
};
