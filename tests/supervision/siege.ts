import { fileURLToPath } from "node:url";
import { lines } from "../support/lines.ts";
import type { TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import type { Manner } from "./crowd.ts";
import type { Steady } from "./steady.ts";

/** A crowd before a server. */
export interface Siege {
  readonly manner: Manner;
  readonly count: number;
  readonly path?: string;
  /** So many may be left, and they are still gone. */
  readonly left?: number;
}

/** What became of it. */
export interface Outcome extends Steady {
  /** How many connections were made. */
  readonly made: number;
  /** How long after the last of them all were gone, in milliseconds, or `null` where they were not. */
  readonly gone: number | null;
  /** The most memory that the server had meanwhile, in bytes. */
  readonly memory: number;
}

/** Lays a crowd before a server, and asks for a page all the time until it is gone, for `deadline` ms at most. */
export async function besiege(
  server: TestServer,
  { manner, count, path = "/", left = 0 }: Siege,
  deadline: number,
): Promise<Outcome> {
  const { port, pid } = server;
  using steady = program("steady.ts", String(port), "/");
  await until(() => steady.isUp(), "the client that behaves");
  using crowd = program("crowd.ts", String(port), manner, String(count), path);
  const told = () => crowd.text().trim().split("\n").map(Number);
  await until(() => told().length > 1, "the crowd", () => "", 60_000);
  const [made = 0] = told();
  const began = performance.now();
  let memory = 0;
  let gone: number | null = null;
  while (performance.now() - began < deadline) {
    memory = Math.max(memory, memoryOf(pid));
    if ((told().at(-1) ?? count) <= left) gone = performance.now() - began;
    if (gone !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await crowd.end();
  const outcome: Steady = JSON.parse(await steady.end());
  return { ...outcome, made, gone, memory };
}

/** Only to see whether a crowd changes anything: the same, without one, for so many milliseconds. */
export async function quiet(
  { port, pid }: TestServer,
  time: number,
): Promise<Outcome> {
  using steady = program("steady.ts", String(port), "/");
  await until(() => steady.isUp(), "the client that behaves");
  await new Promise((resolve) => setTimeout(resolve, time));
  const told: Steady = JSON.parse(await steady.end());
  return { ...told, made: 0, gone: 0, memory: memoryOf(pid) };
}

interface Program extends Disposable {
  isUp(): boolean;
  text(): string;
  /** Ends it, and gives what it wrote. */
  end(): Promise<string>;
}

function program(file: string, ...args: string[]): Program {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", path, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const { text, done } = lines(child.stdout);
  let ended = false;
  return {
    isUp: () => processorTime(child.pid) > 0,
    text,
    async end() {
      ended = true;
      await child.stdin.close();
      await child.status;
      await done;
      return text();
    },
    [Symbol.dispose]() {
      if (!ended) child.kill("SIGKILL");
    },
  };
}

/** In ticks of the system. */
function processorTime(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const columns = stat.slice(stat.lastIndexOf(")")).split(" ");
  return Number(columns[12]) + Number(columns[13]);
}

function memoryOf(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}

/** The value below which a part of them lies; they are sorted. */
export function quantile(times: readonly number[], part: number): number {
  return times[Math.min(Math.floor(times.length * part), times.length - 1)] ??
    0;
}
