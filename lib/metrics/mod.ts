import { BOUNDS, type Counts } from "./counts.ts";
import { type Family, metricsText, type Sample } from "./text.ts";

export {
  addCounts,
  countAccess,
  countNote,
  type Counts,
  noCounts,
} from "./counts.ts";
export { METRICS_TYPE } from "./text.ts";

/** How a server stands at one moment. */
export interface Standing {
  /** Such as `1.0.0`. */
  readonly version: string;
  /** When it was started, in milliseconds since the epoch. */
  readonly started: number;
  /** Whether it takes requests. */
  readonly ready: boolean;
  /** Requests under way. */
  readonly open: number;
  /** Serving threads, and how many were started since the beginning. */
  readonly threads: number;
  readonly threadStarts: number;
  /** Configurations that were taken, and that could not be. */
  readonly reloads: { readonly taken: number; readonly refused: number };
  /** Lines that the log has lost. */
  readonly droppedLines: number;
  /** Bytes of memory in use. */
  readonly memory: number;
  /** Descriptors in use and how many there may be, or `null` where nobody knows. */
  readonly descriptors: { readonly used: number; readonly most: number } | null;
}

/** Writes all that is known of a server for Prometheus. */
export function metrics(counts: Counts, standing: Standing): string {
  return metricsText([...traffic(counts), ...state(standing)]);
}

function traffic(counts: Counts): Family[] {
  return [
    family(
      "gatehouse_http_requests_total",
      "counter",
      "Requests answered, by method and status code.",
      Object.entries(counts.requests).map(([key, value]) => {
        const [method = "", code = ""] = key.split(" ");
        return { labels: { method, code }, value };
      }),
    ),
    family(
      "gatehouse_http_response_content_bytes_total",
      "counter",
      "Bytes of content sent.",
      counts.bytes,
    ),
    family(
      "gatehouse_http_request_duration_seconds",
      "histogram",
      "Time from a request's arrival to the end of its response.",
      histogram(counts),
    ),
    family(
      "gatehouse_script_requests_total",
      "counter",
      "Requests that a script was to answer.",
      counts.scripts,
    ),
    family(
      "gatehouse_log_messages_total",
      "counter",
      "Messages of serving threads in the log, by level.",
      ["info", "warning", "error"].map((level) => ({
        labels: { level },
        value: counts.messages[level] ?? 0,
      })),
    ),
  ];
}

/** Buckets hold all that is up to their bound, not only what is above the one before. */
function histogram({ durations, duration }: Counts): Sample[] {
  let sum = 0;
  const buckets = durations.map((count, place) => {
    sum += count;
    const bound = BOUNDS[place];
    const le = bound === undefined ? "+Inf" : String(bound / 1000);
    return { suffix: "_bucket", labels: { le }, value: sum };
  });
  return [
    ...buckets,
    { suffix: "_sum", value: duration / 1000 },
    { suffix: "_count", value: sum },
  ];
}

function state(standing: Standing): Family[] {
  const { version, started, descriptors } = standing;
  return [
    family("gatehouse_info", "gauge", "Which Gatehouse this is.", [
      { labels: { version }, value: 1 },
    ]),
    family(
      "gatehouse_ready",
      "gauge",
      "Whether the server takes requests.",
      standing.ready ? 1 : 0,
    ),
    family(
      "gatehouse_http_requests_in_flight",
      "gauge",
      "Requests under way.",
      standing.open,
    ),
    family("gatehouse_threads", "gauge", "Serving threads.", standing.threads),
    family(
      "gatehouse_thread_starts_total",
      "counter",
      "Serving threads started.",
      standing.threadStarts,
    ),
    family(
      "gatehouse_reloads_total",
      "counter",
      "Configurations read anew, by whether they could be taken.",
      [
        { labels: { result: "taken" }, value: standing.reloads.taken },
        { labels: { result: "refused" }, value: standing.reloads.refused },
      ],
    ),
    family(
      "gatehouse_log_dropped_lines_total",
      "counter",
      "Lines that the log has lost.",
      standing.droppedLines,
    ),
    family(
      "process_start_time_seconds",
      "gauge",
      "When the process was started.",
      started / 1000,
    ),
    family(
      "process_resident_memory_bytes",
      "gauge",
      "Memory in use.",
      standing.memory,
    ),
    ...(descriptors === null ? [] : [
      family(
        "process_open_fds",
        "gauge",
        "Descriptors in use.",
        descriptors.used,
      ),
      family(
        "process_max_fds",
        "gauge",
        "How many descriptors there may be.",
        descriptors.most,
      ),
    ]),
  ];
}

function family(
  name: string,
  type: Family["type"],
  help: string,
  samples: number | readonly Sample[],
): Family {
  return {
    name,
    type,
    help,
    samples: typeof samples === "number" ? [{ value: samples }] : samples,
  };
}
