import type { Fields } from "../http/exchange.ts";
import {
  isFieldName,
  isFieldValue,
  parseList,
  withoutSpaces,
} from "../http/fields.ts";

/** The most that a script's header may take, in bytes. */
export const LONGEST_HEADER = 65_536;

/** What a script answered that the standard knows no meaning for; the message goes to the log. */
export class UnreadableHeader extends Error {
  override readonly name = "UnreadableHeader";
}

/** Where a script's header ends and its content begins. */
export interface HeaderEnd {
  /** Length of the header in bytes, with the newline of its last line but without the empty line. */
  readonly header: number;
  /** Where the content begins. */
  readonly content: number;
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * Finds the empty line that ends a script's header (RFC 3875 §6.2), in lines that end in LF or CRLF.
 * `from` is how far an earlier call has looked.
 */
export function findHeaderEnd(bytes: Uint8Array, from = 0): HeaderEnd | null {
  // An empty line at the very beginning has no newline before it.
  let line = from <= 2 ? 0 : bytes.indexOf(LF, from - 2) + 1;
  while (line > 0 || from <= 2) {
    if (bytes[line] === LF) return { header: line, content: line + 1 };
    if (bytes[line] === CR && bytes[line + 1] === LF) {
      return { header: line, content: line + 2 };
    }
    line = bytes.indexOf(LF, line) + 1;
    if (line === 0) break;
  }
  return null;
}

/** A script's header, read but not yet understood. */
export interface ScriptHeader {
  /** The status line of a script that speaks HTTP itself (RFC 3875 §5), or `null`. */
  readonly statusLine: string | null;
  readonly fields: Fields;
}

/**
 * Reads the lines of a script's header (RFC 3875 §6.3), octets as Latin-1.
 * Throws `UnreadableHeader`, also for folded lines, which that grammar does not have.
 */
export function parseHeader(bytes: Uint8Array): ScriptHeader {
  const lines = latin1(bytes).split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) {
    throw new UnreadableHeader("it began with an empty line");
  }
  const statusLine = lines[0]?.startsWith("HTTP/")
    ? trimReturn(lines.shift() ?? "")
    : null;
  return { statusLine, fields: lines.map(parseLine) };
}

function parseLine(line: string): readonly [string, string] {
  const text = trimReturn(line);
  if (/^[ \t]/.test(text)) {
    throw new UnreadableHeader(`it folded a line: ${shown(text)}`);
  }
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0)).trimEnd();
  if (!isFieldName(name)) {
    throw new UnreadableHeader(`it wrote no header field: ${shown(text)}`);
  }
  const value = withoutSpaces(text.slice(colon + 1));
  if (!isFieldValue(value)) {
    throw new UnreadableHeader(`a control character is in ${shown(text)}`);
  }
  return [name, value];
}

function trimReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

function shown(line: string): string {
  return JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line);
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    const part = bytes.subarray(start, start + 8192);
    text += String.fromCharCode.apply(null, part as unknown as number[]);
  }
  return text;
}

/** What a script's header asks for (RFC 3875 §6.2). */
export type Answer =
  | {
    readonly kind: "document";
    readonly status: number;
    readonly fields: Fields;
    /** What the script says its content is long, in bytes; not to be trusted. */
    readonly length: number | null;
    /** Whether the script sends its content in chunks (RFC 9112 §7.1), as only one that speaks HTTP itself may. */
    readonly chunked: boolean;
  }
  | { readonly kind: "local-redirect"; readonly location: string }
  | {
    readonly kind: "file";
    readonly path: string;
    readonly status: number;
    readonly fields: Fields;
  };

/** Fields that belong to the connection to the client, or that the server itself sets (RFC 3875 §6.3.4, RFC 9110 §7.6.1). */
const CONNECTION_FIELDS = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "status",
]);

/** The values of a header's fields by their names in lower case, in the order they were written. */
type Said = ReadonlyMap<string, readonly string[]>;

