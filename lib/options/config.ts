import { resolve } from "node:path";
import {
  type ConfigRules,
  isObject,
  type Json,
  NO_RULES,
  type PlacelessFault,
  readRules,
  RULE_LISTS,
} from "./config_rules.ts";
import { type JsonFault, pointerTo, readJson } from "./json.ts";
import { nearestWord } from "./nearest.ts";
import type { Row } from "./row.ts";
import {
  optionFlag,
  type OptionName,
  OPTIONS,
  type OptionValues,
} from "./table.ts";
import { takeInto } from "./take.ts";

export type { ConfigRules } from "./config_rules.ts";

/** What a configuration file holds, and what is wrong with it. */
export interface Config extends ConfigRules {
  /** The folder to serve, absolute, or `null` where the file does not say. */
  readonly root: string | null;
  readonly faults: readonly JsonFault[];
  /** The line of each option that the file says and the command line does not. */
  readonly lines: ReadonlyMap<OptionName, number>;
}

/** Options that make no sense in a file. */
const NEVER: readonly string[] = ["config", "help", "version"];

/** The options that a file can say, by how it writes them. */
export const CONFIG_OPTIONS: ReadonlyMap<string, OptionName> = new Map(
  (Object.keys(OPTIONS) as OptionName[])
    .filter((name) => !NEVER.includes(name))
    .map((name) => [optionFlag(name), name]),
);

/**
 * Reads a configuration file's text into `values`, but for the options that the command line gave.
 * It finds every fault, each with its line and a JSON pointer (RFC 6901), and throws nothing.
 * Paths are relative to `base`, the file's own folder.
 */
export function readConfig(
  text: string,
  values: OptionValues,
  given: ReadonlySet<OptionName>,
  base = "",
): Config {
  const { value, faults: broken, lineOf } = readJson(text);
  const faults: PlacelessFault[] = [];
  const lines = new Map<OptionName, number>();
  const lists: Partial<ConfigRules> = {};
  let root: string | null = null;
  for (const [key, inner] of members(value, faults)) {
    const list = RULE_LISTS.find((name) => name === key);
    const option = CONFIG_OPTIONS.get(key);
    if (key === "root") root = readRoot(inner, base, faults);
    else if (list) {
      Object.assign(lists, { [list]: readRules(list, inner, faults) });
    } else if (option === undefined) faults.push(unknownKey(key));
    else if (!given.has(option)) {
      lines.set(option, lineOf(pointerTo("", key)));
      readSetting(option, inner, base, values, faults);
    }
  }
  const placed = faults.map((fault) => ({
    line: lineOf(fault.pointer),
    ...fault,
  }));
  return { ...NO_RULES, ...lists, root, lines, faults: [...broken, ...placed] };
}

function members(
  value: unknown,
  faults: PlacelessFault[],
): [string, unknown][] {
  if (value === undefined) return [];
  if (isObject(value)) {
    return Object.entries(value).filter(([key]) => key !== "$schema");
  }
  faults.push({ pointer: "", reason: "does not hold a JSON object" });
  return [];
}

function readRoot(
  value: unknown,
  base: string,
  faults: PlacelessFault[],
): string | null {
  if (typeof value === "string" && value !== "") return resolve(base, value);
  faults.push({ pointer: "/root", reason: "is not the path of a folder" });
  return null;
}

function unknownKey(key: string): PlacelessFault {
  const known = [...CONFIG_OPTIONS.keys(), "root", ...RULE_LISTS];
  const near = nearestWord(key, known);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  const reason = NEVER.includes(key)
    ? "belongs on the command line"
    : `is not an option${hint}`;
  return { pointer: pointerTo("", key), reason };
}

/** One thing that was written, and where. */
interface Written {
  readonly pointer: string;
  /** `null` where it cannot be any option's value. */
  readonly text: string | null;
  readonly value: unknown;
}

function readSetting(
  option: OptionName,
  value: unknown,
  base: string,
  values: OptionValues,
  faults: PlacelessFault[],
): void {
  const row = OPTIONS[option] as Row<unknown>;
  for (const written of writtenFor(row, optionFlag(option), value)) {
    const fault = written.text === null
      ? expected(row)
      : takeInto(values, option, placed(row, written.text, base));
    if (fault !== null) {
      const shown = JSON.stringify(written.value);
      faults.push({ pointer: written.pointer, reason: `${shown} ${fault}` });
    }
  }
}

function expected({ kind }: Row<unknown>): string {
  if (kind === "switch") return "is not true or false";
  return kind === "one"
    ? "is not one text or number"
    : "is not a text, nor a list or object of texts";
}

/** Whether an option's one value is words with commas between them, which a file can write as a list. */
export function isWordList({ kind, value }: Row<unknown>): boolean {
  return kind === "one" && /^(?:LIST|NAMES|NETWORKS)$/.test(value ?? "");
}

/** Whether an option's values are pairs of a name and a value, which a file can write as an object. */
export function isPairs({ kind, value }: Row<unknown>): boolean {
  return kind === "many" && /[=:]/.test(value ?? "");
}

/** A list is several values, an object several pairs: `{"A": "1"}` is `A=1`. */
function writtenFor(
  row: Row<unknown>,
  flag: string,
  value: unknown,
): Written[] {
  const pointer = pointerTo("", flag);
  if (isWordList(row) && Array.isArray(value)) {
    const words = value.map(asText);
    const text = words.includes(null) ? null : words.join(",");
    return [{ pointer, text, value }];
  }
  if (row.kind === "many" && Array.isArray(value)) {
    return value.map((inner: unknown, index) => ({
      pointer: pointerTo(pointer, index),
      text: asText(inner),
      value: inner,
    }));
  }
  if (isPairs(row) && isObject(value)) return pairs(row, pointer, value);
  const right = (row.kind === "switch") === (typeof value === "boolean");
  return [{ pointer, text: right ? asText(value) : null, value }];
}

function pairs(row: Row<unknown>, pointer: string, pairs: Json): Written[] {
  const glue = row.value?.includes("=") ? "=" : ": ";
  return Object.entries(pairs).map(([name, value]) => {
    const word = asText(value);
    const text = word === null ? null : `${name}${glue}${word}`;
    return { pointer: pointerTo(pointer, name), text, value };
  });
}

function asText(value: unknown): string | null {
  return ["string", "number", "boolean"].includes(typeof value)
    ? String(value)
    : null;
}

/** A path in a file is relative to the file, wherever the server is started. */
function placed({ value }: Row<unknown>, text: string, base: string): string {
  if (base === "" || text === "") return text;
  if (value === "FILE" || value === "DIR") return resolve(base, text);
  const equals = text.indexOf("=");
  if (!/=(?:FILE|DIR)$/.test(value ?? "") || equals < 0) return text;
  const path = text.slice(equals + 1);
  return path === "" ? text : text.slice(0, equals + 1) + resolve(base, path);
}
