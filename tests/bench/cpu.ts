/** A process as `/proc/PID/stat` tells of it. */
interface Process {
  readonly parent: number;
  /** Clock ticks of it and of the children that it waited for. */
  readonly ticks: number;
}

/** Of every Linux that people run: it is fixed in what the kernel tells programs. */
const TICKS_PER_SECOND = 100;

/** Reads a line of `/proc/PID/stat`; the name, in parentheses, may hold anything. */
export function parseStat(text: string): Process {
  const words = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = [11, 12, 13, 14].reduce(
    (sum, place) => sum + Number(words[place]),
    0,
  );
  return { parent: Number(words[1]), ticks };
}

function processes(): Map<number, Process> {
  const all = new Map<number, Process>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const text = readOr(`/proc/${name}/stat`);
    if (text !== "") all.set(Number(name), parseStat(text));
  }
  return all;
}

/** What a file of /proc says; nothing once its process is gone. */
function readOr(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/** These processes and all that descend from them, of those that live. */
export function treeOf(
  roots: readonly number[],
  all: ReadonlyMap<number, Process> = processes(),
): Set<number> {
  const members = new Set(roots.filter((pid) => all.has(pid)));
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const [pid, { parent }] of all) {
      if (members.has(parent)) members.add(pid);
    }
  }
  return members;
}

/** Microseconds of CPU time that these processes and their children, also those that ended, have used so far. */
export function cpuTime(roots: readonly number[]): number {
  const all = processes();
  let ticks = 0;
  for (const pid of treeOf(roots, all)) ticks += all.get(pid)?.ticks ?? 0;
  return ticks / TICKS_PER_SECOND * 1e6;
}

/** Bytes of memory that these processes hold, what they share counted once (Pss). */
export function memoryOf(pids: Iterable<number>): number {
  let kilobytes = 0;
  for (const pid of pids) {
    const text = readOr(`/proc/${pid}/smaps_rollup`);
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return kilobytes * 1024;
}
