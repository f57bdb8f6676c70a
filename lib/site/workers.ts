import type { OptionValues } from "../options/mod.ts";
import { socketAddress } from "../supervision/unix_socket.ts";

/** How many serving threads there are, and how many there may be while there is work for them. */
export interface WorkerCounts {
  readonly workers: number;
  readonly mostWorkers: number;
}

/** Past this, more threads of one server do little for scripts, and nothing for files. */
const MOST = 4;

/**
 * Unless a number is given, one, and others as they are needed: up to one for each processor, which `processors` counts.
 * But only one where something is counted in each thread by itself (a limit of requests, connections to applications);
 * on a Unix socket, which is for one; and on systems other than Linux, which does share connections out among threads.
 */
export function workerCounts(
  values: OptionValues,
  processors = navigator.hardwareConcurrency,
  system: string = Deno.build.os,
): WorkerCounts {
  const { workers, maxRequests, fastcgi, scgi, host } = values;
  if (workers > 0) return { workers, mostWorkers: workers };
  const alone = maxRequests > 0 || fastcgi.length + scgi.length > 0 ||
    socketAddress(host) !== null || system !== "linux";
  return {
    workers: 1,
    mostWorkers: alone ? 1 : Math.max(1, Math.min(processors, MOST)),
  };
}
