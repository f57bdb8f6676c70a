import { assertEquals } from "@std/assert";
import { type Account, serverStatus } from "../../lib/status/mod.ts";
import { createAccounts, type Teller } from "../../lib/supervision/accounts.ts";

/** What a thread says that has answered so many requests. */
function account(requests: number): Account {
  const status = serverStatus({
    software: "Gatehouse",
    others: () => Promise.resolve({ threads: 1, accounts: [], silent: 0 }),
  });
  const { traffic, ...rest } = status.account();
  return { ...rest, traffic: { ...traffic, requests } };
}

interface Thread extends Teller {
  /** The questions that it was asked. */
  readonly asked: number[];
}

function thread(isListening = true): Thread {
  const asked: number[] = [];
  return { isListening, asked, order: ({ token }) => void asked.push(token) };
}

const forever = () => new Promise<void>(() => {});
const none = () => Promise.resolve();

Deno.test("accounts are asked for of all threads but the one that asks", async () => {
  const [one, two, three, starting] = [
    thread(),
    thread(),
    thread(),
    thread(false),
  ];
  const accounts = createAccounts(() => [one, two, three, starting], forever);
  assertEquals([one, two, three].map(({ asked }) => asked.length), [0, 0, 0]);
  const gathered = accounts.gather(two);
  assertEquals([one.asked.length, two.asked.length, three.asked.length], [
    1,
    0,
    1,
  ]);
  assertEquals(starting.asked, []);
  accounts.told(three, account(3), three.asked[0] ?? -1);
  accounts.told(one, account(1), one.asked[0] ?? -1);
  const { accounts: told, silent } = await gathered;
  assertEquals(told.map(({ traffic }) => traffic.requests), [1, 3]);
  assertEquals(silent, 0);
});

Deno.test("one thread alone has nobody to ask", async () => {
  const one = thread();
  const accounts = createAccounts(() => [one], forever);
  assertEquals(await accounts.gather(one), {
    threads: 1,
    accounts: [],
    silent: 0,
  });
});

Deno.test("a thread that does not answer in time is told as it last said", async () => {
  const [one, two] = [thread(), thread()];
  const accounts = createAccounts(() => [one, two], none);
  assertEquals(await accounts.gather(one), {
    threads: 2,
    accounts: [],
    silent: 1,
  });
  // The answer comes too late for that question, and in time for the next.
  accounts.told(two, account(7), two.asked[0] ?? -1);
  const { accounts: told, silent } = await accounts.gather(one);
  assertEquals(told.map(({ traffic }) => traffic.requests), [7]);
  assertEquals(silent, 1);
});

Deno.test("what threads did that are gone is not forgotten, but nothing of it runs", async () => {
  const [one, two, three] = [thread(), thread(), thread()];
  const threads = new Set([one, two, three]);
  const accounts = createAccounts(() => threads, forever);
  const script = {
    name: "/cgi-bin/a",
    busy: 1,
    running: [{ pid: 1, since: 1, client: "192.0.2.1" }],
    waiting: 1,
    runs: 5,
    ended: [],
    failures: { crashed: 1 },
    lastFailure: null,
    stderr: null,
  };
  for (const last of [two, three]) {
    accounts.told(last, { ...account(10), scripts: [script] }, null);
    threads.delete(last);
    accounts.bury(last);
    accounts.bury(last);
  }
  const { accounts: [gone, ...more] } = await accounts.gather(one);
  assertEquals(more, []);
  assertEquals(gone?.traffic.requests, 20);
  const [left] = gone?.scripts ?? [];
  assertEquals([left?.running, left?.waiting], [[], 0]);
  assertEquals([left?.runs, left?.failures], [10, { crashed: 2 }]);
});
