import { parseInteger, parsePair, parseWords } from "./units.ts";

/** Reads any text but none. Throws `RangeError`. */
export const text = (word: string): string => {
  if (word === "") throw new RangeError("is empty");
  return word;
};
/** Makes a reader of whole numbers within bounds. */
export function integer(
  least: number,
  most: number,
): (word: string) => number {
  return (word) => parseInteger(word, least, most);
}

/** A path of the server's, and what runs there. */
export interface MountOption {
  /** Begins and ends with `/`. */
  readonly mount: string;
  readonly path: string;
}

/** Reads `/git=FILE`. Throws `RangeError`. */
export function readMount(word: string): MountOption {
  const [path, file] = parsePair(word, "PATH=FILE");
  if (!path.startsWith("/")) throw new RangeError("does not begin with /");
  if (path === "/") {
    throw new RangeError("would hide ROOT; use --fallback-script");
  }
  if (file === "") throw new RangeError("names no file");
  return { mount: path.endsWith("/") ? path : path + "/", path: file };
}

/**
 * Reads `example.org`, `*.example.org` or `*`, as a Host field would have it: in lower case, with letters of other
 * scripts encoded (RFC 5891), without a port. Throws `RangeError`.
 */
export function readHost(word: string): string {
  if (word === "*") return word;
  const [, every = "", name = ""] = /^(\*\.)?(.*?)\.?$/s.exec(word) ?? [];
  const host = URL.parse(`http://${name}/`)?.hostname ?? "";
  if (!/^[\w.~-]+$/.test(host) || /[\s:/?#@%\\]/.test(name)) {
    throw new RangeError("is not a name such as example.org, without a port");
  }
  return every + host;
}

/** Reads `.cgi,.py`. Throws `RangeError`. */
export function readExtensions(words: string): readonly string[] {
  return parseWords(words).map(readExtension);
}

function readExtension(word: string): string {
  if (!/^\.?[^./\\\s]+$/.test(word)) {
    throw new RangeError("is not an extension such as .py");
  }
  return (word.startsWith(".") ? word : "." + word).toLowerCase();
}

/** Reads `.py=python3 -u`. Throws `RangeError`. */
export function readInterpreter(word: string): [string, readonly string[]] {
  const [extension, command] = parsePair(word, ".EXT=COMMAND");
  const words = command.split(/\s+/).filter((part) => part);
  if (words.length === 0) throw new RangeError("names no command");
  return [readExtension(extension), words];
}

/** Reads `.ext=type/subtype`. Throws `RangeError`. */
export function readMime(word: string): [string, string] {
  const [extension, type] = parsePair(word, ".EXT=TYPE");
  if (!/^[\w.+-]+\/[\w.+*-]+(\s*;.*)?$/.test(type)) {
    throw new RangeError("has no media type such as text/plain");
  }
  return [readExtension(extension), type];
}

/** Reads `NAME=value`. Throws `RangeError`. */
export function readEnv(word: string): [string, string] {
  const pair = parsePair(word, "NAME=VALUE");
  if (word.includes("\0")) throw new RangeError("holds a NUL byte");
  return pair;
}

/** Reads `Name: value` (RFC 9110 §5). Throws `RangeError`. */
export function readHeader(word: string): [string, string] {
  const match =
    /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(
      word,
    );
  const [, name, value] = match ?? [];
  if (name === undefined || value === undefined) {
    throw new RangeError("is not of the form 'Name: value'");
  }
  return [name, value.trim()];
}

/** The forms of the log. */
export const LOG_FORMATS = ["combined", "json", "none"] as const;

/** Reads the name of a log format. Throws `RangeError`. */
export function readLogFormat(word: string): (typeof LOG_FORMATS)[number] {
  const format = LOG_FORMATS.find((known) => known === word);
  if (format !== undefined) return format;
  throw new RangeError("is not combined, json or none");
}

/** Reads `660` as the mode of a file. Throws `RangeError`. */
export function readMode(word: string): number {
  if (/^0?[0-7]{3}$/.test(word)) return parseInt(word, 8);
  throw new RangeError("is not a mode such as 660");
}

/** An address and port to listen on. */
export interface ListenOption {
  readonly hostname: string;
  readonly port: number;
}

/** Reads `127.0.0.1:9100`, `[::1]:9100` or a port alone, which means this machine only. Throws `RangeError`. */
export function readAddress(word: string): ListenOption {
  const [, bracketed, plain, digits] =
    /^(?:(?:\[([\da-fA-F:.]+)\]|([^\s:[\]/]+)):)?(\d{1,5})$/.exec(word) ?? [];
  if (digits === undefined || Number(digits) > 65535) {
    throw new RangeError("is not ADDRESS:PORT such as 127.0.0.1:9100");
  }
  const hostname = bracketed ?? plain ?? "127.0.0.1";
  return { hostname, port: Number(digits) };
}
