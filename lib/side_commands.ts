import { parseArgs } from "node:util";
import type { CommandLine } from "./options/mod.ts";
import { parseCommandLine } from "./options/mod.ts";
import type { Plan } from "./plan.ts";
import type { Site } from "./site.ts";

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
  const { check } = await import("./check/mod.ts");
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
    const { configSchema } = await import("./options/schema.ts");
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
  const { init, LANGUAGES } = await import("./starter/mod.ts");
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
