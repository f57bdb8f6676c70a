import {
  createClientWatch,
  readConnections,
  type WatchClient,
} from "../gateway/client_watch.ts";
import { type ScriptContent, scriptContent } from "../gateway/content.ts";
import { createCrowd, type Crowd } from "../gateway/crowd.ts";
import { type Departure, departureOf } from "../gateway/departure.ts";
import {
  createPlaces,
  type Denial,
  type Group,
  type PlaceLimits,
  type Places,
  type Release,
  wishOf,
} from "../gateway/limits.ts";
import { type AnswerOptions, readAnswer } from "../gateway/outcome.ts";
import { UnreadableHeader } from "../gateway/response.ts";
import type { Script } from "../gateway/script.ts";
import { HttpError } from "../http/error.ts";
import type { Exchange, Outcome } from "../http/exchange.ts";
import type { Failures } from "./failure.ts";
import { launch, type Launched, type Launcher } from "./launch.ts";
import {
  type Afterwards,
  type FilledOptions,
  fillOptions,
  type RunnerOptions,
} from "./options.ts";
import { endTree } from "./process_tree.ts";
import type { Run } from "./run.ts";
import { sendFileFrom } from "./sendfile.ts";
import { otherUser } from "./spawn.ts";
import { startOptions } from "./start_options.ts";
import { createTurns, type Turns } from "./turns.ts";

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
  const house = open(options);
  return {
    get running() {
      return house.places.running;
    },
    get waiting() {
      return house.places.waiting;
    },
    run: (exchange, script, group = null) =>
      runScript(house, exchange, script, group),
    async end() {
      const ends: Promise<void>[] = [];
      house.runs.each((run) => {
        run.end("server");
        ends.push(run.gone);
      });
      await Promise.all(ends);
    },
  };
}

/** What the scripts of one runner have in common. */
interface House extends Launcher {
  readonly places: Places;
  readonly watchClient: WatchClient;
  readonly sendFile: AnswerOptions["sendFile"];
  readonly afterwards: Afterwards | null;
  readonly runs: Crowd<Run>;
  readonly turns: Turns;
}

function open(options: RunnerOptions): House {
  const settings = fillOptions(options);
  const { user, environment, sendfile } = settings;
  const limits = placeLimits(settings);
  return {
    settings,
    starts: startOptions(options),
    user: user === null ? null : otherUser(user, environment.PATH ?? ""),
    endTree: options.endTree ?? endTree,
    observer: options.observer ?? null,
    afterwards: options.afterwards ?? null,
    places: options.places ?? createPlaces(() => limits),
    watchClient: createClientWatch(options.connections ?? readConnections),
    sendFile: sendFileFrom(sendfile),
    runs: createCrowd(),
    turns: createTurns({ others: options.others ?? (() => 0) }),
  };
}

function placeLimits(
  { maxScripts, maxQueue, maxClientScripts }: FilledOptions,
): PlaceLimits {
  return { running: maxScripts, waiting: maxQueue, client: maxClientScripts };
}

async function runScript(
  house: House,
  exchange: Exchange,
  script: Script,
  group: Group | null,
): Promise<Outcome> {
  exchange.note("debug", "a script is to run", { script: script.name });
  const taken = scriptContent(exchange, house.settings);
  const content = taken instanceof Promise ? await taken : taken;
  const departure = departureOf(exchange, content, house.watchClient);
  try {
    const wish = wishOf(exchange, script, group);
    const turn = house.places.take(wish, departure);
    const place = turn instanceof Promise
      ? await waitFor(turn, house, script)
      : turn;
    if (typeof place === "string") throw noPlace(place);
    const later = house.turns.take();
    if (later) await later;
    const launched = house.turns.timed(() =>
      begin(house, exchange, script, content, place)
    );
    return await answerOf(launched, exchange, house, departure);
  } catch (error) {
    content?.close();
    throw error;
  } finally {
    departure.forget();
  }
}

/** Most scripts have answered before anybody could leave; only for those that last is the client watched. */
async function answerOf(
  { run, failures }: Launched,
  exchange: Exchange,
  house: House,
  departure: Departure,
): Promise<Outcome> {
  const watch = () => {
    const leave = () => run.end("client");
    if (departure.signal.aborted) leave();
    departure.signal.addEventListener("abort", leave);
  };
  // Written where it is assigned, a function is taken for long-lived, and all that it reaches with it.
  run.lasts = watch;
  try {
    const outcome = await readAnswer(run, exchange, house);
    if (house.afterwards) tellEnd(house.afterwards, exchange, failures);
    return outcome;
  } catch (error) {
    throw error instanceof UnreadableHeader
      ? await failures.refusal(error)
      : error;
  } finally {
    run.lasts = null;
  }
}

async function tellEnd(
  tell: Afterwards,
  exchange: Exchange,
  failures: Failures,
): Promise<void> {
  tell(exchange, await failures.afterwards());
}

async function waitFor(
  turn: Promise<Release | Denial>,
  { observer }: House,
  { file, name }: Script,
): Promise<Release | Denial> {
  const waited = observer?.waits?.(file, name);
  const place = await turn;
  waited?.();
  return place;
}

function noPlace(denial: Denial): HttpError {
  return denial === "full"
    ? new HttpError(503, "Too many scripts are running; try again soon.", {
      fields: [["retry-after", "5"]],
    })
    : new HttpError(499, "The client left.");
}

function begin(
  house: House,
  exchange: Exchange,
  script: Script,
  content: ScriptContent | null,
  release: Release,
): Launched {
  try {
    const launched = launch(house, exchange, script, content, () => {
      leave();
      release();
    });
    const leave = house.runs.enter(launched.run);
    return launched;
  } catch (error) {
    release();
    throw error;
  }
}
