import { cpuTime, memoryOf, treeOf } from "./cpu.ts";

/** The processes of a peer, with all that they start. */
export interface Group {
  /** The file that a process writes its id into, to belong to it; `null` where the system has no such thing. */
  readonly door: string | null;
  /** Microseconds of CPU time so far, of ended processes too. */
  cpuTime(): number;
  /** Bytes held now, what the processes share counted once (Pss). */
  memory(): number;
  /** Ends what is left of them, and the group. */
  close(): void;
}

/**
 * A control group of Linux (cgroup v2), which counts exactly; or, where none can be made, the tree of processes in
 * /proc, which misses scripts that nobody waited for. `pids` are the processes to begin with, once they run.
 */
export function openGroup(pids: readonly number[]): Group {
  const folder = makeFolder();
  const members = folder === null
    ? () => treeOf(pids)
    : () => membersOf(folder);
  const group: Group = {
    door: folder === null ? null : `${folder}/cgroup.procs`,
    cpuTime: folder === null ? () => cpuTime(pids) : () => cpuTimeOf(folder),
    memory: () => memoryOf(members()),
    close: () => {
      open.delete(group);
      close(folder, members);
    },
  };
  open.add(group);
  return group;
}

const open = new Set<Group>();

/** Ends all groups that are still open. */
export function closeGroups(): void {
  for (const group of open) group.close();
}

function membersOf(folder: string): number[] {
  return Deno.readTextFileSync(`${folder}/cgroup.procs`).split("\n")
    .filter((line) => line !== "").map(Number);
}

function cpuTimeOf(folder: string): number {
  const text = Deno.readTextFileSync(`${folder}/cpu.stat`);
  return Number(/^usage_usec (\d+)/m.exec(text)?.[1]);
}

/** Ends its members until there are none, since one may start another meanwhile; then removes the folder. */
function close(folder: string | null, members: () => Iterable<number>): void {
  for (let tries = 0; tries < 100; tries++) {
    for (const pid of members()) {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch {
        // It has ended already.
      }
    }
    if (folder === null) return;
    try {
      Deno.removeSync(folder);
      return;
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
  console.error(`Cannot remove the control group ${folder}`);
}

let count = 0;

function makeFolder(): string | null {
  try {
    const mounts = Deno.readTextFileSync("/proc/mounts");
    const mount = /^\S+ (\S+) cgroup2 /m.exec(mounts)?.[1];
    if (mount === undefined) return null;
    const folder = `${mount}/gatehouse-bench-${Deno.pid}-${count++}`;
    Deno.mkdirSync(folder);
    return folder;
  } catch {
    return null;
  }
}

/** Whether control groups can be made here. */
export function countsExactly(): boolean {
  const group = openGroup([]);
  group.close();
  return group.door !== null;
}

/** Runs something while memory is watched; what it gave, and the most bytes that were seen. */
export async function watchMemory<T>(
  group: Group,
  work: () => Promise<T>,
): Promise<{ result: T; peak: number }> {
  let peak = group.memory();
  const look = (): void => {
    peak = Math.max(peak, group.memory());
  };
  const timer = setInterval(look, LOOK_EVERY);
  try {
    const result = await work();
    look();
    return { result, peak };
  } finally {
    clearInterval(timer);
  }
}

/** How often memory is looked at, in milliseconds: a look costs the peer about one. */
const LOOK_EVERY = 400;
