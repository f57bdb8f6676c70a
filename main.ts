/**
 * Gatehouse: static files and CGI scripts from one executable.
 *
 * ```
 * gatehouse [ROOT] [options]      serve a folder, and run its CGI scripts
 * gatehouse check [ROOT]          find what is wrong with scripts and files
 * gatehouse init [DIR]            write a small site to start from
 * gatehouse run SCRIPT 'GET /?q'  run one script as a request would
 * gatehouse replay DIR            repeat requests that failed
 * gatehouse help [TOPIC]          every option of a topic
 * ```
 *
 * A command line becomes a plan (`lib/door.ts`), a plan becomes handlers, handlers are served.
 * It runs in the main thread, which supervises, and once more in each serving thread, which composes.
 *
 * @module
 */
import { hostRule } from "./lib/access/host.ts";
import {
  cgiScripts,
  fallbackScript,
  observedBy,
  rootScripts,
  type ScriptRunner,
  scriptRunner,
} from "./lib/cgi/mod.ts";
import { type Endings, scriptEndings } from "./lib/explain/endings.ts";
import {
  failureNote,
  failureReply,
  loadExplanations,
} from "./lib/explain/late.ts";
import type { Explained } from "./lib/explain/mod.ts";
import type { Mapping } from "./lib/fastcgi/mod.ts";
import {
  composeHandler,
  type Guard,
  type Mounts,
  type Surroundings,
} from "./lib/handler.ts";
import type { Handler } from "./lib/http/exchange.ts";
import type { Live } from "./lib/live/mod.ts";
import { rules } from "./lib/rules/mod.ts";
import {
  type Composition,
  serveThread,
  type ThreadTools,
} from "./lib/serve.ts";
import type { Plan } from "./lib/site/plan.ts";
import { withholds } from "./lib/site/withheld.ts";
import {
  errorPages,
  refusePost,
  staticFiles,
  type StaticOptions,
} from "./lib/static/mod.ts";
import type { Status } from "./lib/status/mod.ts";
import { telemetry } from "./lib/telemetry/mod.ts";

// What only some sites need, or no request before the first script that fails, is imported where it is needed.

/** What is served where. */
function mounts(
  plan: Plan,
  runner: ScriptRunner,
  live: Live | null,
  status: Status | null,
  applications: Applications,
): Mounts {
  const files = live?.files ?? asItIs;
  const scripts = live?.scripts ?? asItIs;
  return {
    "/": [
      ...(plan.rootScripts
        ? [scripts(rootScripts(runner, plan.rootScripts))]
        : []),
      ...applications.amongFiles,
      files(staticFiles(fileOptions(plan))),
      ...(plan.fallback
        ? [scripts(fallbackScript(runner, plan.fallback))]
        : [refusePost(plan.files)]),
    ],
    ...Object.fromEntries(
      plan.scripts.map((mount) => [
        mount.mount,
        scripts(cgiScripts(runner, mount)),
      ]),
    ),
    ...applications.mounts,
    ...live?.mounts,
    ...status?.mounts,
  };
}

function asItIs(handler: Handler): Handler {
  return handler;
}

/** Applications that run by themselves, by where they answer. */
interface Applications {
  readonly amongFiles: readonly Handler[];
  readonly mounts: Mounts;
  close(): Promise<void>;
}

const NO_APPLICATIONS: Applications = {
  amongFiles: [],
  mounts: {},
  close: () => Promise.resolve(),
};

async function connectApplications(
  plan: Plan,
  tools: ThreadTools,
): Promise<Applications> {
  if (plan.applications.length === 0) return NO_APPLICATIONS;
  const { application, applicationScripts } = await import(
    "./lib/fastcgi/mod.ts"
  );
  const connected = plan.applications.map(({ options, mapping }) => {
    const { connections } = tools;
    const pool = application({ ...options, connections });
    return { pool, mapping, handler: applicationScripts(pool, mapping) };
  });
  const among = ({ mapping }: { mapping: Mapping }) => mapping.mount === "/";
  const mounted = connected.filter((one) => !among(one));
  return {
    amongFiles: connected.filter(among).map(({ handler }) => handler),
    mounts: Object.fromEntries(
      mounted.map(({ mapping, handler }) => [mapping.mount, handler]),
    ),
    async close() {
      await Promise.all(connected.map(({ pool }) => pool.close()));
    },
  };
}

