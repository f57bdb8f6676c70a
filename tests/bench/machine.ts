import type { Peer } from "./peer.ts";

/** Where and when it was measured. */
export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly kernel: string;
  readonly system: string;
  /** Processes that wanted a core in the minute before. */
  readonly load: number;
}

/** Describes this machine. */
export function describeMachine(): Machine {
  const find = (path: string, pattern: RegExp): string => {
    try {
      return pattern.exec(Deno.readTextFileSync(path))?.[1] ?? "unknown";
    } catch {
      return "unknown";
    }
  };
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: find("/proc/cpuinfo", /^model name\s*: (.*)$/m),
    cores: navigator.hardwareConcurrency,
    memory: Deno.systemMemoryInfo().total,
    kernel: Deno.osRelease(),
    system: find("/etc/os-release", /^PRETTY_NAME="(.*)"$/m),
    load: Deno.loadavg()[0] ?? 0,
  };
}

/** The first number with dots that the peer says of itself; empty where it says none. */
export function versionOf({ version }: Peer): string {
  const [program, ...args] = version ?? [];
  if (program === undefined) return "";
  try {
    const { stdout, stderr } = new Deno.Command(program, {
      args,
      env: { NO_COLOR: "1" },
    }).outputSync();
    const said = new TextDecoder().decode(stdout) +
      new TextDecoder().decode(stderr);
    return /\d+\.\d+(?:\.\d+)?/.exec(said)?.[0] ?? "";
  } catch {
    return "";
  }
}
