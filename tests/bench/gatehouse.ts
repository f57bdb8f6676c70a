import { type Peer, type Place, REPOSITORY } from "./peer.ts";

interface Form extends Partial<Peer> {
  readonly options?: readonly string[];
  /** Whether it keeps what it has compiled apart: two versions of Deno throw away each other's. */
  readonly apart?: boolean;
}

/** Gatehouse, run by a program and its first arguments. */
export function gatehouse(
  name: string,
  title: string,
  command: readonly string[],
  more: Form = {},
): Peer {
  const { options = [], apart = false, ...rest } = more;
  const env = ({ site }: Place) =>
    apart ? { env: { DENO_DIR: `${site.folder}/deno` } } : {};
  const line = ({ site }: Place, port: number, ...last: string[]) => [
    ...command,
    site.root,
    ...["--port", String(port), "--cgi-dir", site.scripts],
    ...["--max-queue", "4000", ...options, ...last],
  ];
  return {
    name,
    title,
    ours: true,
    skills: ["files", "listing", "scripts", "plain", "tree", "tls", "h2"],
    version: [...command, "--version"],
    commands: (place) => [{ line: line(place, place.port), ...env(place) }],
    encrypted: (place) => [{
      line: line(
        place,
        place.tlsPort,
        ...["--tls-cert", place.site.tls?.certificate ?? ""],
        ...["--tls-key", place.site.tls?.key ?? ""],
      ),
      ...env(place),
    }],
    ...rest,
  };
}

/** Gatehouse in all the forms that can be had here, but the executable. */
export function gatehouses(): Peer[] {
  const source = (deno: string) => [deno, "run", "-A", `${REPOSITORY}main.ts`];
  const other = Deno.env.get("DENO_COMPILE");
  return [
    gatehouse("gatehouse", "Gatehouse", source(Deno.execPath())),
    gatehouse("gatehouse-1", "Gatehouse, 1 thread", source(Deno.execPath()), {
      options: ["--workers", "1"],
    }),
    gatehouse("gatehouse-nolog", "Gatehouse, no log", source(Deno.execPath()), {
      options: ["--log-format", "none"],
      skills: ["files", "plain"],
    }),
    gatehouse("gatehouse-otel", "Gatehouse with OpenTelemetry", [
      ...[
        "env",
        "OTEL_DENO=true",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://[::1]:9",
      ],
      ...source(Deno.execPath()),
    ], { skills: ["files", "plain", "scripts"] }),
    gatehouse(
      "gatehouse-other",
      "Gatehouse on the other Deno",
      source(other ?? "deno"),
      other === undefined
        ? { absent: "DENO_COMPILE names no second version of Deno" }
        : { apart: true },
    ),
  ];
}
