import { fileURLToPath } from "node:url";
import { lines } from "./lines.ts";

/** A server under test, as a process of its own. */
export interface TestServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a slash at the end; for HTTPS only the port is right. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** All that it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Waits until `stdout` or `stderr` holds this text. Throws after the deadline (10 s). */
  waitFor(stream: "stdout" | "stderr", text: string | RegExp): Promise<void>;
  /** Sends a signal (SIGTERM) and waits for the end; the exit code. */
  stop(signal?: Deno.Signal): Promise<number>;
}

/** How a server under test is started. */
export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  readonly clearEnv?: boolean;
  /** The program and its first arguments; by default this Deno with the permissions of `-A`. */
  readonly command?: readonly string[];
}

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

/** Flags of `deno run` for the permissions of the configuration file, which are none for the system's library. */
export const NARROW: readonly string[] = [
  ...["--no-prompt", "-P"],
  `--config=${fileURLToPath(new URL("../../deno.json", import.meta.url))}`,
];

/** Program and first arguments that run Gatehouse from its source. */
export function gatehouseCommand(...flags: string[]): string[] {
  return [Deno.execPath(), "run", ...(flags.length ? flags : ["-A"]), MAIN];
}

/** Runs Gatehouse to its end with these arguments. */
export async function runGatehouse(
  args: readonly string[],
  options: StartOptions = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [program = "", ...first] = options.command ?? gatehouseCommand();
  const output = await new Deno.Command(program, {
    args: [...first, ...args],
    ...processOptions(options),
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    code: output.code,
    stdout: text(output.stdout),
    stderr: text(output.stderr),
  };
}

function processOptions(
  { cwd, env, clearEnv = false }: StartOptions,
): Deno.CommandOptions {
  return {
    ...(cwd === undefined ? {} : { cwd }),
    env: { NO_COLOR: "1", ...env },
    clearEnv,
  };
}

/** Starts Gatehouse on a free port and waits until it listens. Throws with what it said where it does not. */
export async function startServer(
  args: readonly string[] = [],
  options: StartOptions = {},
): Promise<TestServer> {
  const [program = "", ...first] = options.command ?? gatehouseCommand();
  const child = new Deno.Command(program, {
    args: [...first, "--port", "0", ...args],
    ...processOptions(options),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = lines(child.stdout);
  const stderr = lines(child.stderr);
  const stop = async (signal: Deno.Signal = "SIGTERM") => {
    try {
      child.kill(signal);
    } catch {
      // It has ended already.
    }
    const { code } = await child.status;
    await Promise.all([stdout.done, stderr.done]);
    return code;
  };
  try {
    await stderr.waitFor(/stop {5}with/);
  } catch (cause) {
    await stop("SIGKILL");
    throw new Error(`the server did not start: ${stderr.text()}`, { cause });
  }
  const port = Number(/https?:\/\/[^/\s]+:(\d+)\//.exec(stderr.text())?.[1]);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid,
    stdout: stdout.text,
    stderr: stderr.text,
    waitFor: (stream, text) =>
      (stream === "stdout" ? stdout : stderr).waitFor(text),
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}
