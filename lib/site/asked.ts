import { resolve } from "node:path";
import type { OptionName, OptionValues } from "../options/mod.ts";
import { type Configuration, saidAs } from "./configuration.ts";

/** The settings, who said them, and what is found wrong with them. */
export interface Asked {
  readonly values: OptionValues;
  readonly configuration: Configuration;
  readonly faults: string[];
}

/** How an option was said, for a message. */
export function said(option: OptionName, { configuration }: Asked): string {
  return saidAs(option, configuration);
}

/** The real path of what must be there; a fault where it is not. */
export function existing(
  path: string,
  what: string,
  faults: string[],
): string | null {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    const place = resolve(path);
    const fault = error instanceof Deno.errors.NotFound
      ? `there is no ${place}`
      : `${place} cannot be read: ${reason(error)}`;
    faults.push(`${what}: ${fault}`);
    return null;
  }
}

/** Why the system refuses something, for a message; where it is Deno that does, the permission that it lacks. */
export function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    const [flag = "more permissions"] = /--allow-\w+/.exec(error.message) ?? [];
    return `run Deno with ${flag}`;
  }
  return error instanceof Error ? error.message : String(error);
}
