import { CONFIG_OPTIONS, isPairs, isWordList } from "./config.ts";
import { type ConfigRules, REDIRECT_STATUSES } from "./config_rules.ts";
import type { Row } from "./row.ts";
import { OPTIONS } from "./table.ts";

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

const TEXT: Schema = { type: "string", minLength: 1 };
const TEXTS: Schema = { type: "array", items: TEXT };

/** The forms of single values, by what stands for them in the help. */
const FORMS: Readonly<Record<string, Schema>> = {
  N: { type: "integer", minimum: 0 },
  TIME: {
    type: ["string", "number"],
    minimum: 0,
    pattern: "^\\s*\\d+(\\.\\d+)?\\s*([mM]?[sS]|[mMhHdDwW])?\\s*$",
  },
  MODE: { type: "string", pattern: "^0?[0-7]{3}$" },
  SIZE: {
    type: ["string", "integer"],
    minimum: 0,
    pattern: "^\\s*\\d+(\\.\\d+)?\\s*([kKmMgGtT]([iI]?[bB])?|[bB])?\\s*$",
  },
};

/** The JSON Schema (draft 2020-12) of `gatehouse.json`, made from the table of options. */
export function configSchema(): Schema {
  const options = [...CONFIG_OPTIONS].map(([flag, name]) => [
    flag,
    optionSchema(OPTIONS[name] as Row<unknown>),
  ]);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "gatehouse.json",
    description: "The configuration file of Gatehouse.",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string", description: "where this schema is" },
      root: { ...TEXT, description: "the folder to serve" },
      ...Object.fromEntries(options),
      ...RULES,
    },
  };
}

function optionSchema(row: Row<unknown>): Schema {
  return { description: row.help, ...valueSchema(row), ...initial(row) };
}

function valueSchema(row: Row<unknown>): Schema {
  if (row.kind === "switch") return { type: "boolean" };
  if (row.words) return { enum: row.words };
  if (isWordList(row)) return { oneOf: [TEXT, TEXTS] };
  if (isPairs(row)) return { oneOf: [TEXTS, PAIRS] };
  if (row.kind === "many") return { oneOf: [TEXT, TEXTS] };
  return FORMS[row.value ?? ""] ?? TEXT;
}

/** The value where the file says nothing, where a reader can make sense of it. */
function initial({ initial, value }: Row<unknown>): Schema {
  const plain = typeof initial === "boolean" || typeof initial === "string" ||
    (typeof initial === "number" && value === "N");
  return plain ? { default: initial } : {};
}

const PATH: Schema = { type: "string", pattern: "^/" };

const PAIRS: Schema = {
  type: "object",
  additionalProperties: { type: ["string", "number", "boolean"] },
};

/** A rule's members, the first ones needed. */
function rule(
  description: string,
  needed: Readonly<Record<string, Schema>>,
  more: Readonly<Record<string, Schema>> = {},
): Schema {
  const items = {
    type: "object",
    additionalProperties: false,
    required: Object.keys(needed),
    properties: { ...needed, ...more },
  };
  return { description, type: "array", items };
}

const RULES: Readonly<Record<keyof ConfigRules, Schema>> = {
  redirects: rule("send clients elsewhere", { from: PATH, to: TEXT }, {
    status: { enum: REDIRECT_STATUSES, default: 302 },
  }),
  rewrites: rule("answer one path with what another has", {
    from: PATH,
    to: PATH,
  }),
  fields: rule("fields for every response under a path", {
    path: PATH,
    fields: {
      type: "object",
      propertyNames: { pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" },
      additionalProperties: {
        type: "string",
        pattern: "^[\\t\\x20-\\x7e\\x80-\\xff]*$",
      },
    },
  }),
};
