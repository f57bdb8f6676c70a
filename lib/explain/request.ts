import type { FailedRun } from "../diagnosis/mod.ts";
import { shellWord } from "../diagnosis/remedy.ts";
import { contentText, maskContent } from "./content.ts";
import { isSecret, MASK, maskQuery } from "./mask.ts";

/** Fields that `curl` sends by itself, or that only browsers have a use for. */
const LEFT_OUT =
  /^(?:HOST|CONNECTION|CONTENT_LENGTH|USER_AGENT|ACCEPT_ENCODING|ACCEPT_LANGUAGE|CACHE_CONTROL|PRAGMA|UPGRADE.*|SEC_.*|DNT|PRIORITY|TE|EXPECT|X_REQUEST_ID|HTTP2_SETTINGS)$/;

/** Content that is not longer than this stands in the command, in bytes. */
const MOST_CONTENT = 2_048;

/** A `curl` command that repeats a request, from what its script was given (RFC 3875 §4); secrets are masked. */
export function curlCommand(
  { metaVariables: variables, content }: Pick<
    FailedRun,
    "metaVariables" | "content"
  >,
): string {
  const method = variables["REQUEST_METHOD"] ?? "GET";
  const words = ["curl", "-i"];
  const length = Number(variables["CONTENT_LENGTH"] ?? 0);
  if (method === "HEAD") words.push("--head");
  // With content, curl posts.
  else if (method !== "GET" && !(method === "POST" && length > 0)) {
    words.push("-X", shellWord(method));
  }
  for (const [name, value] of fieldsOf(variables)) {
    words.push("-H", shellWord(`${name}: ${isSecret(name) ? MASK : value}`));
  }
  const data = length > 0 ? dataOf(variables, content, length) : null;
  if (data) words.push("--data-binary", data.word);
  words.push(shellWord(maskQuery(urlOf(variables))));
  return (data?.before ?? "") + words.join(" ");
}

/** How the content is handed to `curl`: as a word, through a pipe, or from a file where it is not known, or long. */
function dataOf(
  variables: Readonly<Record<string, string>>,
  content: FailedRun["content"],
  length: number,
): { readonly word: string; readonly before: string } {
  const whole = content?.length === length && length <= MOST_CONTENT;
  if (!content || !whole) return { word: "@content", before: "" };
  const text = contentText(content);
  if (text === null) return piped([...content].map(octal).join(""));
  const masked = maskContent(text, variables["CONTENT_TYPE"] ?? "");
  // deno-lint-ignore no-control-regex
  return /[\x00-\x1f\x7f]|^@/.test(masked)
    ? piped(escaped(masked))
    : { word: shellWord(masked), before: "" };
}

/** What `%b` takes is no option, whatever it begins with. */
function piped(text: string): { word: string; before: string } {
  return { word: "@-", before: `printf %b ${shellWord(text)} | ` };
}

function octal(byte: number): string {
  return `\\0${byte.toString(8).padStart(3, "0")}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\r": "\\r",
  "\n": "\\n",
  "\t": "\\t",
};

/** As `%b` of `printf` has it. */
function escaped(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex
    /[\\\x00-\x1f\x7f]/g,
    (character) => ESCAPES[character] ?? octal(character.charCodeAt(0)),
  );
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
