import project from "../deno.json" with { type: "json" };
import { endTree } from "./cgi/mod.ts";
import { environment } from "./platform/environment.ts";
import { urlOf } from "./command/startup.ts";
import { threadPermissions } from "./supervision/grants.ts";
import {
  makeFolders,
  makeRecordFolder,
  removeFolders,
} from "./site/folders.ts";
import {
  type CommandLine,
  commonHelp,
  HELP_TOPICS,
  nearestWord,
  parseCommandLine,
  topicHelp,
} from "./options/mod.ts";
import { packedOptions } from "./site/pack.ts";
import { makePlan, type Plan } from "./site/plan.ts";
import {
  checkCommand,
  completionsCommand,
  configCommand,
  initCommand,
  type Outcome,
  replayCommand,
  runScriptCommand,
} from "./command/side_commands.ts";
import { StartError, supervise } from "./server.ts";
import { temporaryFolder } from "./site/temporary.ts";
import { findSite, type Site, SiteFault } from "./site/site.ts";

export type { Plan } from "./site/plan.ts";

/** The exit code of a command line that makes no sense. */
const USAGE = 2;

/** A sub-command: its words, and the module that serving threads run. Settles with the exit code. */
type Command = (args: readonly string[], entry: string) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  help: async ([topic]) => topic === "man" ? await manual() : help(topic),
  completions: async (args) => finish(await completionsCommand(args)),
  check: async (args) => finish(await checkCommand(args, planSite)),
  config: async (args) => finish(await configCommand(args, planSite)),
  init: async (args) => finish(await initCommand(args)),
  run: async (args) => finish(await runScriptCommand(args, withSite)),
  replay: async (args) => finish(await replayCommand(args, withSite)),
};

/** Runs what the command line asks for, to its end. Settles with the exit code. */
export async function runCommand(
  args: readonly string[],
  entry: string,
): Promise<number> {
  const [first = "", ...rest] = args;
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (command && (rest[0] === "-h" || rest.includes("--help"))) {
    return help(first);
  }
  try {
    return await (command?.(rest, entry) ?? serve(args, entry));
  } catch (error) {
    if (error instanceof StartError) return refuse([error.message], 1);
    if (error instanceof SiteFault) return refuse(error.faults, 1);
    throw error;
  }
}

/** What somebody may have meant whose first word is neither a command nor a folder. */
function meant(word: string): string[] {
  const near = /^[a-z]{3,}$/i.test(word)
    ? nearestWord(word.toLowerCase(), Object.keys(COMMANDS))
    : undefined;
  return near === undefined
    ? []
    : [`did you mean the command ${near}? See gatehouse help commands`];
}

function help(topic: string | undefined): number {
  const text = topic === undefined ? commonHelp() : topicHelp(topic);
  if (text === undefined) {
    return refuse([
      `${topic} is not a topic; there are ${HELP_TOPICS.join(", ")}`,
    ]);
  }
  console.log(text);
  return 0;
}

async function manual(): Promise<number> {
  const { manPage } = await import("./options/man_page.ts");
  console.log(manPage(project.version).trimEnd());
  return 0;
}

/** What did not succeed is told on standard error, unless it is a report. */
function finish(
  outcome: Outcome | { readonly faults: readonly string[] },
): number {
  if ("faults" in outcome) return refuse(outcome.faults);
  console.log(outcome.text.trimEnd());
  return outcome.exitCode;
}

function refuse(faults: readonly string[], code = USAGE): number {
  for (const fault of faults) console.error(`gatehouse: ${fault}`);
  return code;
}

async function serve(args: readonly string[], entry: string): Promise<number> {
  const line = parseCommandLine([...packedOptions(), ...args]);
  if (line.values.help) return help(undefined);
  if (line.values.version) {
    console.log(`gatehouse ${project.version} (Deno ${Deno.version.deno})`);
    return 0;
  }
  const site = siteOf(line);
  if ("faults" in site) {
    const hints = site.code === USAGE ? [] : meant(line.words[0] ?? "");
    return refuse([...site.faults, ...hints], site.code);
  }
  try {
    return await serveSite(line, site, entry, () => planAgain(args, site));
  } finally {
    removeFolders(site);
  }
}

/** Faults of the command line and of what it names are told together. */
function siteOf(
  line: CommandLine,
): Site | { faults: readonly string[]; code: number } {
  try {
    const site = findSite(line);
    if (line.faults.length > 0) return { faults: line.faults, code: USAGE };
    return makeFolders(site, line.values.data);
  } catch (error) {
    if (!(error instanceof SiteFault)) throw error;
    const usage = line.faults.length > 0 || line.words.length > 1;
    const code = usage ? USAGE : 1;
    return { faults: [...line.faults, ...error.faults], code };
  }
}

function planSite(line: CommandLine): { plan: Plan; site: Site } {
  const site = findSite(line);
  const plan = makePlan(line.values, site, environment, project.version);
  return { plan, site };
}

/**
 * The plan that the same command line makes now. Folders that were made for this run are kept.
 * Throws `SiteFault` with all that is wrong.
 */
function planAgain(args: readonly string[], before: Site): Plan {
  const line = parseCommandLine([...packedOptions(), ...args]);
  const found = findSite(line);
  const scripts = before.origin === "given" ? found.scripts : before.scripts;
  const data = line.values.data ?? before.data;
  const site = makeFolders({ ...found, scripts, origin: "given" }, data);
  const plan = makePlan(line.values, site, environment, project.version);
  if (plan.record !== null) makeRecordFolder(plan.record);
  return plan;
}

/** Lends the plan of a site as it is served, with the folders that its scripts find. */
async function withSite<T>(
  line: CommandLine,
  use: (plan: Plan) => Promise<T>,
): Promise<T> {
  const site = makeFolders(findSite(line), line.values.data);
  try {
    return await use(makePlan(line.values, site, environment, project.version));
  } finally {
    removeFolders(site);
  }
}

async function serveSite(
  { values }: CommandLine,
  site: Site,
  entry: string,
  reload: () => Plan,
): Promise<number> {
  const plan = makePlan(values, site, environment, project.version);
  if (plan.record !== null) makeRecordFolder(plan.record);
  await supervise(plan, {
    entry,
    endTree,
    reload,
    permissions: (address, plan) =>
      threadPermissions(plan, address, {
        entry,
        temporary: temporaryFolder(),
      }),
    version: project.version,
    async onListening(address, adminPort) {
      // To look at the scripts takes a good part of the program, and nobody who asks for a file waits for it.
      const { greeting } = await import("./command/greeting.ts");
      console.error(greeting(plan, site, address, project.version));
      if (plan.admin && adminPort !== undefined) {
        const at = urlOf(plan.admin.hostname, adminPort, false);
        console.error(`  admin    ${at}-/metrics`);
      }
    },
  });
  return 0;
}
