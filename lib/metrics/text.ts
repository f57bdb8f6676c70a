/** One number, and what it is of. */
export interface Sample {
  /** What follows the family's name: `_bucket`, `_sum`, `_count`. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Samples of one kind. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** One line. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The media type of the text. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Writes families in the text format of Prometheus, version 0.0.4. */
export function metricsText(families: readonly Family[]): string {
  return families.map(({ name, type, help, samples }) =>
    `# HELP ${name} ${escape(help)}\n# TYPE ${name} ${type}\n` +
    samples.map(({ suffix = "", labels = {}, value }) =>
      `${name}${suffix}${labelText(labels)} ${numberText(value)}\n`
    ).join("")
  ).join("");
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) =>
    `${name}="${escape(value).replaceAll('"', '\\"')}"`
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escape(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function numberText(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}
