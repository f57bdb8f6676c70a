import type { Load, Seen } from "./wrk.ts";

/** Reads the summary of h2load, which knows no percentiles. Throws where there is none. */
export function parseH2load(
  output: string,
): Pick<Seen, "requests" | "broken" | "refused" | "duration"> {
  const took = /finished in ([\d.]+)(us|ms|s|m),/.exec(output);
  const counts =
    /requests: \d+ total, \d+ started, \d+ done, (\d+) succeeded, (\d+) failed/
      .exec(output);
  const refused = /status codes: .* (\d+) 4xx, (\d+) 5xx/.exec(output);
  if (!took || !counts) throw new Error(`Cannot read h2load: ${output}`);
  const unit = { us: 1e-3, ms: 1, s: 1e3, m: 6e4 }[took[2] ?? "s"] ?? 1e3;
  return {
    requests: Number(counts[1]),
    broken: Number(counts[2]),
    refused: Number(refused?.[1] ?? 0) + Number(refused?.[2] ?? 0),
    duration: Number(took[1]) * unit,
  };
}

/** Puts a load on over HTTP/2, ten streams a connection. Throws where h2load fails. */
export async function runH2load(
  load: Load,
): Promise<ReturnType<typeof parseH2load>> {
  const path = load.requests[0]?.path ?? "/";
  const { code, stdout, stderr } = await new Deno.Command("h2load", {
    args: [
      "-t1",
      `-c${load.connections}`,
      "-m10",
      `-D${load.seconds}`,
      new URL(path, load.url).href,
    ],
  }).output();
  const said = new TextDecoder().decode(stdout);
  if (code !== 0) {
    throw new Error(`h2load: ${said}${new TextDecoder().decode(stderr)}`);
  }
  return parseH2load(said);
}
