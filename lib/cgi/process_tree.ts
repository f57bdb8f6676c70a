import { kill } from "node:process";
import { delay } from "./time.ts";

/** The variable by which every process that a script started is known. */
export const TOKEN = "GATEHOUSE_REQUEST";

/** How a running system is asked for its processes. */
interface ProcessTable {
  /** Parents and children, by process id. */
  children(pid: number): number[];
  /** The processes whose environment holds `GATEHOUSE_REQUEST=token`. */
  withToken(token: string): number[];
  /** Whether it runs still; one that has ended but was not yet waited for does not. */
  alive(pid: number): boolean;
}

/**
 * Ends a process and all that it started, also what left its group or session: SIGTERM, then SIGKILL after `grace`
 * milliseconds to what is left. Resolves when nothing is. Throws `NotCapable` where it lacks the permission.
 */
export async function endTree(
  pid: number,
  token: string,
  grace: number,
): Promise<void> {
  if (Deno.build.os === "windows") return await endOnWindows(pid);
  const table = await processTable();
  let members = find(table, pid, token);
  if (grace > 0) {
    for (const member of members) signal(member, "SIGTERM");
    await gone(table, members, grace);
  }
  // What was forked between the look and the signal is found by looking again.
  for (let round = 0; round < 20; round++) {
    const again = round === 0 ? table : await processTable();
    members = find(again, pid, token);
    if (members.length === 0) return;
    for (const member of members) signal(member, "SIGSTOP");
    for (const member of find(again, pid, token)) signal(member, "SIGKILL");
    await gone(again, members, 1000);
  }
}

/** Ends whatever bears the token, without a known root: what outlived its script. */
export async function endLeftovers(token: string): Promise<void> {
  await endTree(0, token, 0);
}

function find(table: ProcessTable, pid: number, token: string): number[] {
  const members = new Set(table.withToken(token));
  // Security: the id may belong to another process by now, unless it bears the token itself.
  const roots = members.has(pid) ? [...members, pid] : [...members];
  while (roots.length > 0) {
    for (const child of table.children(roots.pop() ?? 0)) {
      if (!members.has(child)) roots.push(child);
      members.add(child);
    }
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

async function gone(
  table: ProcessTable,
  members: readonly number[],
  within: number,
): Promise<void> {
  const deadline = performance.now() + within;
  let pause = 5;
  while (members.some((member) => table.alive(member))) {
    const left = deadline - performance.now();
    if (left <= 0) return;
    await delay(Math.min(pause, left));
    pause = Math.min(pause * 2, 50);
  }
}

async function processTable(): Promise<ProcessTable> {
  if (Deno.build.os === "linux") {
    try {
      Deno.readDirSync("/proc").next();
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
  withToken(token) {
    const found: number[] = [];
    for (const { name } of Deno.readDirSync("/proc")) {
      const pid = Number(name);
      if (pid > 0 && environmentHas(pid, token)) found.push(pid);
    }
    return found;
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

function environmentHas(pid: number, token: string): boolean {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/environ`).includes(
      `${TOKEN}=${token}`,
    );
  } catch {
    return false; // Ended, or another user's.
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
    withToken: (token) =>
      environments.filter((line) => line.includes(`${TOKEN}=${token}`))
        .map((line) => parseInt(line)),
    alive(pid) {
      const row = rows.find(([id]) => Number(id) === pid);
      return row !== undefined && !row[2]?.startsWith("Z") && signalled(pid);
    },
  };
}

/** Whether a signal could still be sent; the table of `ps` is a moment old. */
function signalled(pid: number): boolean {
  try {
    return kill(pid, 0);
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
