import {
  type Metric,
  METRICS,
  ratio,
  type Result,
  spread,
  valuesOf,
} from "./sample.ts";

/** One case of one peer. */
interface Place {
  readonly case: string;
  readonly peer: string;
}

/** What is to be reached: a value, or a ratio where there is something to compare with. */
export interface Target {
  readonly of: Place;
  readonly than?: Place;
  readonly metric: Metric;
  readonly least?: number;
  readonly most?: number;
}

/** A target and what came of it; `reached` is `undefined` where it was not measured. */
export interface Outcome {
  readonly target: Target;
  readonly value?: number;
  readonly reached?: boolean;
  readonly text: string;
}

const OURS = "gatehouse";

function against(
  cases: readonly string[],
  metric: Metric,
  limits: Readonly<Record<string, number>>,
): Target[] {
  return cases.flatMap((name) =>
    Object.entries(limits).map(([peer, limit]): Target => ({
      of: { case: name, peer: OURS },
      than: { case: name, peer },
      metric,
      ...(METRICS[metric].more ? { least: limit } : { most: limit }),
    }))
  );
}

function absolute(
  name: string,
  metric: Metric,
  limit: number,
  peer = OURS,
): Target {
  return {
    of: { case: name, peer },
    metric,
    ...(METRICS[metric].more ? { least: limit } : { most: limit }),
  };
}

const notSlowerThan = (
  name: string,
  base: string,
  least: number,
): Target => ({
  of: { case: name, peer: OURS },
  than: { case: base, peer: OURS },
  metric: "rate",
  least,
});

/** What the project has set out to reach, on a machine of two cores with wrk on one of them. */
export const TARGETS: readonly Target[] = [
  ...against(["1k", "10k"], "rate", {
    nginx: 0.8,
    apache: 2.5,
    caddy: 2.5,
    std: 6,
    python: 50,
  }),
  ...against(["1k", "10k"], "cpu", { floor: 1.25 }),
  ...against(["1m", "100m"], "throughput", { nginx: 0.9 }),
  absolute("slow", "memory", 16 * 1024 ** 2),
  ...["304", "missing", "gzip-10k"]
    .map((name) => notSlowerThan(name, "10k", 1)),
  ...against(["cgi-c", "cgi-sh"], "rate", {
    lighttpd: 1,
    apache: 1.5,
    "spawn-floor": 0.85,
  }),
  absolute("beside", "p99", 10),
  ...["tls-1k", "tls-10k", "tls-1m"].map((name) => absolute(name, "p50", 40)),
  ...against(["h2-1k", "h2-10k", "h2-1m"], "rate", { nginx: 0.5 }),
  absolute("start", "time", 60, "gatehouse-exe"),
  absolute("idle", "memory", 80 * 1024 ** 2),
  absolute("idle", "memory", 80 * 1024 ** 2, "gatehouse-exe"),
  notSlowerThan("c2000", "10k", 0.75),
  ...["10k", "1m", "cgi-c"].map((name): Target => ({
    of: { case: name, peer: "gatehouse-other" },
    than: { case: name, peer: OURS },
    metric: "rate",
    least: 0.5,
  })),
];

/** Holds a target against what was measured. */
export function judge(target: Target, results: readonly Result[]): Outcome {
  const find = (place: Place) =>
    results.find((result) =>
      result.case === place.case && result.peer === place.peer
    );
  const { of, than, metric, least, most } = target;
  const found = than
    ? ratio(find(of), find(than), metric)
    : spread(valuesOf(find(of), metric));
  const text = describe(target, found?.median);
  if (found === undefined) return { target, text };
  const reached = found.median >= (least ?? -Infinity) &&
    found.median <= (most ?? Infinity);
  return { target, value: found.median, reached, text };
}

function describe(target: Target, value: number | undefined): string {
  const { of, than, metric, least, most } = target;
  const { title, unit, format } = METRICS[metric];
  const write = (number: number): string =>
    than ? `${number.toFixed(2)} ×` : `${format(number)} ${unit}`.trim();
  const bound = least === undefined
    ? `at most ${write(most ?? 0)}`
    : `at least ${write(least)}`;
  const base = than === undefined
    ? ""
    : than.case === of.case
    ? ` ${than.peer}`
    : ` ${than.case}`;
  const got = value === undefined ? "not measured" : write(value);
  const who = of.peer === OURS ? "" : ` (${of.peer})`;
  return `${of.case}${who}, ${title}: ${got}; ${bound}${base}`;
}
