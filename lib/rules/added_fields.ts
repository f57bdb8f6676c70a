import type { Fields } from "../http/exchange.ts";
import { isFieldName, isFieldValue, parseList } from "../http/fields.ts";

/** Fields that frame a message or belong to one connection: no rule may set them (RFC 9110 §7.6.1, §8.6). */
const FRAMING = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Fields of a configuration as they can be sent: valid, none that frames the message, names in lower case. */
export function sendable(fields: Readonly<Record<string, string>>): Fields {
  return Object.entries(fields)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name, value]) =>
      isFieldName(name) && isFieldValue(value) && !FRAMING.has(name)
    );
}

/** Sets fields: each replaces those of its name, but Vary, to which it adds, and Set-Cookie, of which there may be more. */
export function setFields(fields: Fields, added: Fields): Fields {
  const replaced = new Set(
    added.map(([name]) => name).filter((name) => !ADDS.has(name)),
  );
  const kept = fields.filter(([name]) => !replaced.has(name.toLowerCase()));
  return joinVary([...kept, ...added]);
}

const ADDS = new Set(["set-cookie", "vary"]);

/** Several Vary fields say what one with all their members says. */
function joinVary(fields: Fields): Fields {
  const isVary = ([name]: readonly [string, string]) =>
    name.toLowerCase() === "vary";
  if (fields.filter(isVary).length < 2) return fields;
  const members = fields.filter(isVary)
    .flatMap(([, value]) => parseList(value.toLowerCase()));
  return [
    ...fields.filter((field) => !isVary(field)),
    ["vary", [...new Set(members)].join(", ")],
  ];
}
