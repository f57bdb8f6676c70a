import { resolve } from "node:path";
import type { AccessOptions } from "../access/mod.ts";
import {
  accessPlan,
  type ApplicationPlan,
  applicationPlans,
} from "./applications.ts";
import { denoCache } from "../cgi/javascript.ts";
import type { RunnerOptions } from "../cgi/options.ts";
import { shareOf } from "../gateway/limits.ts";
import type { Network } from "../http/network.ts";
import type { OptionValues } from "../options/mod.ts";
import type { RulesOptions } from "../rules/mod.ts";
import type { ThreadPlan } from "../serve.ts";
import type { ServerPlan } from "../server.ts";
import type { ScriptMount, Site } from "./site.ts";
import type { StaticOptions } from "../static/options.ts";
import { isScript } from "./withheld.ts";
import { workerCounts } from "./workers.ts";

/** Scripts among the files of ROOT. */
export interface RootScripts {
  readonly root: string;
  readonly extensions: readonly string[];
  /** Names of index files, scripts among them, best first. */
  readonly index: readonly string[];
}

/** Scripts at a path, and how many of them may run at once, if that is limited. */
export interface LimitedMount extends ScriptMount {
  readonly maxScripts?: number;
}

/** All that a serving thread must know; plain values, so that they can be handed over. */
export interface Plan extends ServerPlan, ThreadPlan {
  readonly files: Omit<StaticOptions, "withhold">;
  readonly mostWorkers: number;
  /** Files and folders, absolute, that are never content. */
  readonly withheld: readonly string[];
  readonly runner: Omit<
    RunnerOptions,
    "endTree" | "connections" | "observer" | "others" | "places"
  >;
  readonly scripts: readonly LimitedMount[];
  readonly rootScripts: RootScripts | null;
  readonly fallback: { readonly file: string } | null;
  /** Applications that run by themselves. */
  readonly applications: readonly ApplicationPlan[];
  /** Who may come; `null` where everybody may. */
  readonly access: AccessOptions | null;
  readonly rules: RulesOptions;
  /** Networks of proxies that may speak for their clients. */
  readonly trusted: readonly Network[];
  /** Names that the server may be called by besides those of the loopback. */
  readonly hosts: readonly string[];
  /** Whether failing scripts are explained to clients at this machine. */
  readonly dev: boolean;
  /** Whether `/-/status` tells what goes on. */
  readonly status: boolean;
  /** Where requests that fail are kept, absolute, or `null`. */
  readonly record: string | null;
}

/** Makes a plan of options and what was found. `environment` is the server's own. */
export function makePlan(
  values: OptionValues,
  site: Site,
  environment: (name: string) => string | undefined,
  version: string,
): Plan {
  const extensions = values.noCgi ? [] : values.cgiExt;
  const index = values.index ?? defaultIndex(extensions);
  const runner = runnerOptions(values, site, environment, version);
  const counts = workerCounts(values);
  return {
    host: values.host,
    port: values.port,
    socketMode: values.socketMode,
    tls: site.tls,
    httpsRedirect: values.httpsRedirect,
    ...counts,
    drain: values.drain,
    drainDelay: values.drainDelay,
    admin: values.admin,
    places: {
      running: values.maxScripts,
      waiting: values.maxQueue,
      client: runner.maxClientScripts ?? 0,
    },
    clientTimeout: values.clientTimeout,
    maxClientConnections: values.maxClientConnections,
    maxRequests: Math.ceil(values.maxRequests / counts.workers),
    logFormat: values.logFormat,
    logFile: values.logFile === null ? null : resolve(values.logFile),
    errorFile: values.errorFile === null ? null : resolve(values.errorFile),
    files: fileOptions(values, site, index, extensions),
    withheld: [
      ...site.withheld,
      ...values.users.map(({ file }) => resolve(file)),
    ],
    runner,
    applications: values.noCgi ? [] : applicationPlans(
      values,
      site.root,
      sharedOptions(runner, counts.workers),
    ),
    access: accessPlan(values),
    scripts: site.scripts.map((scripts) => limited(scripts, values)),
    rootScripts: values.noCgi ? null : { root: site.root, extensions, index },
    fallback: site.fallbackScript === null
      ? null
      : { file: site.fallbackScript },
    rules: ruleOptions(values, site),
    trusted: site.trusted,
    hosts: values.allowHost,
    dev: values.dev,
    status: values.status,
    record: values.record === null ? null : resolve(values.record),
  };
}

