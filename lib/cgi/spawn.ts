import { findProgram, type Start } from "./start.ts";
import { folderOf, statOrNull } from "../gateway/script.ts";
import { isGranted, requireGrant } from "../platform/permission.ts";
import type { Environment } from "../gateway/meta_variables.ts";

/** A script's process as it was started. */
export interface Spawned {
  readonly child: Deno.ChildProcess;
  /** The program, then its arguments; the script alone where the system reads its `#!`. */
  readonly command: readonly string[];
}

/** Puts a program under another user; words to go before it, or ids for the platform. */
export interface OtherUser {
  readonly prefix: readonly string[];
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

/**
 * Starts a script in its own folder with nothing but the given environment. Throws what the system throws.
 * No process group and no ids by the platform: either makes it copy the whole server first, which takes six times
 * as long; the tree is found by other means (`process_tree.ts`).
 */
export function spawn(
  start: Start,
  file: string,
  env: Environment,
  hasContent: boolean,
  user: OtherUser | null,
): Spawned {
  const words = [
    ...(user?.prefix ?? []),
    start.command,
    ...start.args,
  ];
  try {
    return {
      child: spawnWords(words, file, env, hasContent, user),
      command: words,
    };
  } catch (error) {
    if (!isFormatError(error) || Deno.build.os === "windows") throw error;
    // An executable text without #! belongs to sh (POSIX, execvp); not every version of the platform sees to it.
    const shell = [
      ...(user?.prefix ?? []),
      "/bin/sh",
      ...words.slice(user?.prefix.length ?? 0),
    ];
    return {
      child: spawnWords(shell, file, env, hasContent, user),
      command: shell,
    };
  }
}

function spawnWords(
  [command = "", ...args]: readonly string[],
  file: string,
  env: Environment,
  hasContent: boolean,
  user: OtherUser | null,
): Deno.ChildProcess {
  mustRun(command);
  const began = performance.now();
  const child = new Deno.Command(command, {
    args,
    cwd: folderOf(file),
    clearEnv: true,
    env,
    stdin: hasContent ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
    ...user?.ids,
  }).spawn();
  spawning += performance.now() - began;
  return child;
}

let spawning = 0;

/** How long this thread stood still to start processes since this was last asked, in milliseconds. */
export function takeSpawning(): number {
  const taken = spawning;
  spawning = 0;
  return taken;
}

/** Whether any program may be run; it is asked once, since it takes as long as a fiftieth of a start. */
let runsAll: boolean | null = null;

/** Throws `NotCapable` where Deno would ask first. */
function mustRun(command: string): void {
  runsAll ??= isGranted({ name: "run" });
  if (!runsAll) requireGrant({ name: "run", command });
}

function isFormatError(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Exec format error");
}

/**
 * How to become `user`, a name or a number: by `setpriv` where it is installed, since the platform's own way is
 * slow, else by ids. Throws where there is no such user.
 */
export function otherUser(user: string, path: string): OtherUser {
  const { name, uid, gid } = lookUp(user);
  const setpriv = findProgram("setpriv", path);
  if (!setpriv) return { prefix: [], ids: { uid, gid } };
  const groups = name === null ? "--clear-groups" : "--init-groups";
  return {
    prefix: [setpriv, `--reuid=${uid}`, `--regid=${gid}`, groups, "--"],
    ids: {},
  };
}

function lookUp(
  user: string,
): { name: string | null; uid: number; gid: number } {
  for (const line of readAccounts()) {
    const [name = "", , uid = "", gid = ""] = line.split(":");
    if (name === user || uid === user) {
      return { name, uid: Number(uid), gid: Number(gid) };
    }
  }
  if (/^\d+$/.test(user)) {
    return { name: null, uid: Number(user), gid: Number(user) };
  }
  throw new Error(`there is no user ${user} on this system`);
}

function readAccounts(): string[] {
  return statOrNull("/etc/passwd")
    ? Deno.readTextFileSync("/etc/passwd").split("\n")
    : [];
}
