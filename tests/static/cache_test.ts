import { assert, assertEquals } from "@std/assert";
import { boundedCache } from "../../lib/static/cache.ts";
import { findResource, makeSite } from "../../lib/static/resource.ts";
import { selectForm } from "../../lib/static/select.ts";
import { exchange } from "../support/exchange.ts";
import { ask, makeTree, noise } from "./tree.ts";

Deno.test("the cache never takes more than its limit", () => {
  const cache = boundedCache<number>(1000);
  for (let index = 0; index < 100_000; index++) {
    cache.set(`${index}`, index, 1 + (index * 7) % 99);
    assert(cache.size() <= 1000);
  }
});

Deno.test("what is used stays while others pass through", () => {
  const cache = boundedCache<string>(1000);
  cache.set("used", "yes", 100);
  for (let index = 0; index < 1000; index++) {
    cache.set(`${index}`, "no", 100);
    cache.set(`${index}`, "no", 100); // it is kept by being asked for again
    assertEquals(cache.get("used"), "yes");
  }
  assertEquals(cache.get("0"), undefined);
});

Deno.test("a walk leaves little behind, and what is asked for again stays", () => {
  const cache = boundedCache<number>(1000);
  for (let index = 0; index < 10_000; index++) cache.set(`${index}`, index, 10);
  assert(cache.size() <= 1000 / 8 + 10, `${cache.size()} bytes of the walk`);
  for (let index = 20_000; index < 20_080; index++) {
    cache.set(`${index}`, index, 10);
    assertEquals(cache.get(`${index}`), undefined);
  }
  for (let index = 20_000; index < 20_080; index++) {
    cache.set(`${index}`, index, 10);
    assertEquals(cache.get(`${index}`), index);
  }
  // What was kept and has changed is known.
  cache.delete("20000");
  cache.set("20000", 1, 10);
  assertEquals(cache.get("20000"), 1);
});

Deno.test("what takes a quarter of the cache is not kept", () => {
  const cache = boundedCache<string>(1000);
  cache.set("a", "a", 251);
  assertEquals(cache.get("a"), undefined);
  assertEquals(cache.size(), 0);
});

Deno.test("what replaces or grows is counted once", () => {
  const cache = boundedCache<string>(1000);
  cache.set("a", "one", 100);
  cache.set("a", "two", 50);
  cache.grow("a", "one", 500); // is no longer there
  assertEquals(cache.size(), 50);
  cache.grow("a", "two", 25);
  assertEquals(cache.size(), 75);
  cache.delete("a");
  cache.delete("a");
  assertEquals(cache.size(), 0);
});

Deno.test("a hit gives the very same reply, so that its fields are checked once", () => {
  using tree = makeTree({ "a.txt": "hello" });

  const handler = tree.handler();
  const first = handler(exchange("/a.txt"));
  const second = handler(exchange("/a.txt"));
  assert(!(first instanceof Promise) && first !== null);
  assert(first === second);
});

const CHANGES: {
  name: string;
  change: (path: string) => void;
  want: string;
}[] = [
  {
    name: "is written anew in place",
    change: (path) => Deno.writeTextFileSync(path, "other"),
    want: "other",
  },
  {
    name: "is replaced by another of the same date and length",
    change: (path) => {
      const info = Deno.statSync(path);
      Deno.writeTextFileSync(path + ".new", "other");
      Deno.utimeSync(
        path + ".new",
        info.mtime ?? new Date(0),
        info.mtime ?? new Date(0),
      );
      Deno.renameSync(path + ".new", path);
    },
    want: "other",
  },
  {
    name: "grows",
    change: (path) => Deno.writeTextFileSync(path, "!", { append: true }),
    want: "hello!",
  },
];

for (const { name, change, want } of CHANGES) {
  Deno.test(`a kept file that ${name} is sent anew`, async () => {
    using tree = makeTree({ "a.txt": "hello" });
    const handler = tree.handler();
    const before = await ask(handler, "/a.txt");
    change(tree.path("a.txt"));
    const after = await ask(handler, "/a.txt", {
      fields: { "if-none-match": before.fields.get("etag") ?? "" },
    });
    assertEquals([after.status, after.text], [200, want]);
  });
}

Deno.test("of many requests within a millisecond, a few look at the file", async () => {
  using tree = makeTree({ "a.txt": "hello" });
  using clock = stoppedClock();
  const handler = tree.handler();
  const text = async (given = {}) => (await ask(handler, "/a.txt", given)).text;
  for (let count = 0; count < 10; count++) await text();
  Deno.writeTextFileSync(tree.path("a.txt"), "other");
  assertEquals(await text(), "hello");
  // Whoever comes from a script is to see what that script wrote.
  assertEquals(await text({ origin: exchange("/script") }), "other");
  tree.write("a.txt", "third");
  assertEquals(await text(), "third");
  for (let count = 0; count < 10; count++) await text();
  tree.write("a.txt", "fourth");
  clock.advance();
  assertEquals(await text(), "fourth");
});

