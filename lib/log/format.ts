import type { AccessRecord, Details, Level } from "../http/exchange.ts";
import { remembering } from "../http/remembering.ts";

/** The forms that log lines can take. */
export type LogFormat = "combined" | "json" | "none";

/** Writes a record as a line of the Combined Log Format, with the line feed. */
export function combinedLine(record: AccessRecord): string {
  const { exchange, target, status, bytes, time } = record;
  const { client, login, method, protocol, fields } = exchange;
  const request = `${safeAgain(method)} ${safeAgain(target)} ${protocol}`;
  const referer = safeAgain(fields.get("referer") ?? "-");
  const agent = safeAgain(fields.get("user-agent") ?? "-");
  return `${host(client.hostname)} - ${user(login?.user)} [${
    commonDate(time)
  }] "${request}" ${status} ${
    bytes === 0 ? "-" : bytes
  } "${referer}" "${agent}"\n`;
}

/** What notes said of an exchange before its end. */
export interface Story {
  /** The name of the script that ran for it. */
  script?: string;
  /** Why it failed. */
  cause?: string;
}

/** Writes a record as one JSON object and a line feed. */
export function jsonLine(record: AccessRecord, story: Story = {}): string {
  const { exchange, target, status, bytes, time, duration } = record;
  return JSON.stringify({
    time: new Date(time).toISOString(),
    id: exchange.id,
    client: exchange.client.hostname,
    user: exchange.login?.user,
    method: exchange.method,
    target,
    protocol: exchange.protocol,
    status,
    bytes,
    duration: Math.round(duration * 1000) / 1000,
    script: story.script,
    cause: story.cause,
    referer: exchange.fields.get("referer") ?? undefined,
    agent: exchange.fields.get("user-agent") ?? undefined,
  }) + "\n";
}

/** Writes a line about something that happened: time, level, request id in brackets, message, details. */
export function noteLine(
  level: Level,
  message: string,
  id: string,
  details: Details,
  time: number = Date.now(),
): string {
  const pairs = Object.entries(details)
    .map(([name, value]) => ` ${name}=${detail(value)}`).join("");
  const about = id === "" ? "" : ` [${id}]`;
  const date = new Date(time).toISOString();
  return `${date} ${level}${about} ${plain(message)}${pairs}\n`;
}

/** The same as one JSON object and a line feed. */
export function jsonNoteLine(
  level: Level,
  message: string,
  id: string,
  details: Details,
  time: number = Date.now(),
): string {
  const date = new Date(time).toISOString();
  return JSON.stringify({
    time: date,
    level,
    id: id || undefined,
    message,
    ...details,
  }) + "\n";
}

function detail(value: string | number | boolean): string {
  return typeof value === "string" ? quote(value) : String(value);
}

// deno-lint-ignore no-control-regex
const UNSAFE = /["\\\x00-\x1f\x7f-\x9f\u2028\u2029]/;
// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;

function quote(text: string): string {
  return `"${safe(text)}"`;
}

/** Security: a client can end neither the quotes nor the line, nor send commands to a terminal. */
function safe(text: string): string {
  return UNSAFE.test(text) ? plain(text.replace(/["\\]/g, "\\$&")) : text;
}

/** For what comes with every request, and mostly is what came with the one before. */
const safeAgain = remembering(safe);

function plain(text: string): string {
  return text.replace(CONTROLS, escape);
}

function escape(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 0x0a) return "\\n";
  if (code === 0x0d) return "\\r";
  if (code === 0x09) return "\\t";
  if (code > 0xff) return "\\u" + code.toString(16);
  return "\\x" + code.toString(16).padStart(2, "0");
}

/** A user name with a space in it must not look like two columns. */
function user(name: string | undefined): string {
  return name === undefined ? "-" : safe(name).replace(/ /g, "_");
}

/** A client without an address came through a Unix socket. */
function host(hostname: string): string {
  return hostname.includes("/") ? "unix" : hostname;
}

let second = -1;
let written = "";

/** The same second is written thousands of times. */
function commonDate(time: number): string {
  const now = Math.floor(time / 1000);
  if (now !== second) {
    second = now;
    const date = new Date(time).toUTCString();
    written = `${date.slice(5, 7)}/${date.slice(8, 11)}/${date.slice(12, 16)}:${
      date.slice(17, 25)
    } +0000`;
  }
  return written;
}
