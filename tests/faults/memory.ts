import { existsSync } from "node:fs";
import { assertEquals } from "@std/assert";
import { gatehouseCommand, startServer } from "../support/server.ts";
import type { Fault } from "./fault.ts";
import { makePlace, statusOf } from "./place.ts";

/** Where groups of processes with a limit of memory can be made, and what the limit is called there. */
interface Ground {
  readonly folder: string;
  readonly limit: string;
  /** The limit of what goes to a disk instead, where the system counts that. */
  readonly swap: readonly [name: string, bytes: number];
}

/** Bytes for the server, which takes about half of it, and its scripts. */
const LIMIT = 400 * 1024 * 1024;

const GROUPS = "/sys/fs/cgroup";

function ground(): Ground | null {
  try {
    const own = Deno.readTextFileSync("/proc/self/cgroup");
    const [, path] = /^\d+:(?:\w+,)*memory(?:,\w+)*:(.*)$/m.exec(own) ?? [];
    if (path !== undefined) {
      const folder = `${GROUPS}/memory${path}`;
      const swap = ["memory.memsw.limit_in_bytes", LIMIT] as const;
      return { folder, limit: "memory.limit_in_bytes", swap };
    }
    // A group of version 2 that has processes of its own has no others below; only the first is excepted.
    const shared = Deno.readTextFileSync(`${GROUPS}/cgroup.subtree_control`);
    return /\bmemory\b/.test(shared)
      ? { folder: GROUPS, limit: "memory.max", swap: ["memory.swap.max", 0] }
      : null;
  } catch {
    return null;
  }
}

/** A group of processes that may have so much memory together, as a container or a unit of systemd is one. */
interface Group extends Disposable {
  /** Words before a command that put it into the group. */
  readonly command: readonly string[];
}

function makeGroup(): Group {
  const where = ground();
  if (where === null) throw new Error("the system has no such groups");
  const folder = `${where.folder}/gatehouse-test-${Deno.pid}`;
  Deno.mkdirSync(folder);
  const remove = () => Deno.removeSync(folder);
  try {
    Deno.writeTextFileSync(`${folder}/${where.limit}`, String(LIMIT));
    const [name, bytes] = where.swap;
    if (existsSync(`${folder}/${name}`)) {
      Deno.writeTextFileSync(`${folder}/${name}`, String(bytes));
    }
  } catch (error) {
    remove();
    throw error;
  }
  const join = 'echo $$ >"$0" && exec "$@"';
  return {
    command: ["/bin/sh", "-c", join, `${folder}/cgroup.procs`],
    [Symbol.dispose]: remove,
  };
}

function cannotLimit(): string | null {
  try {
    makeGroup()[Symbol.dispose]();
    return null;
  } catch (error) {
    return `no group of processes with a limit of memory: ${
      error instanceof Error ? error.message : error
    }`;
  }
}

async function noMemory(): Promise<string> {
  await using place = await makePlace();
  using group = makeGroup();
  await place.addScript("starts", "head -c 4G /dev/zero | tail");
  await place.addScript("eats", "exec tail /dev/zero");
  await using server = await startServer([place.root, "--log-format=none"], {
    command: [...group.command, ...gatehouseCommand()],
  });
  for (const script of ["eats", "starts"]) {
    assertEquals(await statusOf(server.port, `/cgi-bin/${script}`), 502);
    const told = `killed the script.*memory.*script="[^"]*/${script}"`;
    await server.waitFor("stderr", new RegExp(told));
    assertEquals(await statusOf(server.port), 200);
    assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  }
  assertEquals(await server.stop(), 0);
  return "whoever takes it all is ended by the system: 502, and the log says so; all else is served";
}

/** Memory that is used up. */
export const MEMORY: readonly Fault[] = [
  {
    name: "no memory left",
    by: "a script that eats it, in a group with 400 MiB",
    cannot: cannotLimit,
    try: noMemory,
  },
];
