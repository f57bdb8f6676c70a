import { environment } from "../platform/environment.ts";
import { CACHE, denoCache, javascriptCommand } from "./javascript.ts";
import { fillOptions, type RunnerOptions } from "./options.ts";
import type { StartOptions } from "./start.ts";

export type { StartOptions } from "./start.ts";

/** How a runner with these options starts scripts; also for those who look at scripts before anybody asks. */
export function startOptions(options: RunnerOptions): StartOptions {
  const { interpreters, environment, dataDirectory } = fillOptions(options);
  return {
    interpreters,
    path: environment.PATH ?? "",
    javascript: javascriptStarter(options, dataDirectory),
  };
}

function javascriptStarter(
  { javascript, javascriptCache }: RunnerOptions,
  dataDirectory: string | null,
): StartOptions["javascript"] {
  if (javascript === null) return () => null;
  if (javascript) {
    const { command, args } = javascript;
    return (file) => ({ words: [command, ...args, file] });
  }
  const host = {
    executable: Deno.execPath(),
    compiled: Deno.build.standalone,
    dataDirectory,
  };
  const cache = host.compiled
    ? null
    : javascriptCache ?? denoCache(environment);
  const given = cache === null ? {} : { variables: { [CACHE]: cache } };
  return (file) => ({ words: javascriptCommand(file, host), ...given });
}
