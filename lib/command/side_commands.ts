import { parseArgs } from "node:util";
import type { CommandLine } from "../options/mod.ts";
import { parseCommandLine } from "../options/mod.ts";
import type { Plan } from "../site/plan.ts";
import type { Site } from "../site/site.ts";

/** What a sub-command printed to standard output, and its exit code. */
export interface Outcome {
  readonly text: string;
  readonly exitCode: number;
}

/** What a site and its options make, as for serving. Throws `SiteFault`. */
export type PlanSite = (line: CommandLine) => { plan: Plan; site: Site };

/** `gatehouse check [ROOT] [--json] [--run]`, with the options that the site is served with. */
export async function checkCommand(
  args: readonly string[],
  planSite: PlanSite,
): Promise<Outcome | { readonly faults: readonly string[] }> {
  const { check } = await import("../check/mod.ts");
  const own = ["--json", "--run"];
  const line = parseCommandLine(args.filter((word) => !own.includes(word)));
  if (line.faults.length > 0) return { faults: line.faults };
  const { plan } = planSite(line);
  return await check({
    root: plan.files.root,
    mounts: plan.scripts,
    runner: plan.runner,
    extensions: plan.rootScripts?.extensions ?? [],
    hidden: plan.files.hidden ?? false,
    followLinks: plan.files.followLinks ?? false,
    run: args.includes("--run"),
    json: args.includes("--json"),
  });
}

/** `gatehouse config [ROOT] [--json | --schema]`, with the options that the site is served with. */
export async function configCommand(
  args: readonly string[],
  planSite: PlanSite,
): Promise<Outcome | { readonly faults: readonly string[] }> {
  if (args.includes("--schema")) {
    const { configSchema } = await import("../options/schema.ts");
    return { text: JSON.stringify(configSchema(), null, 2), exitCode: 0 };
  }
  const { effectiveSettings, settingsText } = await import(
    "./config_report.ts"
  );
  const line = parseCommandLine(args.filter((word) => word !== "--json"));
  if (line.faults.length > 0) return { faults: line.faults };
  const all = effectiveSettings(line, planSite(line).site);
  const text = args.includes("--json")
    ? JSON.stringify(all, null, 2)
    : settingsText(all);
  return { text, exitCode: 0 };
}

/** `gatehouse init [DIR] [--lang LANGUAGE]`. */
export async function initCommand(
  args: readonly string[],
): Promise<Outcome | { readonly faults: readonly string[] }> {
  const { init, LANGUAGES } = await import("../starter/mod.ts");
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: { lang: { type: "string" } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const faults = tokens.flatMap((token) =>
    token.kind === "option" && token.name !== "lang"
      ? [`${token.rawName} is not an option of init; there is --lang`]
      : []
  );
  if (positionals.length > 1) faults.push("init takes one folder");
  if (values["lang"] === true) {
    faults.push(`--lang needs a value: ${LANGUAGES.join(", ")}`);
  }
  if (faults.length > 0) return { faults };
  const language = values["lang"] ?? "js";
  return init({ folder: positionals[0] ?? ".", language: String(language) });
}

/** `gatehouse completions SHELL`. */
export async function completionsCommand(
  args: readonly string[],
): Promise<Result> {
  const { completions, SHELLS } = await import("../options/completions.ts");
  const shell = SHELLS.find((name) => name === args[0]);
  if (shell !== undefined && args.length === 1) {
    return { text: completions(shell), exitCode: 0 };
  }
  return { faults: [`completions needs a shell: ${SHELLS.join(", ")}`] };
}

/** Lends the plan of a site, as it is served, for as long as it is used. Throws `SiteFault`. */
export type WithSite = <T>(
  line: CommandLine,
  use: (plan: Plan) => Promise<T>,
) => Promise<T>;

type Result = Outcome | { readonly faults: readonly string[] };

/** `gatehouse run SCRIPT [REQUEST] [--data TEXT] [--header 'NAME: VALUE']…`, with the options that the site is served with. */
export async function runScriptCommand(
  args: readonly string[],
  withSite: WithSite,
): Promise<Result> {
  const { runTrial } = await import("../trial/mod.ts");
  const { own, rest, faults } = ownOptions(args, ["data", "header"]);
  const line = parseCommandLine(rest);
  const [file, request = "", ...others] = line.words;
  const all = [...faults, ...line.faults];
  if (file === undefined) {
    all.push("run needs a script: gatehouse run cgi-bin/hello.py 'GET /?a=1'");
  }
  if (others.length > 0) all.push("run takes a script and one request");
  if (all.length > 0 || file === undefined) return { faults: all };
  return await withSite({ ...line, words: [] }, (plan) =>
    runTrial({
      root: plan.files.root,
      mounts: plan.scripts,
      runner: plan.runner,
      file,
      request,
      data: own["data"]?.at(-1) ?? null,
      fields: own["header"] ?? [],
    }));
}

/** `gatehouse replay DIR|FILE [--url URL]`, with the options that the site is served with. */
export async function replayCommand(
  args: readonly string[],
  withSite: WithSite,
): Promise<Result> {
  const { replay } = await import("../trial/replay.ts");
  const { own, rest, faults } = ownOptions(args, ["url"]);
  const line = parseCommandLine(rest);
  const [path, ...others] = line.words;
  const url = own["url"]?.at(-1) ?? null;
  const all = [...faults, ...line.faults];
  if (path === undefined || others.length > 0) {
    all.push("replay takes one folder of records, or one record");
  }
  if (url !== null && !URL.canParse(url)) {
    all.push(`--url: ${JSON.stringify(url)} is not a URL`);
  }
  if (all.length > 0 || path === undefined) return { faults: all };
  return await withSite(
    { ...line, words: [] },
    ({ runner }) => replay({ path, url, runner }),
  );
}

/** Takes the options that a sub-command has for itself, each with a value, out of its words. */
function ownOptions(args: readonly string[], names: readonly string[]): {
  readonly own: Readonly<Record<string, readonly string[]>>;
  readonly rest: readonly string[];
  readonly faults: readonly string[];
} {
  const own: Record<string, string[]> = {};
  const rest: string[] = [];
  const faults: string[] = [];
  const words = args.values();
  for (const word of words) {
    const [, name = "", joined] = /^--([a-z]+)(?:=([^]*))?$/.exec(word) ?? [];
    if (!names.includes(name)) rest.push(word);
    else {
      const value = joined ?? words.next().value;
      if (value === undefined) faults.push(`--${name} needs a value`);
      else (own[name] ??= []).push(value);
    }
  }
  return { own, rest, faults };
}
