import { assert, assertEquals } from "@std/assert";
import type { Explained } from "../../lib/explain/mod.ts";
import { CLASSES, classOf, percentiles } from "../../lib/status/latency.ts";
import {
  describeScript,
  mergeScripts,
  type ScriptAccount,
  type ScriptStatus,
} from "../../lib/status/script_account.ts";
import { scriptCounter, type Scripts } from "../../lib/status/scripts.ts";
import { trafficCounter } from "../../lib/status/traffic.ts";
import { exchange } from "../support/exchange.ts";

Deno.test("percentiles are true to 15 %, from a tenth of a millisecond to minutes", () => {
  for (const duration of [0.2, 1, 7.5, 42, 980, 12_000, 300_000]) {
    const counts = new Float64Array(CLASSES);
    counts[classOf(duration)] = 3;
    const [p50] = percentiles(counts, [50]);
    assert(Math.abs((p50 ?? 0) / duration - 1) < 0.15, `${duration}: ${p50}`);
  }
});

Deno.test("percentiles of nothing, of one, and of a hundred", () => {
  const counts = new Float64Array(CLASSES);
  assertEquals(percentiles(counts, [50, 99]), [null, null]);
  counts[classOf(10)] = 95;
  counts[classOf(1000)] = 5;
  const [p50 = 0, p95 = 0, p96 = 0] = percentiles(counts, [50, 95, 96]);
  assertEquals([p50, p95].map((value) => Math.round(value ?? 0)), [10, 10]);
  assert((p96 ?? 0) > 900);
});

for (const duration of [-1, 0, NaN]) {
  Deno.test(`a duration of ${duration} ms is in the first class`, () => {
    assertEquals(classOf(duration), 0);
  });
}

Deno.test("traffic is counted by the second; what is old is forgotten", () => {
  const traffic = trafficCounter();
  const now = 1_700_000_000_500;
  traffic.add(200, 100, 5, now - 2000);
  traffic.add(404, 50, 5, now - 2000);
  traffic.add(502, 1, 5, now - 1000);
  traffic.add(200, 7, 5, now);
  const [one, two, ...more] = traffic.seconds(2, now);
  assertEquals(more, []);
  assertEquals([one?.time, two?.time], [1_699_999_998_000, 1_699_999_999_000]);
  assertEquals([one?.requests, one?.bytes], [2, 150]);
  assertEquals(one?.statuses, [0, 1, 0, 1, 0]);
  assertEquals(two?.statuses, [0, 0, 0, 0, 1]);
  assertEquals(traffic.sum(60, now).requests, 3);
  assertEquals([traffic.requests, traffic.bytes], [4, 158]);
  // The same place of the ring, two minutes later.
  traffic.add(200, 1, 5, now + 128_000);
  assertEquals(traffic.seconds(1, now + 129_000)[0]?.bytes, 1);
  assertEquals(traffic.sum(120, now + 240_000).requests, 1);
});

Deno.test("traffic that was counted elsewhere is added by the second", () => {
  const now = 1_700_000_000_500;
  const [one, other] = [trafficCounter(), trafficCounter()];
  one.add(200, 100, 5, now - 2000);
  one.add(200, 100, 5, now - 1000);
  other.add(404, 50, 500, now - 2000);
  other.add(200, 9, 5, now - 400_000);
  one.include(other.account(now), now);
  const [first, second] = one.seconds(2, now);
  assertEquals([first?.requests, first?.bytes], [2, 150]);
  assertEquals(first?.statuses, [0, 1, 0, 1, 0]);
  assert((first?.p99 ?? 0) > 400);
  assertEquals(second?.requests, 1);
  // What is too old for the chart is in the total all the same.
  assertEquals([one.requests, one.bytes], [4, 259]);
});

Deno.test("traffic of a clock that was set back is not told as traffic of now", () => {
  const now = 1_700_000_000_500;
  const [one, other] = [trafficCounter(), trafficCounter()];
  other.add(200, 1, 5, now + 3_600_000);
  other.add(200, 1, 5, now - 1000);
  one.include(other.account(now), now);
  assertEquals(one.sum(60, now).requests, 1);
  assertEquals(one.requests, 2);
});

function list(scripts: Scripts, now: number): ScriptStatus[] {
  return mergeScripts(scripts.accounts())
    .map((account) => describeScript(account, now));
}

const START = {
  exchange: exchange("/x"),
  name: "/cgi-bin/a",
  pid: 17,
  metaVariables: { HTTP_COOKIE: "sid=very-secret" },
};