function limited(
  scripts: ScriptMount,
  { mountScripts }: OptionValues,
): LimitedMount {
  const limit = mountScripts.find(({ mount }) => mount === scripts.mount);
  return limit === undefined ? scripts : { ...scripts, maxScripts: limit.most };
}

/** Pages first: for GET, a script answers only where there is no page. */
function defaultIndex(extensions: readonly string[]): string[] {
  const scripts = extensions.map((extension) => `index${extension}`);
  return ["index.html", "index.htm", ...scripts];
}

function fileOptions(
  values: OptionValues,
  site: Site,
  index: readonly string[],
  extensions: readonly string[],
): Plan["files"] {
  return {
    root: site.root,
    index: index.filter((name) => !isScript(name, extensions)),
    // A script for whatever has no answer of its own answers for a folder without an index too.
    listing: !values.noListing && site.fallbackScript === null,
    hidden: values.hidden,
    followLinks: values.followLinks,
    mime: Object.fromEntries(values.mime),
    maxAge: values.cache === null ? null : Math.round(values.cache / 1000),
    cleanUrls: values.cleanUrls,
    spa: values.spa,
    cacheSize: values.cacheSize,
    compress: !values.noCompress,
    scripts: site.scripts[0]?.mount ?? null,
  };
}

function runnerOptions(
  values: OptionValues,
  site: Site,
  environment: (name: string) => string | undefined,
  version: string,
): Plan["runner"] {
  const path = environment("PATH");
  const passed = values.passEnv.flatMap((name) => {
    const value = environment(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    documentRoot: site.root,
    interpreters: {
      ...(values.allowBat ? BATCH : {}),
      ...Object.fromEntries(values.interpreter),
    },
    environment: {
      ...(path ? { PATH: path } : {}),
      ...Object.fromEntries(passed),
      ...Object.fromEntries(values.env),
    },
    passAuthorization: values.cgiPassAuth,
    timeout: values.cgiTimeout,
    silence: values.cgiSilence,
    grace: values.cgiGrace,
    maxScripts: values.maxScripts,
    maxQueue: values.maxQueue,
    maxClientScripts: values.maxClientScripts ?? shareOf(values.maxScripts),
    maxBody: values.maxBody,
    queryArguments: values.cgiArgs,
    sendfile: values.sendfile,
    software: `Gatehouse/${version}`,
    user: values.cgiUser,
    dataDirectory: site.data,
    javascriptCache: denoCache(environment),
  };
}

/** Security: only for who asks for it, since the command interpreter reads more into its arguments than is meant. */
const BATCH = { ".bat": ["cmd.exe", "/c"], ".cmd": ["cmd.exe", "/c"] };

/** What applications have in common with scripts; their environment is their own. */
function sharedOptions(runner: Plan["runner"], workers: number) {
  const { documentRoot, passAuthorization, timeout, silence, maxBody } = runner;
  const { maxQueue, software } = runner;
  // Each thread has connections of its own to them, and a queue for these.
  return {
    ...(documentRoot === undefined ? {} : { documentRoot }),
    ...(passAuthorization === undefined ? {} : { passAuthorization }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(silence === undefined ? {} : { silence }),
    ...(maxBody === undefined ? {} : { maxBody }),
    ...(maxQueue === undefined
      ? {}
      : { maxQueue: Math.ceil(maxQueue / workers) }),
    ...(software === undefined ? {} : { software }),
  };
}

function ruleOptions(values: OptionValues, { rules }: Site): RulesOptions {
  const everywhere = values.header.length === 0
    ? []
    : [{ path: "/*", fields: Object.fromEntries(values.header) }];
  const hsts = values.hsts === null ? [] : [{
    path: "/*",
    fields: {
      "Strict-Transport-Security": `max-age=${Math.round(values.hsts / 1000)}`,
    },
  }];
  return {
    redirects: rules.redirects,
    rewrites: rules.rewrites,
    fields: [...hsts, ...everywhere, ...rules.fields],
    cors: values.cors,
  };
}
