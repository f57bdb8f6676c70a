import { requireGrant } from "../platform/permission.ts";

/** What the system says of the connections to a port. */
export interface Reading {
  readonly connections: number;
  /** Those of them whose other end takes nothing. */
  readonly stalled: number;
}

/** Reads what the system knows of this process and of the connections to a port of it. */
export interface Gauge {
  /** How many descriptors there may be. */
  readonly most: number;
  /** How often it may be read without being a burden itself, in milliseconds. */
  readonly pause: number;
  /** Descriptors in use. */
  descriptors(): Promise<number>;
  /** Takes some 10 ms on a machine with much memory, whose table has room for a million connections. */
  read(): Promise<Reading>;
  /** The lines of the system's table of connections that are about the port. */
  table(): Promise<string>;
}

/**
 * Makes a gauge, or settles with `null` where there is no way to know. /proc may be read with all permissions only;
 * with the permission to run programs, a shell reads it.
 */
export async function createGauge(port: number): Promise<Gauge | null> {
  if (Deno.build.os !== "linux") return null;
  for (const source of [ownSource(), shellSource()]) {
    try {
      return gaugeOf(source, await source.most(), port);
    } catch {
      // The next one may be allowed.
    }
  }
  return null;
}

interface Source {
  readonly pause: number;
  most(): Promise<number>;
  descriptors(): Promise<number>;
  table(): Promise<string>;
}

function gaugeOf(source: Source, most: number, port: number): Gauge {
  const row = rowPattern(port);
  const table = async () => (await source.table()).match(row)?.join("\n") ?? "";
  return {
    most,
    pause: source.pause,
    table,
    descriptors: source.descriptors,
    async read() {
      const rows = await table();
      return {
        connections: rows === "" ? 0 : rows.split("\n").length,
        stalled: rows.match(STALLED)?.length ?? 0,
      };
    },
  };
}

/** A row has: number, local address, remote address, state, queues, timer. Established, or closed by the client. */
function rowPattern(port: number): RegExp {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return new RegExp(`[0-9A-F]+:${hex} [0-9A-F]+:[0-9A-F]{4} 0[18] .*`, "g");
}

/** Timer 4 is the one that asks a full receiver whether it has room. */
const STALLED = / 0[18] [0-9A-F]+:[0-9A-F]+ 04:/g;

function ownSource(): Source {
  const read = (path: string) => Deno.readTextFileSync(path);
  return {
    pause: 500,
    async most() {
      requireGrant({ name: "read", path: "/proc" });
      await this.descriptors();
      return limitOf(/Max open files +(\w+)/.exec(read("/proc/self/limits")));
    },
    descriptors() {
      let count = 0;
      for (const _ of Deno.readDirSync("/proc/self/fd")) count++;
      return Promise.resolve(count - 1);
    },
    table: () =>
      Promise.resolve(read("/proc/net/tcp") + readOr(read, "/proc/net/tcp6")),
  };
}

/** There is no such table where IPv6 is switched off. */
function readOr(read: (path: string) => string, path: string): string {
  try {
    return read(path);
  } catch {
    return "";
  }
}

function shellSource(): Source {
  return {
    pause: 2_000,
    most: async () => limitOf(/(\w+)/.exec(await shell("ulimit -n"))),
    async descriptors() {
      return Number(await shell(`set -- /proc/${Deno.pid}/fd/*; echo $#`));
    },
    table: () => shell("cat /proc/net/tcp /proc/net/tcp6 2>/dev/null; true"),
  };
}

/** Fixed commands only; children inherit the limit that is asked for. */
async function shell(command: string): Promise<string> {
  requireGrant({ name: "run" });
  const { code, stdout } = await new Deno.Command("/bin/sh", {
    args: ["-c", command],
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin" },
    stdin: "null",
    stderr: "null",
  }).output();
  if (code !== 0) throw new Error(`the shell failed: ${command}`);
  return new TextDecoder().decode(stdout);
}

function limitOf(match: RegExpExecArray | null): number {
  const word = match?.[1];
  if (word === "unlimited") return 1_000_000;
  const most = Number(word);
  if (!(most > 0)) throw new Error("no limit of descriptors is told");
  return most;
}
