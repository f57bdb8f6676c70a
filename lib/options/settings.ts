import type { Row } from "./row.ts";
import {
  optionFlag,
  type OptionName,
  OPTIONS,
  type OptionValues,
} from "./table.ts";

/** What an option is set to, and who said so. */
export interface Setting {
  /** As on the command line, without the hyphens. */
  readonly name: string;
  /** As it would be written; several values are several texts, and a switch is `true` or `false`. */
  readonly value: string | number | boolean | null | readonly string[];
  /** Such as `default` or `gatehouse.json:3`. */
  readonly from: string;
}

/** Options that say nothing of how a site is served. */
const ASIDE: readonly string[] = ["help", "version"];

/** Every option as it is set. Values that may be secret are not in it. */
export function settings(
  values: OptionValues,
  from: (option: OptionName) => string,
): Setting[] {
  return (Object.keys(OPTIONS) as OptionName[])
    .filter((name) => !ASIDE.includes(name))
    .map((name) => ({
      name: optionFlag(name),
      value: written(OPTIONS[name] as Row<unknown>, values[name]),
      from: from(name),
    }));
}

function written(row: Row<unknown>, value: unknown): Setting["value"] {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => writtenItem(row, item));
  }
  if (typeof value === "number") {
    if (row.value === "TIME") return duration(value);
    if (row.value === "MODE") return value.toString(8);
    return row.value === "SIZE" ? size(value) : value;
  }
  if (typeof value === "boolean" || value === null) return value;
  if (row.secret) return HIDDEN;
  return typeof value === "object" ? addressText(value) : String(value);
}

/** An address and a port. */
function addressText(value: object): string {
  const [host = "", port] = Object.values(value).map(String);
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

const HIDDEN = "(not shown)";
/** Names of fields whose values are better not printed. */
const SECRET_NAME = /auth|cookie|key|pass|secret|token/i;

function writtenItem({ value, secret }: Row<unknown>, item: unknown): string {
  if (typeof item !== "object" || item === null) return String(item);
  const [name, ...rest] = Object.values(item).map((part: unknown) =>
    Array.isArray(part) ? part.join(" ") : String(part)
  );
  const glue = value?.includes("=") ? "=" : ": ";
  const hide = secret || (glue === ": " && SECRET_NAME.test(name ?? ""));
  return `${name}${glue}${hide ? HIDDEN : rest.join(" ")}`;
}

const TIMES = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], [
  "s",
  1000,
]] as const;

function duration(milliseconds: number): string {
  if (milliseconds === 0) return "0";
  const unit = TIMES.find(([, length]) => milliseconds % length === 0);
  return unit ? `${milliseconds / unit[1]}${unit[0]}` : `${milliseconds}ms`;
}

function size(bytes: number): string {
  const power = [3, 2, 1].find((power) => bytes % 1024 ** power === 0);
  if (bytes === 0 || power === undefined) return String(bytes);
  return `${bytes / 1024 ** power}${"KMG"[power - 1]}iB`;
}
