import { CLOCK } from "./clock.ts";
import { DESCRIPTORS } from "./descriptors.ts";
import { DISKS } from "./disks.ts";
import type { Fault } from "./fault.ts";
import { MEMORY } from "./memory.ts";
import { NETWORKS } from "./network.ts";
import { PROCESSES } from "./processes.ts";
import { ROOTS } from "./roots.ts";
import { THREADS } from "./threads.ts";

/** Every fault that is tried. */
export const FAULTS: readonly Fault[] = [
  ...DESCRIPTORS,
  ...MEMORY,
  ...PROCESSES,
  ...DISKS,
  ...ROOTS,
  ...CLOCK,
  ...NETWORKS,
  ...THREADS,
];
