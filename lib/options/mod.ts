import { parseArgs, type ParseArgsConfig } from "node:util";
import { nearestWord } from "./nearest.ts";
import type { Row } from "./row.ts";
import { takeInto } from "./take.ts";
import {
  optionFlag,
  type OptionName,
  OPTIONS,
  type OptionValues,
} from "./table.ts";

export { optionFlag, type OptionName, type OptionValues } from "./table.ts";
export { HELP_TOPICS } from "./commands.ts";
export { commonHelp, topicHelp } from "./help.ts";
export { nearestWord } from "./nearest.ts";
export { readConfig } from "./config.ts";
export { type ConfigRules, NO_RULES } from "./config_rules.ts";

/** What a command line says. */
export interface CommandLine {
  readonly values: OptionValues;
  /** The options that were really given. */
  readonly given: ReadonlySet<OptionName>;
  /** What is left: ROOT, or a sub-command and its own words. */
  readonly words: readonly string[];
  /** Every fault as a sentence; empty where all is well. */
  readonly faults: readonly string[];
}

/** The value of every option where none is given. */
export function initialValues(): OptionValues {
  return Object.fromEntries(
    Object.entries(OPTIONS).map(([name, row]) => [name, row.initial]),
  ) as OptionValues;
}

const NAMES = new Map(
  Object.keys(OPTIONS).map((name) => [optionFlag(name), name as OptionName]),
);

/** Habits from `python -m http.server`: another name for an option, or for ROOT, or nothing at all. */
const ALIASES: Readonly<Record<string, string>> = {
  bind: "host",
  directory: "directory",
  cgi: "cgi",
};

const CONFIG: NonNullable<ParseArgsConfig["options"]> = {
  ...Object.fromEntries(
    Object.entries(OPTIONS as Record<string, Row<unknown>>).map((
      [name, row],
    ) => [
      optionFlag(name),
      {
        type: row.value === null ? "boolean" as const : "string" as const,
        multiple: true,
        ...(row.short ? { short: row.short } : {}),
      },
    ]),
  ),
  bind: { type: "string" as const, short: "b", multiple: true },
  directory: { type: "string" as const, short: "d", multiple: true },
  cgi: { type: "boolean" as const, multiple: true },
};

/** Reads a command line; it finds every fault, not only the first, and throws nothing. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const tokens = tokensOf(args);
  const reading: Reading = {
    values: initialValues(),
    given: new Set(),
    words: [],
    faults: [],
  };
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "positional") {
      if (!wantsValue(tokens[index - 1])) readWord(reading, token.value);
    } else if (token.kind === "option") {
      readOption(reading, token.name, token.rawName, token.value);
    }
  }
  return reading;
}

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];

function tokensOf(args: readonly string[]): readonly Token[] {
  const { tokens } = parseArgs({
    args: [...args],
    options: CONFIG,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option" || token.inlineValue !== false) continue;
    if (!token.value.startsWith("--")) continue;
    // Its value was forgotten, and the next option taken for that.
    return tokensOf(args.toSpliced(token.index, 1, `--${token.name}=`));
  }
  return tokens;
}

/** Whether the word after this is a misspelt option's value, and so no ROOT. */
function wantsValue(before: Token | undefined): boolean {
  if (before?.kind !== "option" || before.value !== undefined) return false;
  const { name, rawName } = before;
  if (Object.hasOwn(CONFIG, name)) return false;
  const near = nearestOption(rawName);
  return near !== undefined && CONFIG[near]?.type === "string";
}

interface Reading extends CommandLine {
  readonly given: Set<OptionName>;
  readonly words: string[];
  readonly faults: string[];
}

/** A bare number is the port, as it always was; a folder with such a name is `./8080`. */
function readWord(reading: Reading, word: string): void {
  if (word === "") reading.faults.push("ROOT is empty");
  else if (/^\d+$/.test(word)) takeValue(reading, "port", "port", word);
  else reading.words.push(word);
}

function readOption(
  reading: Reading,
  name: string,
  rawName: string,
  value: string | undefined,
): void {
  const alias = ALIASES[name];
  if (alias === "cgi") return;
  if (alias === "directory") {
    if (value) reading.words.push(value);
    else reading.faults.push(`${rawName} needs a value: ${rawName} DIR`);
    return;
  }
  const option = NAMES.get(alias ?? name);
  if (option === undefined) reading.faults.push(unknownOption(rawName));
  else takeValue(reading, option, rawName, value);
}

/** The option that was meant, or the only one with that letter at its beginning. */
function nearestOption(rawName: string): string | undefined {
  const word = rawName.replace(/^-+/, "").toLowerCase();
  const options = Object.keys(CONFIG);
  if (word.length > 1) return nearestWord(word, options);
  const [only, ...others] = options.filter((name) => name.startsWith(word));
  return others.length === 0 ? only : undefined;
}

function unknownOption(rawName: string): string {
  const near = nearestOption(rawName);
  const hint = near === undefined
    ? "see gatehouse --help"
    : `did you mean --${near}?`;
  return `${rawName} is not an option; ${hint}`;
}

function takeValue(
  reading: Reading,
  option: OptionName,
  written: string,
  value: string | undefined,
): void {
  const row = OPTIONS[option] as Row<unknown>;
  if (row.value !== null && (value === undefined || value === "")) {
    reading.faults.push(`${written} needs a value: ${written} ${row.value}`);
    return;
  }
  const fault = takeInto(reading.values, option, value ?? "true");
  if (fault === null) reading.given.add(option);
  else reading.faults.push(`${written}: ${JSON.stringify(value)} ${fault}`);
}
