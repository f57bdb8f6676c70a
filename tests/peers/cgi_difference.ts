import type { RawResponse } from "../support/raw.ts";
import { parseEnv } from "../cgi/rfc3875/site.ts";

/** One thing in which two servers' answers to one request are not alike; `undefined` is "not there". */
export interface Difference {
  /** `status`, `content`, `field NAME` or `variable NAME`. */
  readonly what: string;
  readonly apache: string | undefined;
  readonly gatehouse: string | undefined;
  /** The status of both answers, Apache's first; 0 where the connection was broken off. */
  readonly statuses: readonly [number, number];
}

/** Fields that differ from answer to answer, or say how the connection goes on. */
const PASSING = new Set(["date", "connection", "keep-alive"]);

/** Variables that every sh sets for itself, and those that differ from run to run. */
const OF_THE_SHELL = new Set(["PWD", "OLDPWD", "SHLVL", "_", "REMOTE_PORT"]);

/** Compares the answers of two servers to one request; `ports` are their own, read as the same one. */
export function differences(
  apache: RawResponse,
  gatehouse: RawResponse,
  ports: readonly [number, number],
): Difference[] {
  const samePort = (text: string, port: number) =>
    text.replaceAll(String(port), "PORT");
  const [ours, theirs] = [
    samePort(gatehouse.text, ports[1]),
    samePort(apache.text, ports[0]),
  ];
  const statuses = [apache.status, gatehouse.status] as const;
  const status = compare("status", ...statuses.map(String));
  const withStatuses = (found: (Pair | null)[]) =>
    found.filter((each) => each !== null).map((each) => ({
      ...each,
      statuses,
    }));
  if (statuses.includes(0)) return withStatuses([status]);
  const found = [
    status,
    ...compareMaps(
      "field",
      new Map(Object.entries(apache.fields)),
      new Map(Object.entries(gatehouse.fields)),
      PASSING,
    ),
  ];
  // What stands on a server's own error page is its own affair.
  if (apache.status >= 400 && gatehouse.status >= 400) {
    return withStatuses(found);
  }
  const environments = [parseEnv(theirs), parseEnv(ours)] as const;
  return withStatuses([
    ...found,
    ...(environments.every((env) => env.has("GATEWAY_INTERFACE"))
      ? compareMaps("variable", ...environments, OF_THE_SHELL)
      : [compare("content", theirs, ours)]),
  ]);
}

type Pair = Omit<Difference, "statuses">;

function compare(
  what: string,
  apache?: string,
  gatehouse?: string,
): Pair | null {
  return apache === gatehouse ? null : { what, apache, gatehouse };
}

function compareMaps(
  kind: string,
  apache: ReadonlyMap<string, string>,
  gatehouse: ReadonlyMap<string, string>,
  without: ReadonlySet<string>,
): (Pair | null)[] {
  const names = new Set([...apache.keys(), ...gatehouse.keys()]);
  return [...names].filter((name) => !without.has(name)).sort().map((name) =>
    compare(`${kind} ${name}`, apache.get(name), gatehouse.get(name))
  );
}
