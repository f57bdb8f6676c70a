const decoder = new TextDecoder();
const latin1 = new TextDecoder("latin1");

/** What a file's first bytes say it is. */
export type ContentKind =
  | "empty"
  | "script"
  | "text"
  | "html"
  | "utf-16"
  | "elf"
  | "mach-o"
  | "pe"
  | "data";

interface Signature {
  readonly name: string;
  readonly kind: ContentKind;
  readonly bytes: readonly number[];
}

const SIGNATURES: readonly Signature[] = [
  { name: "a UTF-16 text", kind: "utf-16", bytes: [0xff, 0xfe] },
  { name: "a UTF-16 text", kind: "utf-16", bytes: [0xfe, 0xff] },
  { name: "a Linux program", kind: "elf", bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { name: "a macOS program", kind: "mach-o", bytes: [0xcf, 0xfa, 0xed, 0xfe] },
  { name: "a macOS program", kind: "mach-o", bytes: [0xca, 0xfe, 0xba, 0xbe] },
  { name: "a Windows program", kind: "pe", bytes: [0x4d, 0x5a] },
  { name: "a PNG picture", kind: "data", bytes: [0x89, 0x50, 0x4e, 0x47] },
  { name: "a JPEG picture", kind: "data", bytes: [0xff, 0xd8, 0xff] },
  { name: "a GIF picture", kind: "data", bytes: [0x47, 0x49, 0x46, 0x38] },
  { name: "a gzip archive", kind: "data", bytes: [0x1f, 0x8b] },
  { name: "a ZIP archive", kind: "data", bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: "a PDF document", kind: "data", bytes: [0x25, 0x50, 0x44, 0x46] },
  {
    name: "a SQLite database",
    kind: "data",
    bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66],
  },
];

/** What the bytes are, and what people call that. */
export interface ContentGuess {
  readonly kind: ContentKind;
  readonly name: string;
}

/** Guesses what a file is from its first bytes. A byte order mark before text does not count. */
export function guessContent(head: Uint8Array): ContentGuess {
  if (head.length === 0) return { kind: "empty", name: "empty" };
  if (isJavaClass(head)) return { kind: "data", name: "a Java class" };
  const known = SIGNATURES.find(({ bytes }) =>
    bytes.every((byte, index) => head[index] === byte)
  );
  if (known) return known;
  if (looksUtf16(head)) return { kind: "utf-16", name: "a UTF-16 text" };
  const text = decoder.decode(head).replace(/^\ufeff/, "");
  // Some carry data behind their text.
  if (text.startsWith("#!")) return { kind: "script", name: "a script" };
  if (head.includes(0)) return { kind: "data", name: "binary data" };
  return HTML.test(text)
    ? { kind: "html", name: "an HTML page" }
    : { kind: "text", name: "a text" };
}

/** A class of Java begins as some programs of macOS do; its version follows, where those count their parts. */
function isJavaClass(head: Uint8Array): boolean {
  const magic = [0xca, 0xfe, 0xba, 0xbe].every((byte, index) =>
    head[index] === byte
  );
  return magic && (head[7] ?? 0) >= 45;
}

const HTML = /^\s*<(?:!--|(?:!doctype|html|head|body|\?xml|svg)\b)/i;

/** Whether bytes are UTF-16: a byte order mark, or every other byte NUL. */
export function looksUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return true;
  if (first === 0xfe && second === 0xff) return true;
  const sample = bytes.subarray(0, 32);
  if (sample.length < 8) return false;
  const odd = sample.filter((byte, index) => index % 2 === 1 && byte === 0);
  const even = sample.filter((byte, index) => index % 2 === 0 && byte === 0);
  const half = Math.floor(sample.length / 2);
  return (odd.length === half && even.length === 0) ||
    (even.length >= half && odd.length === 0);
}

/** Whether bytes begin with the UTF-8 byte order mark. */
export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** The first line of a script as the system reads it. */
export interface InterpreterLine {
  /** All of it, without `#!` and the line end. */
  readonly text: string;
  /** The program. */
  readonly path: string;
  /** All that follows the program; Linux passes it as one argument. */
  readonly argument: string;
  /** Whether the line ends in CR LF. */
  readonly carriageReturn: boolean;
}

/** Reads a `#!` line at the very beginning, or after a byte order mark; `null` where there is none. */
export function interpreterLine(head: Uint8Array): InterpreterLine | null {
  const bytes = hasByteOrderMark(head) ? head.subarray(3) : head;
  const match = /^#!([^\n]*)/.exec(decoder.decode(bytes));
  if (!match) return null;
  const line = match[1] ?? "";
  const text = line.replace(/\r$/, "");
  const [, path = "", argument = ""] = /^[ \t]*(\S*)[ \t]*(.*?)[ \t]*$/
    .exec(text) ?? [];
  return { text, path, argument, carriageReturn: line.endsWith("\r") };
}

/** The program that a `#!` line wants in the end: what `env` is asked to find, else the path itself. */
export function wantedProgram(line: InterpreterLine): string {
  if (!isEnv(line)) return line.path;
  // Options of `env` that take a word of their own are left out with it.
  const words = line.argument.replace(/^(?:-S|-vS|--split-string=?)\s*/, "")
    .replace(/(^|\s)-[uC]\s+\S+/g, "$1").split(/\s+/);
  return words.find((word) => word !== "" && !/^-|=/.test(word)) ?? "";
}

/** Whether the line leaves the search to `env`. */
export function isEnv(line: InterpreterLine): boolean {
  return /(?:^|\/)env$/.test(line.path);
}

/** Octets as text, one character each, so that none is lost. */
export function octets(bytes: Uint8Array): string {
  return latin1.decode(bytes);
}

/** The last segment of a path, of either system. */
export function baseName(path: string): string {
  return path.replace(/^.*[\\/]/s, "");
}

/** The folder of a path. */
export function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, "") || "/";
}

/** A line for people: cut where it is long, control characters made visible, fit for backticks. */
export function quote(text: string, limit = 160): string {
  const visible = text.replace(
    // deno-lint-ignore no-control-regex
    /[\x00-\x08\x0a-\x1f\x7f\ufeff]/g,
    (character) => VISIBLE[character] ?? escapeCode(character),
  ).replaceAll("`", "'");
  return "`" +
    (visible.length > limit ? visible.slice(0, limit) + "…" : visible) + "`";
}

const VISIBLE: Readonly<Record<string, string>> = {
  "\r": "\\r",
  "\n": "\\n",
  "\x1b": "\\e",
  "\0": "\\0",
};

function escapeCode(character: string): string {
  return "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0");
}
