/** What is measured, in requests per second, bytes per second, milliseconds, microseconds of CPU time, or bytes. */
export type Metric =
  | "rate"
  | "throughput"
  | "p50"
  | "p90"
  | "p99"
  | "p999"
  | "cpu"
  | "memory"
  | "time";

/** One measurement: a round of one case with one peer. */
export type Sample = Readonly<Partial<Record<Metric, number>>>;

/** The rounds of one case with one peer, or why there are none. */
export interface Result {
  readonly case: string;
  readonly peer: string;
  readonly samples: readonly Sample[];
  readonly skipped?: string;
}

interface MetricFacts {
  readonly title: string;
  readonly unit: string;
  /** Whether more of it is better. */
  readonly more: boolean;
  readonly format: (value: number) => string;
}

const round = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value.toPrecision(2);

/** How each metric is called and written. */
export const METRICS: Readonly<Record<Metric, MetricFacts>> = {
  rate: { title: "requests/s", unit: "", more: true, format: formatCount },
  throughput: {
    title: "throughput",
    unit: "MB/s",
    more: true,
    format: (value) => round(value / 1e6),
  },
  p50: { title: "p50", unit: "ms", more: false, format: round },
  p90: { title: "p90", unit: "ms", more: false, format: round },
  p99: { title: "p99", unit: "ms", more: false, format: round },
  p999: { title: "p99.9", unit: "ms", more: false, format: round },
  cpu: {
    title: "CPU/request",
    unit: "µs",
    more: false,
    format: (value) => value < 100 ? value.toFixed(1) : formatCount(value),
  },
  memory: {
    title: "memory",
    unit: "MiB",
    more: false,
    format: (value) => (value / 1024 ** 2).toFixed(1),
  },
  time: { title: "time", unit: "ms", more: false, format: round },
};

/** A whole number with commas between thousands. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Middle, least and greatest of some values. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** The spread of these values; `undefined` of none. */
export function spread(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle], lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) return undefined;
  return {
    median: (upper + lower) / 2,
    least: sorted[0] ?? upper,
    greatest: sorted.at(-1) ?? upper,
  };
}

/** The values of one metric over all rounds. */
export function valuesOf(result: Result | undefined, metric: Metric): number[] {
  return (result?.samples ?? []).flatMap((sample) => sample[metric] ?? []);
}

/**
 * Subject ÷ peer, round by round, so that what slowed a whole round down cancels out;
 * `undefined` where one of them has no value.
 */
export function ratio(
  subject: Result | undefined,
  peer: Result | undefined,
  metric: Metric,
): Spread | undefined {
  const pairs = (subject?.samples ?? []).flatMap((sample, index) => {
    const above = sample[metric];
    const below = peer?.samples[index]?.[metric];
    return above === undefined || !below ? [] : [above / below];
  });
  return spread(pairs);
}
