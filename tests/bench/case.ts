import type { Skill } from "./peer.ts";
import type { Running } from "./running.ts";
import type { Metric, Sample } from "./sample.ts";

/** Something to measure of each peer. */
export interface Case {
  readonly name: string;
  /** What it is, in a few words, for tables and plots. */
  readonly title: string;
  readonly group:
    | "files"
    | "protocol"
    | "connections"
    | "scripts"
    | "tls"
    | "whole";
  /** What a peer must have been made for. */
  readonly skill: Skill;
  /** What comes of it; the first one is plotted. */
  readonly metrics: readonly Metric[];
  /** Whether `--quick` has it. */
  readonly quick?: boolean;
  /** What the site must be given first. */
  readonly tree?: boolean;
  /** Rounds, where it needs another number of them than the others. */
  readonly rounds?: number;
  /** Makes sure that the peer does what is to be measured. Throws with the reason where it does not. */
  check(running: Running): Promise<void>;
  /** Measures for so many seconds. */
  measure(running: Running, seconds: number): Promise<Sample>;
}

/** Why a peer is not measured in a case: it answers, but with something else. */
export class Unfit extends Error {
  override readonly name = "Unfit";
}
