import { HttpError } from "../http/error.ts";
import type { Exchange, Outcome } from "../http/exchange.ts";
import {
  createClientWatch,
  departureOf,
  readConnections,
} from "../gateway/client_watch.ts";
import { type ScriptContent, scriptContent } from "../gateway/content.ts";
import { cannotStart, type Fail, failureOf, notStarted } from "./failure.ts";
import {
  createPlaces,
  type Denial,
  type Group,
  type Release,
} from "../gateway/limits.ts";
import { type Environment, metaVariables } from "../gateway/meta_variables.ts";
import type { ProcessObserver, ScriptObserver } from "./observer.ts";
import { fillOptions, type RunnerOptions } from "./options.ts";
import { readAnswer } from "../gateway/outcome.ts";
import { endTree, TOKEN } from "./process_tree.ts";
import { UnreadableHeader } from "../gateway/response.ts";
import { Run } from "./run.ts";
import type { Script } from "../gateway/script.ts";
import { sendFileFrom } from "./sendfile.ts";
import { otherUser, spawn, type Spawned } from "./spawn.ts";
import { startOptions } from "./start_options.ts";
import { howToStart, type Start, type StartOptions } from "./start.ts";

/** Runs scripts for all mounts of a server, within common limits. */
export interface ScriptRunner {
  /** How many scripts run at this moment. */
  readonly running: number;
  /** How many requests wait for one of them to end. */
  readonly waiting: number;
  /** Runs a script for an exchange. Throws `HttpError`. */
  run(
    exchange: Exchange,
    script: Script,
    group?: Group | null,
  ): Promise<Outcome>;
  /** Ends all scripts that run; resolves when they are gone. */
  end(): Promise<void>;
}

/** Makes the runner that all mounts of a server share. Throws where `user` does not exist. */
export function scriptRunner(options: RunnerOptions = {}): ScriptRunner {
  const settings = fillOptions(options);
  const path = settings.environment.PATH ?? "";
  const places = createPlaces(settings.maxScripts, settings.maxQueue);
  const user = settings.user === null ? null : otherUser(settings.user, path);
  const sendFile = sendFileFrom(settings.sendfile);
  const end = options.endTree ?? endTree;
  const watchClient = createClientWatch(
    options.connections ?? readConnections,
  );
  const runs = new Set<Run>();
  const starts = startOptions(options);
  const observer: ScriptObserver | null = options.observer ?? null;

  function environment(
    exchange: Exchange,
    script: Script,
    content: ScriptContent | null,
    token: string,
  ): Environment {
    const data = settings.dataDirectory;
    return {
      ...settings.environment,
      ...(data === null ? {} : { GATEHOUSE_DATA: data }),
      ...metaVariables(exchange, script, content?.length ?? null, settings),
      [TOKEN]: token,
    };
  }

  function start(
    exchange: Exchange,
    script: Script,
    content: ScriptContent | null,
    release: Release,
  ): { run: Run; fail: Fail } {
    const token = crypto.randomUUID();
    const env = environment(exchange, script, content, token);
    const way = withArguments(
      startOf(script, env, starts),
      settings.queryArguments ? exchange : null,
    );
    let spawned: Spawned;
    try {
      spawned = spawn(way, script.file, env, content !== null, user);
    } catch (error) {
      throw notStarted(error, script, way, env);
    }
    const observed = observer?.started({
      exchange,
      script: script.file,
      name: script.name,
      pid: spawned.child.pid,
      command: spawned.command,
      metaVariables: env,
    });
    const run = new Run(spawned.child, {
      token,
      content,
      timeout: settings.timeout,
      silence: settings.silence,
      grace: settings.grace,
      endTree: end,
      note: (line) => exchange.note("warning", line, { script: script.name }),
      output: observed?.output?.bind(observed),
      over() {
        runs.delete(run);
        release();
        if (observed) tellEnd(run, observed);
      },
    });
    runs.add(run);
    return { run, fail: failureOf(run, script, spawned.command, env) };
  }

  async function run(
    exchange: Exchange,
    script: Script,
    group: Group | null = null,
  ): Promise<Outcome> {
    exchange.note("debug", "a script is to run", { script: script.name });
    const content = await scriptContent(exchange, settings);
    const departure = departureOf(exchange, content, watchClient);
    try {
      const turn = places.take(script.file, group, departure.signal);
      const waited = turn instanceof Promise
        ? observer?.waits?.(script.file, script.name)
        : undefined;
      const place = await turn;
      waited?.();
      if (typeof place === "string") throw noPlace(place);
      const { run, fail } = begin(exchange, script, content, place);
      const leave = () => run.end("client");
      departure.signal.addEventListener("abort", leave);
      try {
        return await readAnswer(run, exchange, { sendFile });
      } catch (error) {
        throw error instanceof UnreadableHeader ? await fail(error) : error;
      } finally {
        departure.signal.removeEventListener("abort", leave);
      }
    } catch (error) {
      content?.close();
      throw error;
    } finally {
      departure.forget();
    }
  }

  function begin(
    ...[exchange, script, content, release]: Parameters<typeof start>
  ): ReturnType<typeof start> {
    try {
      return start(exchange, script, content, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  return {
    get running() {
      return places.running;
    },
    get waiting() {
      return places.waiting;
    },
    run,
    async end() {
      const ends = [...runs].map((run) => {
        run.end("server");
        return run.gone;
      });
      await Promise.all(ends);
    },
  };
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

function startOf(
  script: Script,
  env: Environment,
  options: StartOptions,
): Start {
  const way = howToStart(script.file, script.mode, options);
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

function noPlace(denial: Denial): HttpError {
  return denial === "full"
    ? new HttpError(503, "Too many scripts are running; try again soon.", {
      fields: [["retry-after", "5"]],
    })
    : new HttpError(499, "The client left.");
}