Deno.test("a script: what runs, waits, took how long, complained and failed", () => {
  let now = 1000;
  const scripts = scriptCounter(() => now);
  const waited = scripts.waits("/cgi-bin/a");
  const run = scripts.started(START);
  now = 1400;
  const [before] = list(scripts, now);
  assertEquals(before?.running, [{ pid: 17, age: 400, client: "127.0.0.1" }]);
  assertEquals([before?.waiting, before?.runs, before?.p50], [1, 0, null]);
  waited();
  run.over({ duration: 412.34, stderr: "no very-secret\n" });
  scripts.failed(failure("no-header"));
  scripts.failed(failure("no-header"));
  scripts.failed(failure("crashed"));
  assertEquals(list(scripts, now), [{
    name: "/cgi-bin/a",
    running: [],
    waiting: 0,
    runs: 1,
    p50: 412.3,
    p95: 412.3,
    failures: { "no-header": 2, crashed: 1 },
    lastFailure: { time: 1400, id: "id-1", sentence: "It failed." },
    stderr: "no •••••",
  }]);
});

function failure(cause: string): Explained {
  return {
    id: "id-1",
    diagnosis: { cause, sentence: "It failed.", evidence: [] },
    run: { metaVariables: { SCRIPT_NAME: "/cgi-bin/a" }, script: "/x/a" },
  } as unknown as Explained;
}

Deno.test("of too many scripts those asked for longest ago are forgotten, unless they run", () => {
  let now = 0;
  const scripts = scriptCounter(() => now++);
  scripts.started(START);
  for (let index = 0; index < 300; index++) {
    scripts.started({ ...START, name: `/cgi-bin/${index}`, pid: index })
      .over({ duration: index, stderr: "" });
  }
  const names = list(scripts, Date.now()).map(({ name }) => name);
  assertEquals([names.length, names[0]], [200, "/cgi-bin/299"]);
  assert(!names.includes("/cgi-bin/0"));
  assert(names.includes("/cgi-bin/a"));
});

Deno.test("durations: only the last 128 runs count", () => {
  const scripts = scriptCounter();
  for (let index = 0; index < 300; index++) {
    scripts.started(START).over({
      duration: index < 172 ? 9000 : 5,
      stderr: "",
    });
  }
  const [script] = list(scripts, Date.now());
  assertEquals([script?.runs, script?.p50, script?.p95], [300, 5, 5]);
});

const NOTHING: ScriptAccount = {
  name: "/cgi-bin/a",
  busy: 0,
  running: [],
  waiting: 0,
  runs: 0,
  ended: [],
  failures: {},
  lastFailure: null,
  stderr: null,
};

Deno.test("a script that several threads run is told as one", () => {
  const one: ScriptAccount = {
    ...NOTHING,
    busy: 100,
    running: [{ pid: 1, since: 50, client: "192.0.2.1" }],
    waiting: 1,
    runs: 200,
    ended: Array.from({ length: 128 }, (_, index) => ({
      time: index,
      took: 9000,
    })),
    failures: { crashed: 1, "no-header": 1 },
    lastFailure: { time: 90, id: "old", sentence: "It crashed." },
    stderr: { time: 100, text: "later" },
  };
  const other: ScriptAccount = {
    ...NOTHING,
    busy: 300,
    running: [{ pid: 2, since: 280, client: "192.0.2.2" }],
    waiting: 2,
    runs: 128,
    ended: Array.from({ length: 128 }, (_, index) => ({
      time: 200 + index,
      took: 5,
    })),
    failures: { crashed: 2 },
    lastFailure: { time: 250, id: "new", sentence: "It has no header." },
    stderr: { time: 20, text: "sooner" },
  };
  const elsewhere = { ...NOTHING, name: "/cgi-bin/b", busy: 200 };
  const [merged, second] = mergeScripts([one, elsewhere, other])
    .map((account) => describeScript(account, 300));
  assertEquals(merged, {
    name: "/cgi-bin/a",
    running: [
      { pid: 1, age: 250, client: "192.0.2.1" },
      { pid: 2, age: 20, client: "192.0.2.2" },
    ],
    waiting: 3,
    runs: 328,
    // The last 128 of them are all the other's.
    p50: 5,
    p95: 5,
    failures: { crashed: 3, "no-header": 1 },
    lastFailure: { time: 250, id: "new", sentence: "It has no header." },
    stderr: "later",
  });
  assertEquals(second?.name, "/cgi-bin/b");
});