function gather(fields: Fields): Said {
  const said = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const lower = name.toLowerCase();
    const values = said.get(lower);
    if (values) values.push(value);
    else said.set(lower, [value]);
  }
  return said;
}

/** Decides what a script's header means. Throws `UnreadableHeader`; `sendfile` is whether X-Sendfile counts. */
export function interpretHeader(
  header: ScriptHeader,
  sendfile = false,
): Answer {
  const { fields, statusLine } = header;
  const said = gather(fields);
  const status = only(said, "status");
  const location = only(said, "location");
  const type = only(said, "content-type");
  if (statusLine === null && !status && !location && !type) {
    throw new UnreadableHeader(
      "it sent none of Content-Type, Location and Status",
    );
  }
  const given = statusLine === null
    ? parseStatus(status)
    : parseStatusLine(statusLine);
  if (location !== undefined && given === null && isLocal(fields, location)) {
    return { kind: "local-redirect", location };
  }
  const passed = passFields(fields, said);
  const code = given ?? (location === undefined ? 200 : 302);
  const path = sendfile ? only(said, "x-sendfile") : undefined;
  if (path) {
    const kept = passed.filter(([name]) => name.toLowerCase() !== "x-sendfile");
    return { kind: "file", path, status: code, fields: kept };
  }
  return {
    kind: "document",
    status: code,
    fields: passed,
    length: parseLength(all(said, "content-length")),
    chunked: statusLine !== null &&
      /(^|,)\s*chunked\s*$/i.test(all(said, "transfer-encoding").join()),
  };
}

/** The value of a field that may be there once (RFC 3875 §6.3); an empty one is none, the same value again is let pass. */
function only(said: Said, name: string): string | undefined {
  let found: string | undefined;
  for (const value of all(said, name)) {
    if (value === "" || value === found) continue;
    if (found !== undefined) {
      throw new UnreadableHeader(`it sent two different ${name} fields`);
    }
    found = value;
  }
  return found;
}

const NONE: readonly string[] = [];

function all(said: Said, name: string): readonly string[] {
  return said.get(name) ?? NONE;
}

/**
 * Whether a Location is for the server itself (RFC 3875 §6.3.2): a path and query, and no field besides it but a
 * Content-Type. With more, such as a cookie, or a fragment, it can only be meant for the client.
 */
function isLocal(fields: Fields, location: string): boolean {
  return location.startsWith("/") && !location.includes("#") &&
    fields.every(([name]) => /^(location|content-type)$/i.test(name));
}

function parseStatus(value: string | undefined): number | null {
  if (value === undefined) return null;
  return readCode(/^(\d{3})(?: .*)?$/.exec(value)?.[1], value);
}

function parseStatusLine(line: string): number {
  return readCode(/^HTTP\/\d\.\d (\d{3})(?: .*)?$/.exec(line)?.[1], line);
}

function readCode(digits: string | undefined, written: string): number {
  const code = Number(digits);
  if (code >= 200 && code <= 599) return code;
  throw new UnreadableHeader(`its status cannot be read: ${shown(written)}`);
}

function parseLength(values: readonly string[]): number | null {
  const [value, ...others] = values;
  if (value === undefined || others.some((other) => other !== value)) {
    return null;
  }
  return /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/** The fields that go on to the client; those that `Connection` names stay behind with it. */
function passFields(fields: Fields, said: Said): Fields {
  const named = all(said, "connection").flatMap(parseList)
    .map((name) => name.toLowerCase());
  const seen = new Set<string>();
  return fields.filter(([name, value]) => {
    const lower = name.toLowerCase();
    if (CONNECTION_FIELDS.has(lower) || named.includes(lower)) return false;
    if (lower !== "content-type" && lower !== "location") return true;
    if (value === "" || seen.has(lower)) return false;
    return seen.add(lower);
  });
}