Deno.test("of many requests within a millisecond for what is missing, a few look for it", async () => {
  using tree = makeTree();
  using clock = stoppedClock();
  const handler = tree.handler();
  const status = async (given = {}) =>
    (await ask(handler, "/a.txt", given)).status;
  const written = { origin: exchange("/script") };
  for (let count = 0; count < 10; count++) assertEquals(await status(), 0);
  tree.write("a.txt", "hello");
  assertEquals(await status(), 0);
  clock.advance();
  assertEquals(await status(), 200);
  Deno.removeSync(tree.path("a.txt"));
  clock.advance();
  for (let count = 0; count < 10; count++) assertEquals(await status(), 0);
  tree.write("a.txt", "again");
  assertEquals(await status(written), 200);
  // What was found is no longer taken for missing.
  assertEquals(await status(), 200);
});

Deno.test("a file that is missing is not taken for another", async () => {
  using tree = makeTree({ "a.txt": "hello" });
  using _clock = stoppedClock();
  const handler = tree.handler();
  for (let count = 0; count < 10; count++) {
    assertEquals((await ask(handler, "/b.txt")).status, 0);
    assertEquals((await ask(handler, "/a.txt")).status, 200);
  }
});

/** The time of day, standing still at the next minute until it is moved on by a millisecond. */
function stoppedClock(): Disposable & { advance(): void } {
  const { now } = Date;
  let time = now() + 60_000;
  Date.now = () => time;
  return {
    advance: () => void time++,
    [Symbol.dispose]: () => void (Date.now = now),
  };
}

Deno.test("a kept file that is removed is gone", async () => {
  using tree = makeTree({ "a.txt": "hello" });
  const handler = tree.handler();
  await ask(handler, "/a.txt");
  Deno.removeSync(tree.path("a.txt"));
  assertEquals((await ask(handler, "/a.txt")).status, 0);
});

Deno.test("quick edits of the same length are all seen", async () => {
  using tree = makeTree();
  const handler = tree.handler();
  for (let index = 0; index < 100; index++) {
    const text = String(1000 + index);
    Deno.writeTextFileSync(tree.path("a.txt"), text);
    assertEquals((await ask(handler, "/a.txt")).text, text);
  }
});

Deno.test("a sibling that appears is found", async () => {
  using tree = makeTree({ "a.bin": noise(3000) });
  const handler = tree.handler({ cacheSize: 0 });
  const fields = { "accept-encoding": "gzip" };
  const before = await ask(handler, "/a.bin", { fields });
  assertEquals(before.fields.get("content-encoding"), null);
  tree.write("a.bin.gz", "ready");
  assertEquals((await ask(handler, "/a.bin", { fields })).text, "ready");
});

Deno.test("a large sibling that is replaced or removed is no 503, though its file is in memory", async () => {
  using tree = makeTree({ "a.js": "plain", "a.js.gz": noise(1_300_000) });
  const handler = tree.handler();
  const fields = { "accept-encoding": "gzip" };
  assertEquals((await ask(handler, "/a.js", { fields })).status, 200);
  tree.write("a.js.gz.new", noise(1_300_001));
  Deno.renameSync(tree.path("a.js.gz.new"), tree.path("a.js.gz"));
  const replaced = await ask(handler, "/a.js", { fields });
  assertEquals([replaced.status, replaced.content.length], [200, 1_300_001]);
  Deno.removeSync(tree.path("a.js.gz"));
  assertEquals((await ask(handler, "/a.js", { fields })).text, "plain");
});

Deno.test("a cold tree does not grow the cache past its limit", async () => {
  using tree = makeTree();
  const limit = 200_000;
  const site = makeSite({ root: tree.root, cacheSize: limit });
  for (let index = 0; index < 300; index++) {
    tree.write(`${index}.txt`, "some text ".repeat(200 + index % 50));
  }
  let most = 0;
  for (let asked = 0; asked < 600; asked++) {
    const found = findResource(site, tree.path(`${asked % 300}.txt`));
    if (found === null || found === "folder") throw new Error("not found");
    // Coded forms are made later, and count too.
    const fields = { "accept-encoding": "gzip" };
    await selectForm(site, exchange("/", { fields }), found);
    most = Math.max(most, site.cache.size());
    assert(most <= limit, `${most} bytes after ${asked} requests`);
  }
  assert(most > limit / 2, "the cache is not used");
});

Deno.test("a tree larger than the cache is served whole", async () => {
  using tree = makeTree();
  const handler = tree.handler({ cacheSize: 200_000 });
  for (let index = 0; index < 50; index++) {
    tree.write(`${index}.bin`, noise(10_000 + index));
  }
  for (let round = 0; round < 2; round++) {
    for (let index = 0; index < 50; index++) {
      const { content } = await ask(handler, `/${index}.bin`);
      assertEquals(content.length, 10_000 + index);
    }
  }
});
