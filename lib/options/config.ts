import { nearestWord } from "./nearest.ts";
import {
  optionFlag,
  type OptionName,
  OPTIONS,
  type OptionValues,
} from "./table.ts";
import { takeInto } from "./take.ts";

/** What only a configuration file can say: lists of rules, in order. */
export interface ConfigRules {
  readonly redirects: readonly Redirect[];
  readonly rewrites: readonly Rewrite[];
  readonly fields: readonly PathFields[];
}

/** Sends clients elsewhere. */
export interface Redirect {
  readonly from: string;
  readonly to: string;
  /** 301, 302, 303, 307 or 308. */
  readonly status: number;
}

/** Answers one path with what another has. */
export interface Rewrite {
  readonly from: string;
  readonly to: string;
}

/** Fields for every response under a path. */
export interface PathFields {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a configuration file holds, and what is wrong with it. */
export interface Config extends ConfigRules {
  readonly faults: readonly string[];
}

/**
 * Reads a configuration file's text into `values`, but for the options that the command line gave.
 * It finds every fault, each with a JSON pointer (RFC 6901), and throws nothing.
 */
export function readConfig(
  text: string,
  values: OptionValues,
  given: ReadonlySet<OptionName>,
): Config {
  const faults: string[] = [];
  const config = { redirects: [], rewrites: [], fields: [], faults };
  const json = parseObject(text, faults);
  const lists: Partial<ConfigRules> = {};
  for (const [key, value] of Object.entries(json)) {
    if (key === "$schema") continue;
    if (key === "redirects" || key === "rewrites" || key === "fields") {
      Object.assign(lists, { [key]: readRules(key, value, faults) });
    } else readSetting(key, value, values, given, faults);
  }
  return { ...config, ...lists };
}

type Json = Record<string, unknown>;

function parseObject(text: string, faults: string[]): Json {
  try {
    const json: unknown = JSON.parse(text);
    if (isObject(json)) return json;
    faults.push("the file does not hold a JSON object");
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  return {};
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const NAMES = new Map(
  (Object.keys(OPTIONS) as OptionName[])
    .filter((name) => !["config", "help", "version"].includes(name))
    .map((name) => [optionFlag(name), name]),
);

function readSetting(
  key: string,
  value: unknown,
  values: OptionValues,
  given: ReadonlySet<OptionName>,
  faults: string[],
): void {
  const option = NAMES.get(key);
  if (option === undefined) {
    const near = nearestWord(key, [
      ...NAMES.keys(),
      "redirects",
      "rewrites",
      "fields",
    ]);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    return void faults.push(`/${key} is not an option${hint}`);
  }
  if (given.has(option)) return;
  for (const written of asTexts(option, value)) {
    const fault = written === null
      ? "is not a text, number, true, false, or a list of texts"
      : takeInto(values, option, written);
    if (fault !== null) {
      faults.push(`/${key}: ${JSON.stringify(value)} ${fault}`);
    }
  }
}

/** A list is several values, an object several pairs: `{"A": "1"}` is `A=1`. */
function asTexts(option: OptionName, value: unknown): (string | null)[] {
  if (Array.isArray(value)) {
    const words = value.map(asText);
    const single = option === "index" || option === "cgiExt";
    return single && !words.includes(null) ? [words.join(",")] : words;
  }
  if (isObject(value)) {
    const glue = option === "header" ? ": " : "=";
    return Object.entries(value).map(([name, inner]) => {
      const word = asText(inner);
      return word === null ? null : `${name}${glue}${word}`;
    });
  }
  return [asText(value)];
}

function asText(value: unknown): string | null {
  return ["string", "number", "boolean"].includes(typeof value)
    ? String(value)
    : null;
}

function readRules(key: string, value: unknown, faults: string[]): unknown[] {
  if (!Array.isArray(value)) {
    faults.push(`/${key} is not a list`);
    return [];
  }
  return value.flatMap((rule: unknown, index) => {
    const read = isObject(rule) ? READERS[key]?.(rule) : "is not an object";
    if (typeof read !== "string") return [read];
    faults.push(`/${key}/${index} ${read}`);
    return [];
  });
}

const STATUSES = [301, 302, 303, 307, 308];

/** Each reads one rule, or says what is wrong with it. */
const READERS: Readonly<Record<string, (rule: Json) => Json | string>> = {
  redirects({ from, to, status = 302 }) {
    if (!isPath(from)) return "has no `from` that begins with /";
    if (typeof to !== "string" || to === "") return "has no `to`";
    if (!STATUSES.includes(status as number)) {
      return `has a status other than ${STATUSES.join(", ")}`;
    }
    return { from, to, status };
  },
  rewrites({ from, to }) {
    if (!isPath(from)) return "has no `from` that begins with /";
    return isPath(to) ? { from, to } : "has no `to` that begins with /";
  },
  fields({ path, fields }) {
    if (!isPath(path)) return "has no `path` that begins with /";
    if (!isObject(fields)) return "has no `fields` with names and values";
    const bad = Object.entries(fields).find(([name, value]) =>
      !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ||
      typeof value !== "string" || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    );
    return bad
      ? `has a field that cannot be sent: ${JSON.stringify(bad[0])}`
      : { path, fields };
  },
};

function isPath(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("/");
}
