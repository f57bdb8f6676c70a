import { assertEquals } from "@std/assert";
import { createHandover, type Taker } from "../../lib/supervision/handover.ts";
import type { Listeners } from "../../lib/supervision/listeners.ts";

/** Waits until all is done that does not wait for time. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Waits for work whose timers keep no process alive. */
async function awake(work: Promise<unknown>): Promise<void> {
  const timer = setInterval(() => {}, 1_000);
  await work;
  clearInterval(timer);
}

/** A thread that listens, or fails, when it is told to. */
interface FakeThread extends Taker {
  begin(): void;
  fail(): void;
}

function thread(): FakeThread {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => {});
  return {
    listening: promise,
    begin: resolve,
    fail: () => reject(new Error("it cannot listen")),
  };
}

/** A system whose threads wait by the descriptors that are put into `pollers`, each with a text of its own. */
function system(refusals = 0) {
  const pollers = new Map<number, string>();
  const silenced: (readonly [readonly number[], boolean])[] = [];
  const listeners: Listeners = {
    pollers: () => new Map(pollers),
    silence(pollers, lost = false) {
      silenced.push([pollers, lost]);
      return lost || silenced.length > refusals;
    },
  };
  return { pollers, silenced, listeners };
}

Deno.test("threads begin one after another, also after one that fails", async () => {
  const { listeners } = system();
  const handover = createHandover<FakeThread>(() => listeners);
  const threads = [thread(), thread(), thread()] as const;
  const begun: number[] = [];
  for (const [index, one] of threads.entries()) {
    handover.begin(one, () => begun.push(index));
  }
  await settled();
  assertEquals(begun, [0]);
  threads[0].fail();
  await settled();
  assertEquals(begun, [0, 1]);
  threads[1].begin();
  await settled();
  assertEquals(begun, [0, 1, 2]);
  threads[2].begin();
  await settled();
});

Deno.test("a thread is silenced where it waits, and no other thread", async () => {
  const { pollers, silenced, listeners } = system();
  pollers.set(3, "of nobody that is known");
  const handover = createHandover<FakeThread>(() => listeners);
  const [first, second, third] = [thread(), thread(), thread()] as const;
  handover.begin(first, () => pollers.delete(3));
  await settled();
  pollers.set(5, "first").set(6, "first");
  first.begin();
  await settled();
  handover.begin(second, () => pollers.set(8, "second").set(5, "again"));
  second.begin();
  await settled();
  // The number of one that is no more may be that of another.
  handover.forget(first);
  handover.begin(third, () => pollers.set(6, "third"));
  third.begin();
  await settled();
  await awake(Promise.all([handover.end(second), handover.end(third)]));
  assertEquals(silenced, [[[8], false], [[6], false]]);
});

Deno.test("of a thread that nobody knows nothing is silenced", async () => {
  const { silenced, listeners } = system();
  const handover = createHandover<FakeThread>(() => listeners);
  await awake(handover.end(thread()));
  const unseen = createHandover<FakeThread>(() => null);
  const one = thread();
  unseen.begin(one, one.begin);
  await settled();
  await awake(unseen.end(one));
  assertEquals(silenced, []);
});

for (
  const { name, refusals, want } of [
    { name: "is tried again", refusals: 3, want: [4, false] },
    { name: "is done at last", refusals: 1e9, want: [21, true] },
  ]
) {
  Deno.test(`what waits at a thread is not lost: silence ${name}`, async () => {
    const { pollers, silenced, listeners } = system(refusals);
    const handover = createHandover<FakeThread>(() => listeners);
    const one = thread();
    handover.begin(one, () => pollers.set(5, "one"));
    one.begin();
    await settled();
    await awake(handover.end(one));
    assertEquals([silenced.length, silenced.at(-1)?.[1]], want);
  });
}
