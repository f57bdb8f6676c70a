import type { FailedRun } from "../diagnosis/run.ts";
import type { Exchange } from "../http/exchange.ts";
import type { ReadConnections } from "../gateway/client_watch.ts";
import type { Places } from "../gateway/limits.ts";

import type { ScriptObserver } from "./observer.ts";

/** Ends a process and all that it started; `token` is the value of `GATEHOUSE_REQUEST` that they share. */
export type EndTree = (
  pid: number,
  token: string,
  grace: number,
) => Promise<void>;

/** Told of the end of a script that had answered: how it failed after that, or `null` where it did not. */
export type Afterwards = (exchange: Exchange, failed: FailedRun | null) => void;

/** A program and the arguments before the script's own path. */
export interface JavaScriptCommand {
  /** The program. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
}

/** What all scripts of a server share. Every part is optional; the defaults are the safe ones. */
export interface RunnerOptions {
  /** Where PATH_TRANSLATED and DOCUMENT_ROOT point; the root of the static files. */
  readonly documentRoot?: string;
  /** Commands by lower-case file extension, such as `".py": ["python3"]`; added to the system's defaults. */
  readonly interpreters?: Readonly<Record<string, readonly string[]>>;
  /** What scripts find in their environment besides the meta-variables; `PATH` may be set here. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether scripts see the field Authorization (RFC 3875 §4.1.18, §9.2). */
  readonly passAuthorization?: boolean;
  /** How long a script may run in all, in milliseconds; 0 is no limit. */
  readonly timeout?: number;
  /** How long a script may neither write nor take content, in milliseconds; 0 is no limit. */
  readonly silence?: number;
  /** How long after SIGTERM follows SIGKILL, in milliseconds. */
  readonly grace?: number;
  /** How many scripts run at once. */
  readonly maxScripts?: number;
  /** How many requests may wait for one to end. */
  readonly maxQueue?: number;
  /** How many scripts run at once for one client that is not at this machine; 0 is any number. */
  readonly maxClientScripts?: number;
  /** Where scripts find their places, instead of those that the three limits before allow this runner alone. */
  readonly places?: Places;
  /** The most content that a request may bring, in bytes; 0 is no limit. */
  readonly maxBody?: number;
  /** Whether a query without `=` becomes arguments (RFC 3875 §4.4). */
  readonly queryArguments?: boolean;
  /** Folders from which a script may have files sent by the field X-Sendfile. */
  readonly sendfile?: readonly string[];
  /** SERVER_SOFTWARE. */
  readonly software?: string;
  /** The user that scripts run as, by name or number; `null` is the server's own. */
  readonly user?: string | null;
  /** A folder where scripts may keep things; they find it in GATEHOUSE_DATA. */
  readonly dataDirectory?: string | null;
  /** Runs JavaScript and TypeScript; by default this very executable. */
  readonly javascript?: JavaScriptCommand | null;
  /** Where the Deno that runs them keeps its cache; by default as this process's own environment says. */
  readonly javascriptCache?: string | null;
  /** Ends process trees; by default in this thread, which must have the permission. */
  readonly endTree?: EndTree;
  /** The system's table of TCP connections, as /proc/net/tcp has it; by default read in this thread where it may. */
  readonly connections?: ReadConnections;
  /**
   * How many requests were answered that needed no script; where there are such, scripts that are asked for in the same
   * moment are started a few at a time. By default there are none.
   */
  readonly others?: () => number;
  /** Told of what becomes of scripts; nobody by default. */
  readonly observer?: ScriptObserver;
  /** Told how each script ended whose answer could be read; nobody by default. */
  readonly afterwards?: Afterwards;
}

/** `RunnerOptions` with every gap filled, except for what needs the system to be asked. */
export type FilledOptions = Omit<
  Required<RunnerOptions>,
  | "endTree"
  | "javascript"
  | "javascriptCache"
  | "connections"
  | "observer"
  | "places"
  | "others"
  | "afterwards"
>;

const DEFAULT_PATH = Deno.build.os === "windows"
  ? "C:\\Windows\\System32;C:\\Windows"
  : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Fills the gaps of `options`. */
export function fillOptions(options: RunnerOptions): FilledOptions {
  return {
    documentRoot: options.documentRoot ?? "/",
    interpreters: options.interpreters ?? {},
    environment: { PATH: DEFAULT_PATH, ...options.environment },
    passAuthorization: options.passAuthorization ?? false,
    timeout: options.timeout ?? 300_000,
    silence: options.silence ?? 60_000,
    grace: options.grace ?? 800,
    maxScripts: options.maxScripts ?? 64,
    maxQueue: options.maxQueue ?? 256,
    maxClientScripts: options.maxClientScripts ?? 0,
    maxBody: options.maxBody ?? 0,
    queryArguments: options.queryArguments ?? false,
    sendfile: options.sendfile ?? [],
    software: options.software ?? "Gatehouse",
    user: options.user ?? null,
    dataDirectory: options.dataDirectory ?? null,
  };
}
