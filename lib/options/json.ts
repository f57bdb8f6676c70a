/** Something wrong in a JSON text. */
export interface JsonFault {
  /** The first line is 1. */
  readonly line: number;
  /** Which value, as a JSON pointer (RFC 6901); empty for the whole text. */
  readonly pointer: string;
  /** What is wrong, as the rest of a sentence. */
  readonly reason: string;
}

/** A JSON text that was read (RFC 8259), with the place of everything in it. */
export interface PlacedJson {
  /** As far as it could be read; `undefined` where that makes no sense. */
  readonly value: unknown;
  /** What is wrong with the text: the first break of its grammar, every comma too many, and every name that an object has twice. */
  readonly faults: readonly JsonFault[];
  /** The line of the value at a pointer, or of the nearest one that holds it. */
  lineOf(pointer: string): number;
}

/** Adds one step to a JSON pointer (RFC 6901 §3). */
export function pointerTo(pointer: string, step: string | number): string {
  const escaped = String(step).replaceAll("~", "~0").replaceAll("/", "~1");
  return `${pointer}/${escaped}`;
}

/** Reads a JSON text; it throws nothing. */
export function readJson(text: string): PlacedJson {
  const reading: Reading = { text, at: 0, lines: new Map(), faults: [] };
  let value: unknown;
  try {
    value = readValue(reading, "", 0);
    skip(reading);
    if (reading.at < text.length) fail("is followed by something else");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = lineAt(text, reading.at);
    reading.faults.push({ line, pointer: "", reason: error.message });
    value = undefined;
  }
  return { value, faults: reading.faults, lineOf: (at) => find(reading, at) };
}

interface Reading {
  readonly text: string;
  at: number;
  readonly lines: Map<string, number>;
  readonly faults: JsonFault[];
}

/** Security: a text of nothing but brackets must not exhaust the stack. */
const DEEPEST = 64;

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function find({ lines }: Reading, pointer: string): number {
  for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const line = lines.get(at);
    if (line !== undefined) return line;
  }
  return 1;
}

function fail(reason: string): never {
  throw new SyntaxError(`is not JSON: ${reason}`);
}

function match(reading: Reading, pattern: RegExp): string | undefined {
  pattern.lastIndex = reading.at;
  const found = pattern.exec(reading.text)?.[0];
  if (found !== undefined) reading.at += found.length;
  return found;
}

function skip(reading: Reading): string {
  match(reading, SPACE);
  return reading.text[reading.at] ?? "";
}

function take(reading: Reading, wanted: string): boolean {
  if (skip(reading) !== wanted) return false;
  reading.at++;
  return true;
}

function readValue(reading: Reading, pointer: string, depth: number): unknown {
  if (depth > DEEPEST) fail("it is nested too deeply");
  if (take(reading, "{")) return readObject(reading, pointer, depth);
  if (take(reading, "[")) return readArray(reading, pointer, depth);
  const word = match(reading, STRING) ?? match(reading, NUMBER) ??
    match(reading, WORD);
  return word === undefined ? fail(instead(reading)) : JSON.parse(word);
}

function readObject(reading: Reading, pointer: string, depth: number): unknown {
  const entries = new Map<string, unknown>();
  if (take(reading, "}")) return {};
  do {
    skip(reading);
    const line = lineAt(reading.text, reading.at);
    const written = match(reading, STRING);
    if (written === undefined) fail(instead(reading, "a name in quotes"));
    const name: string = JSON.parse(written);
    const place = pointerTo(pointer, name);
    if (entries.has(name)) {
      reading.faults.push({ line, pointer: place, reason: "is there twice" });
    }
    reading.lines.set(place, line);
    if (!take(reading, ":")) fail(instead(reading, "a colon"));
    entries.set(name, readValue(reading, place, depth + 1));
  } while (takeComma(reading, "}"));
  if (!take(reading, "}")) fail(instead(reading, "a comma or }"));
  return Object.fromEntries(entries);
}

function readArray(
  reading: Reading,
  pointer: string,
  depth: number,
): unknown[] {
  const values: unknown[] = [];
  if (take(reading, "]")) return values;
  do {
    skip(reading);
    const place = pointerTo(pointer, values.length);
    reading.lines.set(place, lineAt(reading.text, reading.at));
    values.push(readValue(reading, place, depth + 1));
  } while (takeComma(reading, "]"));
  if (!take(reading, "]")) fail(instead(reading, "a comma or ]"));
  return values;
}

/** Whether something follows after a comma. One too many is a fault, but hides nothing of what comes after it. */
function takeComma(reading: Reading, end: string): boolean {
  if (!take(reading, ",")) return false;
  if (skip(reading) !== end) return true;
  const line = lineAt(reading.text, reading.at);
  const reason = `is not JSON: a comma too many before ${end}`;
  reading.faults.push({ line, pointer: "", reason });
  return false;
}

/** What is there instead of what should be. */
function instead(reading: Reading, wanted = "a value"): string {
  const { text, at } = reading;
  const next = text[at];
  if (next === undefined) return `it ends where ${wanted} should be`;
  if (next === "/") return "it has no comments";
  if (next === "'") return "text is in double quotes";
  const word = /[^\s,:{}[\]]{1,20}|./u.exec(text.slice(at))?.[0] ?? next;
  return `${JSON.stringify(word)} where ${wanted} should be`;
}
