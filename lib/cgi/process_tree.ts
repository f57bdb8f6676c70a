import { delay } from "../gateway/time.ts";
import { builtin } from "../platform/node.ts";
import { requireGrant } from "../platform/permission.ts";

/** The variable by which every process that a script started is known. */
export const TOKEN = "GATEHOUSE_REQUEST";

/** How a running system is asked for its processes. */
interface ProcessTable {
  /** The processes that this one started and that are still its own. */
  children(pid: number): number[];
  /** The processes whose environment holds `GATEHOUSE_REQUEST=token`. */
  marked(token: string): Promise<readonly number[]>;
  /** Whether it runs still; one that has ended but was not yet waited for does not. */
  alive(pid: number): boolean;
}

/**
 * Ends a process and all that it started, also what left its group or session: SIGTERM, then SIGKILL to what is left
 * after `grace` milliseconds. Resolves when nothing is. Throws `NotCapable` where it lacks the permission.
 */
export async function endTree(
  pid: number,
  token: string,
  grace: number,
): Promise<void> {
  requireGrant({ name: "run" });
  if (Deno.build.os === "windows") return await endOnWindows(pid);
  const deadline = performance.now() + grace;
  const asked = new Set<number>();
  // What was forked between a look and a signal is found by looking again.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const table = await processTable();
    const members = await find(table, pid, token);
    if (members.length === 0) return;
    const fresh = members.filter((member) => !asked.has(member));
    for (const member of fresh) {
      signal(member, "SIGTERM");
      asked.add(member);
    }
    if (await gone(table, members, deadline - performance.now())) continue;
    for (const member of members) signal(member, "SIGSTOP");
    for (const member of await find(table, pid, token)) {
      signal(member, "SIGKILL");
    }
    await gone(table, members, 1000);
  }
}

/** A program that forks faster than it is ended cannot keep this busy for ever. */
const MOST_ROUNDS = 30;

async function find(
  table: ProcessTable,
  pid: number,
  token: string,
): Promise<number[]> {
  const marked = await table.marked(token);
  const members = new Set<number>();
  // Security: the id may belong to another process by now, unless it bears the token itself.
  const roots = marked.includes(pid) ? [pid, ...marked] : [...marked];
  for (const root of roots) {
    if (members.has(root)) continue;
    members.add(root);
    for (const child of table.children(root)) roots.push(child);
  }
  return [...members].filter((member) => table.alive(member));
}

function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    // It ended in between, or belongs to another user by its own doing.
  }
}

/** Waits until all of them are gone, at most so many milliseconds; whether they are. */
async function gone(
  table: ProcessTable,
  members: readonly number[],
  within: number,
): Promise<boolean> {
  const deadline = performance.now() + within;
  let pause = 4;
  while (members.some((member) => table.alive(member))) {
    const left = deadline - performance.now();
    if (left <= 0) return false;
    await delay(Math.min(pause, left));
    pause = Math.min(pause * 2, 50);
  }
  return true;
}

async function processTable(): Promise<ProcessTable> {
  if (Deno.build.os === "linux") {
    try {
      requireGrant({ name: "read", path: "/proc" });
      Deno.readTextFileSync("/proc/self/environ");
      return PROC;
    } catch {
      // Asked of `ps` instead: /proc takes all permissions, `ps` only the one to run programs.
    }
  }
  return await askPs();
}

const PROC: ProcessTable = {
  children(pid) {
    try {
      const found: number[] = [];
      for (const task of Deno.readDirSync(`/proc/${pid}/task`)) {
        const list = Deno.readTextFileSync(
          `/proc/${pid}/task/${task.name}/children`,
        );
        for (const id of list.split(" ")) if (id !== "") found.push(Number(id));
      }
      return found;
    } catch {
      return [];
    }
  },
  async marked(token) {
    return (await sweep()).get(token) ?? [];
  },
  alive(pid) {
    try {
      const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
      return !/^[ZX]$/.test(stat.charAt(stat.lastIndexOf(")") + 2));
    } catch {
      return false;
    }
  },
};

/** A look at every process takes some milliseconds, so those who want one at the same time share it. */
let nextSweep: Promise<ReadonlyMap<string, readonly number[]>> | null = null;

function sweep(): Promise<ReadonlyMap<string, readonly number[]>> {
  return nextSweep ??= delay(1).then(() => {
    nextSweep = null;
    return readEnvironments();
  });
}

const MARK = new RegExp(`(?:^|\\0)${TOKEN}=([\\w-]+)`);

/** Process ids by the token in their environment. */
function readEnvironments(): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { name } of Deno.readDirSync("/proc")) {
    const pid = Number(name);
    const token = pid > 0 ? MARK.exec(environmentOf(pid))?.[1] : undefined;
    if (token === undefined) continue;
    const pids = found.get(token);
    if (pids) pids.push(pid);
    else found.set(token, [pid]);
  }
  return found;
}

function environmentOf(pid: number): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/environ`);
  } catch {
    return ""; // Ended, or another user's.
  }
}

async function askPs(): Promise<ProcessTable> {
  const parents = await ps(["-A", "-o", "pid=,ppid=,stat="]);
  const environments = await ps(
    Deno.build.os === "linux"
      ? ["axeww", "-o", "pid=,command="]
      : ["-A", "-E", "-ww", "-o", "pid=,command="],
  );
  const rows = parents.map((line) => line.trim().split(/\s+/));
  return {
    children: (pid) =>
      rows.filter(([, parent]) => Number(parent) === pid)
        .map(([child]) => Number(child)),
    marked: (token) =>
      Promise.resolve(
        environments.filter((line) => line.includes(`${TOKEN}=${token}`))
          .map((line) => parseInt(line)),
      ),
    alive(pid) {
      const row = rows.find(([id]) => Number(id) === pid);
      return row !== undefined && !row[2]?.startsWith("Z") && signalled(pid);
    },
  };
}

/** Whether a signal could still be sent; the table of `ps` is a moment old. */
function signalled(pid: number): boolean {
  try {
    return builtin("node:process").kill(pid, 0);
  } catch {
    return false;
  }
}

async function ps(args: string[]): Promise<string[]> {
  const { stdout } = await new Deno.Command("/bin/ps", {
    args,
    clearEnv: true,
    stdin: "null",
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout).split("\n");
}

async function endOnWindows(pid: number): Promise<void> {
  await new Deno.Command("taskkill", {
    args: ["/T", "/F", "/PID", String(pid)],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
}
