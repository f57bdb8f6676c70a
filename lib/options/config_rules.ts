import type { JsonFault } from "./json.ts";
import { pointerTo } from "./json.ts";

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

/** An object of a JSON text. */
export type Json = Record<string, unknown>;

/** A fault without its line, which the caller knows. */
export type PlacelessFault = Omit<JsonFault, "line">;

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** No rules at all. */
export const NO_RULES: ConfigRules = {
  redirects: [],
  rewrites: [],
  fields: [],
};

/** The names of the lists. */
export const RULE_LISTS = Object.keys(NO_RULES) as (keyof ConfigRules)[];

/** The status codes of a redirect (RFC 9110 §15.4). */
export const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];

/** Reads one list of rules; what is wrong is added to `faults`, and left out. */
export function readRules(
  list: keyof ConfigRules,
  value: unknown,
  faults: PlacelessFault[],
): unknown[] {
  const pointer = pointerTo("", list);
  if (!Array.isArray(value)) {
    faults.push({ pointer, reason: "is not a list" });
    return [];
  }
  return value.flatMap((rule: unknown, index) => {
    const place = pointerTo(pointer, index);
    const read = isObject(rule)
      ? unknownMember(list, rule) ?? READERS[list](rule)
      : { reason: "is not an object" };
    if (!isFault(read)) return [read];
    const at = read.member === undefined
      ? place
      : pointerTo(place, read.member);
    faults.push({ pointer: at, reason: read.reason });
    return [];
  });
}

/** What is wrong with a rule, and with which member of it. */
interface Fault {
  readonly reason: string;
  readonly member?: string;
}

function isFault(read: object): read is Fault {
  return "reason" in read;
}

/** The members that a rule of each list may have. */
const MEMBERS: Readonly<Record<keyof ConfigRules, readonly string[]>> = {
  redirects: ["from", "to", "status"],
  rewrites: ["from", "to"],
  fields: ["path", "fields"],
};

function unknownMember(list: keyof ConfigRules, rule: Json): Fault | undefined {
  const members = MEMBERS[list];
  const member = Object.keys(rule).find((name) => !members.includes(name));
  if (member === undefined) return undefined;
  return { member, reason: `is not one of ${members.join(", ")}` };
}

/** Each reads one rule, or says what is wrong with it. */
const READERS: Readonly<
  Record<keyof ConfigRules, (rule: Json) => object | Fault>
> = {
  redirects({ from, to, status = 302 }) {
    if (!isPath(from)) return { reason: "has no `from` that begins with /" };
    if (typeof to !== "string" || to === "") return { reason: "has no `to`" };
    if (!REDIRECT_STATUSES.includes(status as number)) {
      const reason = `is a status other than ${REDIRECT_STATUSES.join(", ")}`;
      return { member: "status", reason };
    }
    return { from, to, status };
  },
  rewrites({ from, to }) {
    if (!isPath(from)) return { reason: "has no `from` that begins with /" };
    if (!isPath(to)) return { reason: "has no `to` that begins with /" };
    return { from, to };
  },
  fields({ path, fields }) {
    if (!isPath(path)) return { reason: "has no `path` that begins with /" };
    if (!isObject(fields)) {
      return { reason: "has no `fields` with names and values" };
    }
    const bad = Object.entries(fields).find(([name, value]) =>
      !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ||
      typeof value !== "string" || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    );
    if (!bad) return { path, fields };
    const name = JSON.stringify(bad[0]);
    return {
      member: "fields",
      reason: `has a field that cannot be sent: ${name}`,
    };
  },
};

function isPath(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("/");
}
