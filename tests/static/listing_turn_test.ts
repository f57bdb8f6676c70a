import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Reply } from "../../lib/http/exchange.ts";
import { inTurn } from "../../lib/static/listing_turn.ts";
import { exchange } from "../support/exchange.ts";

/** Listings under the test's hand: each ends when it is told to. */
function listings(content: () => Reply["content"] = () => new Uint8Array(1)) {
  const begun: PromiseWithResolvers<void>[] = [];
  return {
    begun,
    make: async (): Promise<Reply> => {
      const end = Promise.withResolvers<void>();
      begun.push(end);
      await end.promise;
      return { status: 200, fields: [], content: content() };
    },
  };
}

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

Deno.test("who asks while a listing waits to begin gets that one; who asks later gets the next", async () => {
  const owner = {};
  const { begun, make } = listings();
  const first = inTurn(owner, exchange("/a/"), make);
  await settle();
  assertEquals(begun.length, 1, "it has begun");
  const second = inTurn(owner, exchange("/a/"), make);
  const third = inTurn(owner, exchange("/a/"), make);
  await settle();
  assertEquals(begun.length, 1, "the others wait for it to end");
  begun[0]?.resolve();
  await first;
  await settle();
  assertEquals(begun.length, 2);
  begun[1]?.resolve();
  assert(await second === await third, "one listing for both");
  assert(await first !== await second, "it began before they asked");
});

Deno.test("what differs is listed by itself", async () => {
  const owner = {};
  const { begun, make } = listings();
  const asked = [
    inTurn({}, exchange("/a/"), make),
    inTurn(owner, exchange("/a/"), make),
    inTurn(owner, exchange("/b/"), make),
    inTurn(owner, exchange("/a/?order=-size"), make),
    inTurn(owner, exchange("/a/", { method: "HEAD" }), make),
    inTurn(owner, exchange("/a/", { fields: { accept: "text/html" } }), make),
    inTurn(owner, exchange("/a/", { authority: null }), make),
  ];
  for (let index = 0; index < asked.length; index++) {
    await settle();
    assertEquals(begun.length, index + 1);
    begun[index]?.resolve();
  }
  assertEquals(new Set(await Promise.all(asked)).size, asked.length);
});

Deno.test("a listing that is sent as it is read is for one client", async () => {
  const owner = {};
  const { begun, make } = listings(() => new Response("x").body);
  const asked = Array.from(
    { length: 3 },
    () => inTurn(owner, exchange("/a/"), make),
  );
  for (let index = 0; index < 3; index++) {
    await settle();
    begun[index]?.resolve();
  }
  const contents = (await Promise.all(asked)).map(({ content }) => content);
  assertEquals(new Set(contents).size, 3);
});

Deno.test("a listing that fails does so for all who waited, and not for the next", async () => {
  const owner = {};
  const fail = () => Promise.reject(new Error("gone"));
  const failing = [1, 2].map(() => inTurn(owner, exchange("/a/"), fail));
  for (const one of failing) await assertRejects(() => one, Error, "gone");
  const { begun, make } = listings();
  const next = inTurn(owner, exchange("/a/"), make);
  await settle();
  begun[0]?.resolve();
  assertEquals((await next).status, 200);
});