/** In development, pages follow what is saved. */
async function followFiles(
  plan: Plan,
  { journal }: ThreadTools,
  endings: Endings,
): Promise<Live | null> {
  if (!plan.dev) return null;
  const { liveReload } = await import("./lib/live/mod.ts");
  const { dataDirectory } = plan.runner;
  return liveReload({
    endings,
    paths: [plan.files.root, ...plan.scripts.map(({ path }) => path)],
    except: [
      ...(dataDirectory ? [dataDirectory] : []),
      ...(plan.record === null ? [] : [plan.record]),
    ],
    failed: (reason) =>
      journal.note("warning", "saved files are not noticed", "", { reason }),
  });
}

function fileOptions(plan: Plan): StaticOptions {
  // Only in development does anything touch what a file's response holds before the platform has sent it.
  return { ...plan.files, withhold: withholds(plan), direct: !plan.dev };
}

/** The page for a refusal: the site's own, and in development the reason of a script's failure. */
function errorPage(
  plan: Plan,
  live: Live | null,
): NonNullable<Surroundings["errorPage"]> {
  const own = errorPages(fileOptions(plan));
  if (live === null) return own;
  const script = ({ run }: Explained) => live.script(run.duration);
  return async (exchange, error) =>
    await failureReply(exchange, error, script) ?? own(exchange, error);
}

/** What goes on, where somebody wants to know. */
async function measure(
  { status, runner }: Plan,
  { others }: ThreadTools,
): Promise<Status | null> {
  if (!status) return null;
  const { serverStatus } = await import("./lib/status/mod.ts");
  const software = runner.software ?? "Gatehouse";
  return serverStatus({ software, others });
}

/** Keeps requests that fail, where that is wanted. */
async function recorded(
  { record }: Plan,
  runner: ScriptRunner,
  endings: Endings,
): Promise<ScriptRunner> {
  if (record === null) return runner;
  const { recordingRunner } = await import("./lib/trial/recorder.ts");
  return recordingRunner(runner, record, endings);
}

/** Who may come, where not everybody may. */
async function guardOf({ access }: Plan): Promise<{ guard?: Guard }> {
  if (!access) return {};
  const { accessRules } = await import("./lib/access/mod.ts");
  return { guard: accessRules(access) };
}

/** Which hosts this is, and whose word counts for it. */
function entranceOf(plan: Plan, { address }: ThreadTools) {
  const { host, hosts: names, trusted } = plan;
  const rule = hostRule({ names, host, address, tls: plan.tls !== null });
  return { trusted, ...(rule && { host: rule }) };
}

/** How long after its start a thread loads what its first requests do without, in milliseconds. */
const SETTLED = 250;

/** What is loaded late must be there before the system has no descriptors, threads or memory left to load it with. */
async function loadTheRest(): Promise<void> {
  await loadExplanations();
  await import("./lib/static/folder.ts");
}

/** Makes the handler of one serving thread. */
async function compose(
  plan: Plan,
  tools: ThreadTools,
): Promise<Composition> {
  const status = await measure(plan, tools);
  const traces = telemetry(plan.runner.software ?? "");
  const endings = scriptEndings(status?.failed);
  const runner = scriptRunner({
    ...plan.runner,
    environment: { ...plan.runner.environment, ...tools.mark },
    endTree: tools.endTree,
    connections: tools.connections,
    others: tools.quickAnswers,
    ...(plan.mostWorkers > 1 && { places: tools.places }),
    ...observedBy([status, traces].flatMap((one) => one?.observer ?? [])),
    afterwards: endings.ended,
  });
  const journal = status?.counted(tools.journal) ?? tools.journal;
  const { before, amend } = rules(plan.rules);
  const recording = await recorded(plan, runner, endings);
  const live = await followFiles(plan, tools, endings);
  const applications = await connectApplications(plan, tools);
  const mounted = mounts(plan, recording, live, status, applications);
  const entrance = entranceOf(plan, tools);
  const handler = composeHandler(mounted, {
    ...entrance,
    ...await guardOf(plan),
    before(exchange) {
      traces?.identify(exchange);
      return tools.admit(exchange) ?? before(exchange);
    },
    amend,
    errorPage: errorPage(plan, live),
    explain: (error, id) => failureNote(error, id, status?.failed),
    journal: traces?.noted(journal) ?? journal,
    address: tools.address,
  });
  const late = setTimeout(() => loadTheRest().catch(() => {}), SETTLED);
  const stop = () => {
    clearTimeout(late);
    live?.stop();
    status?.stop();
  };
  const close = async () => {
    await Promise.all([runner.end(), applications.close()]);
    await endings.settled();
  };
  return {
    ...{ handler, entrance, stop, close },
    ...(status && { account: status.account }),
  };
}

if ("DedicatedWorkerGlobalScope" in globalThis) serveThread(compose);
else if (import.meta.main) {
  // Its parts are loaded only here: a serving thread needs none of them.
  const { openDoor } = await import("./lib/door.ts");
  await openDoor(import.meta.url);
}
