import { assertEquals } from "@std/assert";
import {
  addCounts,
  countAccess,
  countNote,
  metrics,
  noCounts,
} from "../../lib/metrics/mod.ts";
import { metricsText } from "../../lib/metrics/text.ts";
import { exchange } from "../support/exchange.ts";

Deno.test("metricsText: text format 0.0.4", () => {
  assertEquals(
    metricsText([
      {
        name: "a_total",
        type: "counter",
        help: "Back\\slash and\nline.",
        samples: [
          { labels: { x: 'q"\\\n', y: "2" }, value: 1.5 },
          { suffix: "_sum", value: Infinity },
        ],
      },
    ]),
    "# HELP a_total Back\\\\slash and\\nline.\n# TYPE a_total counter\n" +
      'a_total{x="q\\"\\\\\\n",y="2"} 1.5\na_total_sum +Inf\n',
  );
});

function answered(method: string, status: number, duration: number) {
  const time = Date.now();
  const record = { target: "/", status, bytes: 7, time, duration };
  return { exchange: exchange("/", { method }), ...record };
}

Deno.test("counts of threads add up, and buckets hold all below them", () => {
  const [one, two] = [noCounts(), noCounts()];
  countAccess(one, answered("GET", 200, 0.5));
  countAccess(one, answered("GET", 200, 30));
  countAccess(two, answered("GET", 404, 90_000));
  countAccess(two, answered("BREW", 405, 1));
  countNote(two, "debug", { script: "/cgi-bin/a" });
  countNote(two, "error", {});
  const all = noCounts();
  addCounts(all, one);
  addCounts(all, two);
  const text = metrics(all, {
    version: "1.2.3",
    started: 5_000,
    ready: true,
    open: 3,
    threads: 2,
    threadStarts: 4,
    reloads: { taken: 1, refused: 0 },
    droppedLines: 9,
    memory: 1024,
    descriptors: null,
  });
  const wanted = [
    'gatehouse_http_requests_total{method="GET",code="200"} 2',
    'gatehouse_http_requests_total{method="GET",code="404"} 1',
    'gatehouse_http_requests_total{method="other",code="405"} 1',
    "gatehouse_http_response_content_bytes_total 28",
    'gatehouse_http_request_duration_seconds_bucket{le="0.001"} 2',
    'gatehouse_http_request_duration_seconds_bucket{le="0.025"} 2',
    'gatehouse_http_request_duration_seconds_bucket{le="0.05"} 3',
    'gatehouse_http_request_duration_seconds_bucket{le="60"} 3',
    'gatehouse_http_request_duration_seconds_bucket{le="+Inf"} 4',
    "gatehouse_http_request_duration_seconds_count 4",
    "gatehouse_http_request_duration_seconds_sum 90.0315",
    "gatehouse_script_requests_total 1",
    'gatehouse_log_messages_total{level="error"} 1',
    'gatehouse_log_messages_total{level="warning"} 0',
    'gatehouse_info{version="1.2.3"} 1',
    "gatehouse_log_dropped_lines_total 9",
    "process_start_time_seconds 5",
  ];
  const lines = text.split("\n");
  assertEquals(wanted.filter((line) => !lines.includes(line)), []);
});
