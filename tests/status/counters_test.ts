import { assert, assertEquals } from "@std/assert";
import type { Explained } from "../../lib/explain/mod.ts";
import { CLASSES, classOf, percentiles } from "../../lib/status/latency.ts";
import { scriptCounter } from "../../lib/status/scripts.ts";
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
  const [before] = scripts.list(now);
  assertEquals(before?.running, [{ pid: 17, age: 400, client: "127.0.0.1" }]);
  assertEquals([before?.waiting, before?.runs, before?.p50], [1, 0, null]);
  waited();
  run.over({ duration: 412.34, stderr: "no very-secret\n" });
  scripts.failed(failure("no-header"));
  scripts.failed(failure("no-header"));
  scripts.failed(failure("crashed"));
  assertEquals(scripts.list(now), [{
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
  const scripts = scriptCounter();
  scripts.started(START);
  for (let index = 0; index < 300; index++) {
    scripts.started({ ...START, name: `/cgi-bin/${index}`, pid: index })
      .over({ duration: index, stderr: "" });
  }
  const names = scripts.list(Date.now()).map(({ name }) => name);
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
  const [script] = scripts.list(Date.now());
  assertEquals([script?.runs, script?.p50, script?.p95], [300, 5, 5]);
});
