import type { ScriptContent } from "../gateway/content.ts";
import {
  addMetaVariables,
  type Environment,
} from "../gateway/meta_variables.ts";
import type { Script } from "../gateway/script.ts";
import type { Exchange } from "../http/exchange.ts";
import {
  cannotStart,
  type Failures,
  failuresOf,
  notStarted,
} from "./failure.ts";
import type { ProcessObserver, ScriptObserver } from "./observer.ts";
import type { EndTree, FilledOptions } from "./options.ts";
import { TOKEN } from "./process_tree.ts";
import { Run } from "./run.ts";
import { type OtherUser, spawn, type Spawned } from "./spawn.ts";
import { howToStart, type Start, type StartOptions } from "./start.ts";

/** What all scripts of a runner are started with. */
export interface Launcher {
  readonly settings: FilledOptions;
  readonly starts: StartOptions;
  readonly user: OtherUser | null;
  readonly endTree: EndTree;
  readonly observer: ScriptObserver | null;
}

/** A script that runs, and what becomes of the request where it fails. */
export interface Launched {
  readonly run: Run;
  readonly failures: Failures;
}

/** Starts a script; `over` is called once, when all of it is gone. Throws `HttpError` where it cannot be started. */
export function launch(
  launcher: Launcher,
  exchange: Exchange,
  script: Script,
  content: ScriptContent | null,
  over: () => void,
): Launched {
  const { settings, starts, endTree } = launcher;
  const { timeout, silence, grace } = settings;
  const token = crypto.randomUUID();
  const env = environmentOf(settings, exchange, script, content, token);
  const query = settings.queryArguments ? exchange : null;
  const way = withArguments(startOf(script, env, starts), query);
  if (way.variables) Object.assign(env, { ...way.variables, ...env });
  const spawned = trySpawn(launcher, way, script, env, content !== null);
  const observed = observe(launcher, exchange, script, spawned, env);
  const run: Run = new Run(spawned.child, {
    ...{ token, content, timeout, silence, grace, endTree },
    note: (line) => exchange.note("warning", line, { script: script.name }),
    output: observed?.output?.bind(observed),
    over() {
      over();
      if (observed) tellEnd(run, observed);
    },
  });
  const failures = failuresOf(run, script, spawned.command, env);
  return { run, failures };
}

function environmentOf(
  settings: FilledOptions,
  exchange: Exchange,
  script: Script,
  content: ScriptContent | null,
  token: string,
): Environment {
  const env: Environment = { ...settings.environment };
  const { dataDirectory } = settings;
  if (dataDirectory !== null) env.GATEHOUSE_DATA = dataDirectory;
  const length = content?.length ?? null;
  addMetaVariables(env, exchange, script, length, settings);
  env[TOKEN] = token;
  return env;
}

function startOf(
  script: Script,
  env: Environment,
  options: StartOptions,
): Start {
  const way = howToStart(script.file, script.mode, options, script.modified);
  if ("command" in way) return way;
  throw cannotStart(way, script, env);
}

/**
 * Search words as arguments (RFC 3875 §4.4), where that is switched on.
 * Security: one that looks like an option could make an interpreter do what nobody asked for.
 */
function withArguments(start: Start, exchange: Exchange | null): Start {
  const query = exchange?.target.query;
  const indexed = exchange?.method === "GET" || exchange?.method === "HEAD";
  if (!query || !indexed || query.includes("=")) return start;
  try {
    const words = query.split("+").map(decodeURIComponent);
    const safe = words.every((word) =>
      !word.startsWith("-") && !word.includes("\0")
    );
    return safe ? { ...start, args: [...start.args, ...words] } : start;
  } catch {
    return start;
  }
}

function trySpawn(
  { user }: Launcher,
  way: Start,
  script: Script,
  env: Environment,
  hasContent: boolean,
): Spawned {
  try {
    return spawn(way, script.file, env, hasContent, user);
  } catch (error) {
    throw notStarted(error, script, way, env);
  }
}

function observe(
  { observer }: Launcher,
  exchange: Exchange,
  script: Script,
  { child, command }: Spawned,
  env: Environment,
): ProcessObserver | undefined {
  return observer?.started({
    exchange,
    script: script.file,
    name: script.name,
    pid: child.pid,
    command,
    metaVariables: env,
  });
}

/** The last words of a script may still be in the pipe when it is gone. */
async function tellEnd(run: Run, observed: ProcessObserver): Promise<void> {
  const duration = performance.now() - run.started;
  await run.errorsRead;
  const { status, stderr } = run;
  observed.over({
    exitCode: status && !status.signal ? status.code : null,
    signal: status?.signal ?? null,
    duration,
    stderr: stderr.tail(),
  });
}
