import type { Cause, Evidence, Finding } from "./cause.ts";
import type { FailedRun } from "./run.ts";
import { quote } from "./text.ts";

/** For people: what is no UTF-8 shows as such. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A script's first output, read line by line as a header (RFC 3875 §6.3), with no wish to be lenient. */
export interface Output {
  readonly text: string;
  readonly first: string;
  /** Lines before the first empty one, or all there are. */
  readonly header: readonly string[];
  /** Whether an empty line ends the header within the bytes that were kept. */
  readonly ended: boolean;
  /** Place in `header` of the first line that is no field; -1 where all are. */
  readonly odd: number;
}

/** A look at the output; its first line is the evidence where none is given. */
export type FindByOutput = (
  output: Output,
  evidence: Evidence,
  run: FailedRun,
) =>
  | Omit<Finding, "evidence"> & { readonly evidence?: readonly string[] }
  | null;

/** A line that is a field, roughly. */
export const FIELD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:/;
/** Whether a field that scripts write stands somewhere in the text. */
export const KNOWN_FIELD = /^(?:content-type|status|location|set-cookie):/im;

/** Makes a cause of a look at the output. */
export function outputCause(id: string, find: FindByOutput): Cause {
  return {
    id,
    find: (evidence) => {
      const { run } = evidence;
      if (run === null || run.output.length === 0) return null;
      const output = readOutput(run.output);
      const found = find(output, evidence, run);
      return found && {
        evidence: [`the first line of output is ${quote(output.first)}`],
        ...found,
      };
    },
  };
}

function readOutput(bytes: Uint8Array): Output {
  const text = decoder.decode(bytes);
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf("");
  const ended = end >= 0 && (end < lines.length - 1);
  const header = lines.slice(0, end < 0 ? undefined : end);
  const odd = end === 0 ? 0 : header.findIndex((line) => !FIELD.test(line));
  return { text, first: lines[0] ?? "", header, ended, odd };
}

const NAMES = "content-type|status|location|set-cookie";
const MALFORMED: readonly RegExp[] = [
  new RegExp(`^(?:${NAMES})[ \\t]*=`, "i"),
  new RegExp(`^(?:${NAMES})[ \\t]+[^:]*$`, "i"),
  new RegExp(`^[ \\t]*["'“”‘’„](?:${NAMES})[ \\t]*:`, "i"),
];

/** Whether a line is meant for a field, and is none: no colon after its name, or quotation marks around it. */
export function isMalformed(line: string): boolean {
  return MALFORMED.some((pattern) => pattern.test(line));
}

/** Whether a line looks like a field whose name is not a token (RFC 9110 §5.1). */
export function isBadName(line: string): boolean {
  return !FIELD.test(line) && /^[\w-]+(?: [\w-]+)* ?:|^:/.test(line) &&
    /^(?:content|status|location|set|cache|last|x)\b|^:/i.test(line);
}
