import { basename, relative, resolve, sep as SEPARATOR } from "node:path";
import type { RunnerOptions } from "../cgi/mod.ts";
import { type Script, statOrNull } from "../gateway/script.ts";
import { HttpError } from "../http/error.ts";
import { isFieldName, isFieldValue } from "../http/fields.ts";
import { isGood, trialText } from "./report.ts";
import { locate, type TrialRequest } from "./request.ts";
import { tryScript } from "./trial.ts";

/** A folder of scripts, or a single one, and where it is mounted. */
export interface TrialMount {
  /** Begins and ends with `/`. */
  readonly mount: string;
  readonly path: string;
}

/** Where scripts are, and how they are run; as for serving. */
export interface TrialSite {
  readonly root: string;
  readonly mounts: readonly TrialMount[];
  readonly runner: RunnerOptions;
}

/** What `gatehouse run` was told. */
export interface TrialArgs extends TrialSite {
  /** Path of the script. */
  readonly file: string;
  /** Such as `GET /x?y=1`. */
  readonly request: string;
  /** Content as text, `@FILE`, or `null`. */
  readonly data: string | null;
  /** Fields, each `Name: value`. */
  readonly fields: readonly string[];
}

/** What a sub-command prints, and its exit code. */
export interface TrialOutcome {
  readonly text: string;
  readonly exitCode: number;
}

/** Runs one script as a request would; what is wrong with the words comes back as faults. */
export async function runTrial(
  args: TrialArgs,
): Promise<TrialOutcome | { readonly faults: readonly string[] }> {
  try {
    const file = realPath(args.file);
    const content = readContent(args.data);
    const known = {
      file,
      name: nameOf(file, args),
      mode: statOrNull(file)?.mode ?? null,
    };
    const { method, target, script } = locate(
      args.request,
      known,
      content !== null,
    );
    const fields = readFields(args.fields, content !== null);
    const request: TrialRequest = { method, target, fields, content };
    const trial = await tryScript(args.runner, script, request);
    return { text: trialText(trial), exitCode: isGood(trial) ? 0 : 1 };
  } catch (error) {
    if (error instanceof RangeError) return { faults: [error.message] };
    if (error instanceof HttpError) return { faults: [error.message] };
    throw error;
  }
}

function realPath(path: string): string {
  const file = resolve(path);
  if (statOrNull(file)?.isFile) return Deno.realPathSync(file);
  throw new RangeError(
    statOrNull(file) ? `${path} is not a file` : `there is no script ${path}`,
  );
}

/** The path at which the server would have the script; one that it would not serve stands at /cgi-bin/. */
function nameOf(file: string, { root, mounts }: TrialSite): Script["name"] {
  for (const { mount, path } of mounts) {
    if (file === path) return mount.slice(0, -1);
    const inner = inside(path, file);
    if (inner !== null) return mount + inner;
  }
  const inner = inside(root, file);
  return inner === null ? `/cgi-bin/${basename(file)}` : `/${inner}`;
}

function inside(folder: string, file: string): string | null {
  const path = relative(folder, file);
  return path.startsWith("..") || resolve(path) === path
    ? null
    : path.split(SEPARATOR).join("/");
}

function readContent(data: string | null): TrialRequest["content"] {
  if (data === null) return null;
  if (!data.startsWith("@")) return new TextEncoder().encode(data);
  try {
    return Deno.readFileSync(data.slice(1));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`--data ${data}: ${why}`);
  }
}

function readFields(
  lines: readonly string[],
  hasContent: boolean,
): TrialRequest["fields"] {
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    const value = line.slice(colon + 1).trim();
    // Fields are octets, and what is typed is UTF-8.
    const octets = String.fromCharCode(...new TextEncoder().encode(value));
    if (!isFieldName(name) || !isFieldValue(octets)) {
      throw new RangeError(
        `--header ${JSON.stringify(line)} is not of the form 'Name: value'`,
      );
    }
    return [name.toLowerCase(), octets];
  });
  const typed = fields.some(([name]) => name === "content-type");
  return hasContent && !typed
    ? [...fields, ["content-type", "application/x-www-form-urlencoded"]]
    : fields;
}
