import { shellWord } from "../diagnosis/remedy.ts";
import { isSecret, MASK, maskQuery } from "./mask.ts";

/** Fields that `curl` sends by itself, or that only browsers have a use for. */
const LEFT_OUT =
  /^(?:HOST|CONNECTION|CONTENT_LENGTH|USER_AGENT|ACCEPT_ENCODING|ACCEPT_LANGUAGE|CACHE_CONTROL|PRAGMA|UPGRADE.*|SEC_.*|DNT|PRIORITY|TE|EXPECT|X_REQUEST_ID|HTTP2_SETTINGS)$/;

/** A `curl` command that repeats a request, from its meta-variables (RFC 3875 §4.1); secrets are masked. */
export function curlCommand(
  variables: Readonly<Record<string, string>>,
): string {
  const method = variables["REQUEST_METHOD"] ?? "GET";
  const words = ["curl", "-i"];
  if (method === "HEAD") words.push("--head");
  else if (method !== "GET") words.push("-X", shellWord(method));
  for (const [name, value] of fieldsOf(variables)) {
    words.push("-H", shellWord(`${name}: ${isSecret(name) ? MASK : value}`));
  }
  if (Number(variables["CONTENT_LENGTH"] ?? 0) > 0) {
    words.push("--data-binary", "@content");
  }
  words.push(shellWord(maskQuery(urlOf(variables))));
  return words.join(" ");
}

function fieldsOf(
  variables: Readonly<Record<string, string>>,
): [name: string, value: string][] {
  const fields: [string, string][] = [];
  const type = variables["CONTENT_TYPE"];
  if (type) fields.push(["Content-Type", type]);
  for (const [name, value] of Object.entries(variables)) {
    const field = /^HTTP_(.+)$/.exec(name)?.[1];
    if (field === undefined || LEFT_OUT.test(field)) continue;
    // What browsers say when somebody goes to a page; curl's own does as well.
    if (field === "ACCEPT" && /^(?:\*\/\*|text\/html\b.*)$/.test(value)) {
      continue;
    }
    fields.push([fieldName(field), value]);
  }
  return fields;
}

function fieldName(variable: string): string {
  return variable.toLowerCase().replace(
    /(^|_)([a-z])/g,
    (_, line: string, letter: string) => (line && "-") + letter.toUpperCase(),
  ).replaceAll("_", "-");
}

function urlOf(variables: Readonly<Record<string, string>>): string {
  const scheme = variables["REQUEST_SCHEME"] ??
    (variables["HTTPS"] === "on" ? "https" : "http");
  const host = variables["HTTP_HOST"] ??
    `${variables["SERVER_NAME"] ?? "localhost"}:${
      variables["SERVER_PORT"] ?? "80"
    }`;
  const query = variables["QUERY_STRING"]
    ? `?${variables["QUERY_STRING"]}`
    : "";
  const path = (variables["SCRIPT_NAME"] ?? "/") +
    (variables["PATH_INFO"] ?? "");
  const target = variables["REQUEST_URI"] ??
    path.split("/").map(encodeURIComponent).join("/") + query;
  return `${scheme}://${host}${target}`;
}
