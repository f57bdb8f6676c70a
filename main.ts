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
 * This file is the door: a command line becomes a plan, a plan becomes handlers, handlers are served.
 * It runs in the main thread, which supervises, and once more in each serving thread, which composes.
 *
 * @module
 */
import {
  cgiScripts,
  fallbackScript,
  observedBy,
  rootScripts,
  type ScriptRunner,
  scriptRunner,
} from "./lib/cgi/mod.ts";
import { SCRIPT_COMMAND } from "./lib/cgi/javascript.ts";
import { runScript } from "./lib/cgi/javascript_host.ts";
import { runCommand } from "./lib/command.ts";
import type { ErrorPages } from "./lib/static/error_page.ts";
import { explanationReply } from "./lib/explain/reply.ts";
import { type Endings, scriptEndings } from "./lib/explain/endings.ts";
import { explain, explanationNote } from "./lib/explain/mod.ts";
import {
  composeHandler,
  type Explanation,
  type Mounts,
} from "./lib/handler.ts";
import type { HttpError } from "./lib/http/error.ts";
import type { Handler } from "./lib/http/exchange.ts";
import { type Live, liveReload } from "./lib/live/mod.ts";
import { type Plan, withholds } from "./lib/site/plan.ts";
import { accessRules, hostRule } from "./lib/access/mod.ts";
import {
  application,
  applicationScripts,
  type Mapping,
} from "./lib/fastcgi/mod.ts";
import { rules } from "./lib/rules/mod.ts";
import { serverStatus, type Status } from "./lib/status/mod.ts";
import { telemetry } from "./lib/telemetry/mod.ts";
import { recordingRunner } from "./lib/trial/recorder.ts";
import {
  type Composition,
  serveThread,
  type ThreadTools,
} from "./lib/serve.ts";
import {
  errorPages,
  refusePost,
  staticFiles,
  type StaticOptions,
} from "./lib/static/mod.ts";

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

function connectApplications(plan: Plan, tools: ThreadTools): Applications {
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
function followFiles(
  plan: Plan,
  { journal }: ThreadTools,
  endings: Endings,
): Live | null {
  if (!plan.dev) return null;
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
function errorPage(plan: Plan, live: Live | null): ErrorPages {
  const own = errorPages(fileOptions(plan));
  if (live === null) return own;
  return (exchange, error) =>
    explanationReply(
      exchange,
      error,
      ({ run }) => live.script(run.duration),
    ) ?? own(exchange, error);
}

/** What the log is told of a script that failed. */
function explainFailure(
  error: HttpError,
  id: string,
  status: Status | null,
): Explanation | null {
  const explained = explain(error, id);
  if (explained) status?.failed(explained);
  return explained && explanationNote(explained);
}

/** What goes on, where somebody wants to know. */
function measure(
  { status, runner, workers }: Plan,
  { others }: ThreadTools,
): Status | null {
  const software = runner.software ?? "Gatehouse";
  return status ? serverStatus({ software, threads: workers, others }) : null;
}

/** Which hosts this is, and whose word counts for it. */
function entranceOf(plan: Plan, { address }: ThreadTools) {
  const { host, hosts: names, trusted } = plan;
  const rule = hostRule({ names, host, address, tls: plan.tls !== null });
  return { trusted, ...(rule && { host: rule }) };
}

/** Makes the handler of one serving thread. */
function compose(plan: Plan, tools: ThreadTools): Composition {
  const status = measure(plan, tools);
  const traces = telemetry(plan.runner.software ?? "");
  const endings = scriptEndings(status?.failed);
  const runner = scriptRunner({
    ...plan.runner,
    environment: { ...plan.runner.environment, ...tools.mark },
    endTree: tools.endTree,
    connections: tools.connections,
    ...(plan.workers > 1 && { places: tools.places }),
    ...observedBy([status, traces].flatMap((one) => one?.observer ?? [])),
    afterwards: endings.ended,
  });
  const journal = status?.counted(tools.journal) ?? tools.journal;
  const { before, amend } = rules(plan.rules);
  const recording = plan.record === null
    ? runner
    : recordingRunner(runner, plan.record, endings);
  const live = followFiles(plan, tools, endings);
  const applications = connectApplications(plan, tools);
  const mounted = mounts(plan, recording, live, status, applications);
  const entrance = entranceOf(plan, tools);
  const handler = composeHandler(mounted, {
    ...entrance,
    ...(plan.access ? { guard: accessRules(plan.access) } : {}),
    before(exchange) {
      traces?.identify(exchange);
      return tools.admit(exchange) ?? before(exchange);
    },
    amend,
    errorPage: errorPage(plan, live),
    explain: (error, id) => explainFailure(error, id, status),
    journal: traces?.noted(journal) ?? journal,
    address: tools.address,
  });
  const stop = () => {
    live?.stop();
    status?.stop();
  };
  const close = async () => {
    await Promise.all([runner.end(), applications.close()]);
  };
  return {
    ...{ handler, entrance, stop, close },
    ...(status && { account: status.account }),
  };
}

if ("DedicatedWorkerGlobalScope" in globalThis) serveThread(compose);
else if (Deno.args[0] === SCRIPT_COMMAND) await runScript(Deno.args.slice(1));
else if (import.meta.main) {
  Deno.exit(await runCommand(Deno.args, import.meta.url));
}
