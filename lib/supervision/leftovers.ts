import { requireGrant } from "../platform/permission.ts";

/** The variable by which a process is known to come from a script of some thread of some server. */
const MARK = "GATEHOUSE_SERVER";

/** Ends a process and all that it started. */
export type EndTree = (
  pid: number,
  token: string,
  grace: number,
) => Promise<void>;

/** What the scripts of one server carry: its process id and when that began, so that no other can be taken for it. */
export function serverMark(): string {
  return `${Deno.pid}-${beginning("self") ?? Date.now()}`;
}

/** The variable that the scripts of one thread of a server find in their environment. */
export function threadMark(
  server: string,
  thread: number,
): Readonly<Record<string, string>> {
  return { [MARK]: `${server}-${thread}` };
}

/** Ends what scripts of a server have left behind, of one thread or of all; settles with how many it found. */
export function endLeftovers(
  server: string,
  thread: number | null,
  endTree: EndTree,
  grace: number,
): Promise<number> {
  const isWanted = (other: Leftover) =>
    other.server === server &&
    (thread === null || other.thread === String(thread));
  return endAll(isWanted, endTree, grace);
}

/** Ends what scripts of servers left behind that are no longer there; settles with how many it found. */
export async function endOrphans(
  endTree: EndTree,
  grace: number,
): Promise<number> {
  if (beginning("self") === null) return 0;
  const alive = new Map<string, boolean>();
  const isAlive = (server: string) => {
    const [pid = "", began] = server.split("-");
    const known = alive.get(server) ?? beginning(pid) === began;
    alive.set(server, known);
    return known;
  };
  return await endAll(({ server }) => !isAlive(server), endTree, grace);
}

interface Leftover {
  readonly pid: number;
  readonly token: string;
  readonly server: string;
  readonly thread: string;
}

async function endAll(
  isWanted: (leftover: Leftover) => boolean,
  endTree: EndTree,
  grace: number,
): Promise<number> {
  const found = (await marked()).filter(isWanted);
  const trees = new Map(found.map(({ token, pid }) => [token, pid]));
  const ends = [...trees].map(([token, pid]) => endTree(pid, token, grace));
  await Promise.allSettled(ends);
  return found.length;
}

const MARKED = new RegExp(`(?:^|[\\0 ])${MARK}=(\\d+-\\d+)-(\\d+)(?=[\\0 ]|$)`);
const TOKEN = /(?:^|[\0 ])GATEHOUSE_REQUEST=([\w-]+)/;

async function marked(): Promise<Leftover[]> {
  const own = ownTable();
  const rows = own.length > 0 ? own : await askedTable();
  return rows.flatMap(({ pid, environment }) => {
    const [, server, thread] = MARKED.exec(environment) ?? [];
    const token = TOKEN.exec(environment)?.[1];
    if (!server || !thread || !token) return [];
    return [{ pid, token, server, thread }];
  });
}

interface Row {
  readonly pid: number;
  readonly environment: string;
}

/** The processes as /proc shows them, which takes all permissions; else none. */
function ownTable(): Row[] {
  if (Deno.build.os !== "linux") return [];
  try {
    requireGrant({ name: "read", path: "/proc" });
    return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
      const pid = Number(name);
      const environment = pid > 0 ? read(`/proc/${pid}/environ`) : null;
      return environment === null ? [] : [{ pid, environment }];
    });
  } catch {
    return [];
  }
}

/** The same by `ps`, which takes the permission to run programs. */
async function askedTable(): Promise<Row[]> {
  if (Deno.build.os === "windows") return [];
  const columns = ["-ww", "-o", "pid=,command="];
  const args = Deno.build.os === "linux"
    ? ["axe", ...columns]
    : ["-A", "-E", ...columns];
  try {
    requireGrant({ name: "run" });
    const { stdout } = await new Deno.Command("/bin/ps", {
      args,
      clearEnv: true,
      stdin: "null",
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout).split("\n").map((line) => ({
      pid: parseInt(line),
      environment: line,
    }));
  } catch {
    return [];
  }
}

/** When a process began, in the system's own count, or `null` where there is none or nobody may ask. */
function beginning(pid: string): string | null {
  const stat = read(`/proc/${pid}/stat`);
  // The second column, in brackets, may hold anything; the beginning is the twentieth after it.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function read(path: string): string | null {
  try {
    requireGrant({ name: "read", path });
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}
