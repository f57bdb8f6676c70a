import {
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { parseAnswer } from "./ask.ts";
import { allCases } from "./cases.ts";
import { parseStat } from "./cpu.ts";
import { EXECUTABLE } from "./executable.ts";
import { gatehouses } from "./gatehouse.ts";
import { parseH2load } from "./h2load.ts";
import { insert, plotOf, writePage } from "./page.ts";
import { allPeers } from "./peers.ts";
import { drawBars } from "./plot.ts";
import { type Report, rowsOf, writeCase } from "./report.ts";
import { ratio, type Result, spread } from "./sample.ts";
import { judge, TARGETS } from "./targets.ts";
import { fill } from "./template.ts";
import { luaScript, parseSeen } from "./wrk.ts";

Deno.test("template: a line stands where its word holds, names get their values", () => {
  const given = "a @X@\n  [tls] b @Y_2@\n[root] c\nlisten [::]";
  const values = { X: "1", Y_2: "2" };
  assertEquals(
    fill(given, { holds: ["tls"], values }),
    "a 1\n  b 2\nlisten [::]",
  );
  assertThrows(() => fill("@Z@", { holds: [], values }), Error, "@Z@");
});

Deno.test("every configuration of a peer can be filled in", () => {
  const folder = new URL("peers/", import.meta.url);
  const values = Object.fromEntries(
    "SITE ROOT SCRIPTS WORK PORT TLS_PORT CORES CERTIFICATE KEY APACHE MODULES"
      .split(" ").map((name) => [name, name.toLowerCase()]),
  );
  for (const { name } of Deno.readDirSync(folder)) {
    const text = Deno.readTextFileSync(new URL(name, folder));
    if (name.endsWith(".ts")) continue;
    const filled = fill(text, { holds: ["root", "tls", "fcgiwrap"], values });
    assertEquals(filled.match(/@[A-Z_]+@|^\s*\[[a-z]+\]/gm), null, name);
  }
});

Deno.test("wrk: the script asks for each request in turn, or for a number", () => {
  const base = { url: "", connections: 1, seconds: 1 };
  const turn = luaScript({
    ...base,
    requests: [{ path: '/a"b', fields: { Range: "bytes=0-1" } }, {
      path: "/c",
      method: "POST",
      content: 3,
    }],
  });
  assertStringIncludes(turn, String.raw`"/a\"b", {["Range"]="bytes=0-1"}, nil`);
  assertStringIncludes(
    turn,
    'wrk.format("POST", "/c", {}, string.rep("x", 3))',
  );
  const among = { path: "/t/%d", count: 10 };
  assertStringIncludes(
    luaScript({ ...base, requests: [], among }),
    'string.format("/t/%d", math.random(0, 9))',
  );
});

Deno.test("wrk: what it saw is the last line of JSON; without one it failed", () => {
  const line = '{"requests":5,"p99":1.5}';
  assertEquals(parseSeen(`Running\n${line}\n`).requests, 5);
  assertThrows(() => parseSeen("unable to connect"), Error, "unable");
});

Deno.test("h2load: counts, refusals and time are read", () => {
  assertEquals(
    parseH2load(
      "finished in 1.50s, 10.00 req/s, 1KB/s\nrequests: 20 total, 20 started, 17 done, " +
        "15 succeeded, 2 failed, 2 errored, 0 timeout\n" +
        "status codes: 15 2xx, 0 3xx, 1 4xx, 1 5xx",
    ),
    { requests: 15, broken: 2, refused: 2, duration: 1500 },
  );
  assertThrows(() => parseH2load("usage:"), Error, "usage");
});

Deno.test("/proc/PID/stat: a name with spaces and parentheses is no field", () => {
  const text = "7 (a) b) (c) S 3 7 7 0 -1 0 1 2 3 4 10 20 30 40 20 0 1";
  assertEquals(parseStat(text), { parent: 3, ticks: 100 });
});

Deno.test("an answer: head, chunks joined", () => {
  const bytes = new TextEncoder().encode(
    "HTTP/1.1 200 OK\r\nETag: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
      "3;e=1\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
  );
  const { status, fields, content } = parseAnswer(bytes);
  assertEquals(status, 200);
  assertEquals(fields.get("etag"), "x");
  assertEquals(new TextDecoder().decode(content), "abcde");
  assertThrows(() => parseAnswer(new Uint8Array()), Error, "Cannot read");
});

Deno.test("spread and ratio: medians, round by round", () => {
  assertEquals(spread([]), undefined);
  assertEquals(spread([4, 1, 2, 9]), { median: 3, least: 1, greatest: 9 });
  const result = (...values: number[]): Result => ({
    case: "c",
    peer: "p",
    samples: values.map((rate) => ({ rate })),
  });
  const found = ratio(result(10, 30, 20), result(10, 10, 40), "rate");
  assertEquals(found, { median: 1, least: 0.5, greatest: 3 });
  assertEquals(ratio(result(1), undefined, "rate"), undefined);
  assertEquals(ratio(result(1), result(0), "rate"), undefined);
});

const REPORT: Report = {
  machine: {
    date: "2020-01-01",
    processor: "A <b>",
    cores: 2,
    memory: 2 ** 30,
    kernel: "6",
    system: "Debian",
    load: 0,
  },
  quick: false,
  seconds: 1,
  rounds: 2,
  subject: "gatehouse",
  cases: [{
    name: "10k",
    title: "file <10 KB>",
    group: "files",
    metrics: ["rate", "cpu"],
  }],
  peers: [
    { name: "gatehouse", title: "Gatehouse", ours: true, version: "1.0" },
    { name: "nginx", title: "nginx", ours: false, version: "2.0" },
    { name: "caddy", title: "Caddy", ours: false, version: "" },
  ],
  results: [
    {
      case: "10k",
      peer: "gatehouse",
      samples: [{ rate: 800, cpu: 20 }, { rate: 1000, cpu: 20 }],
    },
    {
      case: "10k",
      peer: "nginx",
      samples: [{ rate: 1000, cpu: 10 }, { rate: 1000, cpu: 10 }],
    },
    { case: "10k", peer: "caddy", samples: [], skipped: "is <gone>" },
  ],
};
const [FACTS] = REPORT.cases;

Deno.test("report: values, spread, ratio to each peer, and who was not measured", () => {
  const rows = FACTS ? rowsOf(REPORT, FACTS) : [];
  assertEquals(rows.map(({ cells }) => cells[0]), [
    { value: "900", spread: "±11%", ratio: "" },
    { value: "1,000", spread: "±0%", ratio: "0.90×" },
    undefined,
  ]);
  const text = FACTS ? writeCase(REPORT, FACTS) : "";
  assertMatch(text, /^nginx +1,000 +±0% +0\.90× +10\.0 +±0% +2\.00×$/m);
  assertStringIncludes(text, "NOT MEASURED: Caddy: is <gone>");
});

Deno.test("targets: a ratio is held against its bound, both ways", () => {
  const nginx = {
    of: { case: "10k", peer: "gatehouse" },
    than: { case: "10k", peer: "nginx" },
  };
  const reached = (bound: { least: number } | { most: number }) =>
    judge({ ...nginx, metric: "rate", ...bound }, REPORT.results).reached;
  assertEquals(reached({ least: 0.8 }), true);
  assertEquals(reached({ least: 0.95 }), false);
  assertEquals(reached({ most: 0.8 }), false);
  assertEquals(
    judge({ ...nginx, metric: "rate", least: 0.8 }, REPORT.results).text,
    "10k, requests/s: 0.90 ×; at least 0.80 × nginx",
  );
  assertEquals(
    judge({ ...nginx, metric: "p99", most: 1 }, []).reached,
    undefined,
  );
});

Deno.test("targets name cases and peers that exist", () => {
  const cases = allCases().map(({ name }) => name);
  const peers = [...gatehouses(), EXECUTABLE, ...allPeers()]
    .map(({ name }) => name);
  assertEquals(new Set(cases).size, cases.length);
  assertEquals(new Set(peers).size, peers.length);
  const places = TARGETS.flatMap(({ of, than }) => than ? [of, than] : [of]);
  assertEquals(places.filter((place) => !cases.includes(place.case)), []);
  assertEquals(places.filter(({ peer }) => !peers.includes(peer)), []);
});

Deno.test("targets name metrics that their cases measure", () => {
  const cases = new Map(allCases().map(({ name, metrics }) => [name, metrics]));
  const faults = TARGETS.filter(({ of, than, metric }) =>
    [of, than].some((place) =>
      place && !cases.get(place.case)?.includes(metric)
    )
  );
  assertEquals(faults.map(({ of, metric }) => `${of.case} ${metric}`), []);
});

Deno.test("plot: bars stand best first, to scale, and hold no markup of titles", () => {
  const bars = [
    { title: "a<b", ours: false, median: 50, least: 40, greatest: 100 },
    { title: "c", ours: true, median: 100, least: 100, greatest: 100 },
  ];
  const more = drawBars("t&u", "rate", bars);
  assertEquals(more.match(/<rect/g)?.length, 2);
  assertStringIncludes(more, "t&amp;u");
  assertStringIncludes(more, "a&lt;b");
  const widths = [...more.matchAll(/ width="([\d.]+)" height="16"/g)]
    .map(([, width]) => Number(width));
  assertAlmostEquals((widths[0] ?? 0) / (widths[1] ?? 1), 2, 0.01);
  const less = drawBars("t", "cpu", bars);
  assertEquals(less.indexOf("a&lt;b") < less.indexOf(">c<"), true);
});

Deno.test("page: what was measured stands between the marks, escaped", () => {
  const html = writePage(REPORT, "speed/");
  assertStringIncludes(html, "A &lt;b&gt;, 2 cores");
  assertStringIncludes(html, "file &lt;10 KB&gt;");
  assertStringIncludes(html, "not measured: is &lt;gone&gt;");
  assertStringIncludes(html, '<img src="speed/10k.svg"');
  const page = "a<!-- measured: begin -->old<!-- measured: end -->z";
  const once = insert(page, "new");
  assertEquals(
    once,
    "a<!-- measured: begin -->\nnew\n<!-- measured: end -->z",
  );
  assertEquals(insert(once, "new"), once);
  assertThrows(() => insert("no marks", ""), Error, "marks");
});

Deno.test("page: a case with one peer has no plot", () => {
  const results = REPORT.results.slice(0, 1);
  assertEquals(FACTS && plotOf({ ...REPORT, results }, FACTS), undefined);
});
