import { CACHE, denoCache } from "../../lib/cgi/javascript.ts";
import type { FailedRun, StartError } from "../../lib/diagnosis/mod.ts";

const KEPT = 4096;

/** The PATH that scripts of these tests get. */
export const SCRIPT_PATH =
  "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What Deno needs where the user has no account. */
export const DENO_CACHE: Readonly<Record<string, string>> = variables(
  denoCache((name) => Deno.env.get(name)),
);

function variables(cache: string | null): Record<string, string> {
  return cache === null ? {} : { [CACHE]: cache };
}

/** Runs a command as a script, without the executor, for what the executor does not call a failure; takes no notice of limits. */
export async function runAlone(
  script: string,
  command: readonly string[] = [script],
  variables: Readonly<Record<string, string>> = {},
): Promise<FailedRun> {
  const [program = script, ...args] = command;
  const metaVariables = {
    ...DENO_CACHE,
    PATH: SCRIPT_PATH,
    GATEWAY_INTERFACE: "CGI/1.1",
    REQUEST_METHOD: "GET",
    REDIRECT_STATUS: "200",
    SCRIPT_FILENAME: script,
    ...variables,
  };
  const started = performance.now();
  const run: FailedRun = {
    script,
    command,
    metaVariables,
    content: null,
    startError: null,
    exitCode: null,
    signal: null,
    stderr: "",
    output: new Uint8Array(),
    duration: 0,
    limit: null,
    problem: "its answer cannot be read",
  };
  try {
    const output = await new Deno.Command(program, {
      args,
      cwd: script.replace(/\/[^/]*$/, ""),
      env: metaVariables,
      clearEnv: true,
    }).output();
    return {
      ...run,
      exitCode: output.signal ? null : output.code,
      signal: output.signal,
      stderr: new TextDecoder().decode(output.stderr),
      output: output.stdout.slice(0, KEPT),
      duration: performance.now() - started,
    };
  } catch (error) {
    return { ...run, startError: startErrorOf(error) };
  }
}

function startErrorOf(error: unknown): StartError {
  if (!(error instanceof Error)) throw error;
  return { name: error.name, message: error.message };
}
