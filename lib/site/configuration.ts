import { basename, dirname, join, resolve } from "node:path";
import {
  type CommandLine,
  type ConfigRules,
  NO_RULES,
  optionFlag,
  type OptionName,
  readConfig,
} from "../options/mod.ts";
import { requireGrant } from "../platform/permission.ts";

/** What was read from `gatehouse.json`. */
export interface Configuration {
  /** Its absolute path, or `null` where there is none. */
  readonly file: string | null;
  /** The folder to serve, absolute, or `null` where the file does not say. */
  readonly root: string | null;
  readonly rules: ConfigRules;
  /** The line of each option that the file decides. */
  readonly lines: Readonly<Partial<Record<OptionName, number>>>;
}

const NONE: Configuration = {
  file: null,
  root: null,
  rules: NO_RULES,
  lines: {},
};

/**
 * Finds and reads the configuration file: that of `--config`, or `gatehouse.json` in ROOT or beside it. What it
 * says is written into `line.values`; every fault is added to `faults` with file, line and JSON pointer.
 */
export function loadConfiguration(
  { values, given }: CommandLine,
  root: string,
  faults: string[],
): Configuration {
  const found = values.config ?? [root, dirname(root)]
    .map((folder) => join(folder, "gatehouse.json")).find(isFile);
  if (found === undefined) return NONE;
  const file = resolve(found);
  const text = readText(file, faults);
  if (text === null) return NONE;
  const config = readConfig(text, values, given, dirname(file));
  for (const { line, pointer, reason } of config.faults) {
    const place = pointer === "" ? "" : `${pointer} `;
    faults.push(`${basename(file)}:${line}: ${place}${reason}`);
  }
  const { redirects, rewrites, fields } = config;
  return {
    file,
    root: config.root,
    rules: { redirects, rewrites, fields },
    lines: Object.fromEntries(config.lines),
  };
}

/** How an option was said, for a message: `--cgi-dir`, or the line of the file. */
export function saidAs(
  option: OptionName,
  configuration: Configuration,
): string {
  const { file, lines } = configuration;
  const line = lines[option];
  const flag = optionFlag(option);
  return file === null || line === undefined
    ? `--${flag}`
    : `${basename(file)}:${line}: /${flag}`;
}

function readText(file: string, faults: string[]): string | null {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no"
      : "cannot read";
    faults.push(`--config: ${why} ${file}`);
    return null;
  }
}

function isFile(path: string): boolean {
  try {
    requireGrant({ name: "read", path });
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
