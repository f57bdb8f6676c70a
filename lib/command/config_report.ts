import { basename } from "node:path";
import type { CommandLine, OptionName } from "../options/mod.ts";
import { type Setting, settings } from "../options/settings.ts";
import type { Site } from "../site/site.ts";

/** A site's effective settings, each with where it came from. */
export function effectiveSettings(
  { values, given, words }: CommandLine,
  site: Site,
): Setting[] {
  const { file, lines, root } = site.configuration;
  const name = file === null ? "" : basename(file);
  const from = (option: OptionName) => {
    if (given.has(option)) return "command line";
    const line = lines[option];
    return line === undefined ? "default" : `${name}:${line}`;
  };
  const rootFrom = words.length > 0
    ? "command line"
    : root === null
    ? "default"
    : name;
  const config = {
    name: "config",
    value: file,
    from: given.has("config") ? "command line" : "default",
  };
  return [
    { name: "root", value: site.root, from: rootFrom },
    config,
    ...settings(values, from).filter(({ name }) => name !== "config"),
    ...Object.entries(site.configuration.rules)
      .filter(([, rules]) => rules.length > 0)
      .map(([list, rules]: [string, readonly unknown[]]) => ({
        name: list,
        value: rules.map((rule) => JSON.stringify(rule)),
        from: name,
      })),
  ];
}

/** The settings as lines of three columns; an option with several values has several lines. */
export function settingsText(all: readonly Setting[]): string {
  const rows = all.flatMap(({ name, value, from }) => {
    const values = Array.isArray(value) && value.length > 0 ? value : [value];
    return values.map((one) => ({ name, value: shown(one), from }));
  });
  const width = (column: "name" | "value") =>
    Math.min(40, Math.max(...rows.map((row) => row[column].length)));
  const [names, values] = [width("name"), width("value")];
  return rows.map(({ name, value, from }) =>
    `${name.padEnd(names)}  ${value.padEnd(values)}  ${from}\n`
  ).join("");
}

function shown(value: Setting["value"]): string {
  if (value === null || Array.isArray(value)) return "-";
  return String(value);
}
