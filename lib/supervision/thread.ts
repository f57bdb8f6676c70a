import type { Address } from "../http/exchange.ts";
import type { Batch } from "../log/mod.ts";
import type { Denial, Wish } from "../gateway/limits.ts";
import type { Counts } from "../metrics/mod.ts";
import type { Account, Others } from "../status/mod.ts";

/** The other end of a connection. */
export type Client = readonly [hostname: string, port: number];

/** What becomes of a wish for a place: at first, and for one that is queued once more later. */
export type PlaceAnswer = "granted" | "queued" | Denial;

/**
 * What a thread may do with a place that is free again, and not give it back: keep it, where nobody waits (`all`); give
 * it to one who waits in the same thread with the same wish, where nobody has another (`alike`); or nothing (`none`).
 */
export type Thrift = "all" | "alike" | "none";

/** What the supervisor tells a serving thread. */
export type Order<Plan> =
  /** Serve this, on that address; `mark` is what all scripts of this thread carry in their environment. */
  | {
    readonly kind: "start";
    readonly plan: Plan;
    readonly address: Address;
    readonly mark: Readonly<Record<string, string>>;
  }
  /** Take no more requests, finish those that run. */
  | { readonly kind: "stop" }
  /** Finish nothing more: end the scripts that still run. */
  | { readonly kind: "end" }
  /** Say that you are alive; close so many connections with their next answers, since other threads have fewer. */
  | { readonly kind: "beat"; readonly close: number }
  /** Say who your clients are that have a request under way. */
  | { readonly kind: "clients" }
  /** The tree of processes that was asked about has ended. */
  | { readonly kind: "ended"; readonly token: string }
  /** The table of connections that was asked for, or `null` where nobody may read it. */
  | { readonly kind: "connections"; readonly table: string | null }
  /** What became of a wish for a place. */
  | {
    readonly kind: "place";
    readonly token: number;
    readonly answer: PlaceAnswer;
    readonly thrift: Thrift;
  }
  /** Give back places that you do not use: others wait. */
  | { readonly kind: "giveBack"; readonly thrift: Thrift }
  /** Tell what you have measured; another thread wants to know. */
  | { readonly kind: "tell"; readonly token: number }
  /** What was asked for of the other threads. */
  | { readonly kind: "others"; readonly others: Others };

/** What a serving thread tells the supervisor. */
export type Report =
  | { readonly kind: "listening" }
  | { readonly kind: "log"; readonly batch: Batch }
  /** It is alive, has so many requests under way, lost so many reads, and has counted this since it last said so. */
  | {
    readonly kind: "beat";
    readonly open: number;
    readonly lost: number;
    /** How many connections carried a request in that time. */
    readonly connections: number;
    /** Clients that were told that their connection is closed. */
    readonly closed: readonly Client[];
    /** How long it stood still to start scripts since it last said so, in milliseconds. */
    readonly stoodStill: number;
    readonly counts: Counts | null;
  }
  /** End this process and all that it started. */
  | {
    readonly kind: "endTree";
    readonly pid: number;
    readonly token: string;
    readonly grace: number;
  }
  /** It wants a place for a script. */
  | {
    readonly kind: "wish";
    readonly token: number;
    readonly wish: Wish;
    /** Whether it need not be told that it waits. */
    readonly quiet: boolean;
  }
  /** It gives a place back, or waits for it no longer; or its wish `to`, which is alike, has that place now. */
  | { readonly kind: "over"; readonly token: number; readonly to?: number }
  /** It has given back all places that it did not use. */
  | { readonly kind: "gaveBack" }
  /** Read the system's table of connections. */
  | { readonly kind: "connections" }
  /** Ask all other threads what they have measured. */
  | { readonly kind: "others" }
  /** What it has measured: as it was asked to tell, or before it goes (`token` is `null`). */
  | {
    readonly kind: "told";
    readonly token: number | null;
    readonly account: Account | null;
  }
  /** Its clients that have a request under way, but for those that are answered without any waiting. */
  | { readonly kind: "clients"; readonly clients: readonly Client[] }
  /** It cannot go on, and wants to be replaced. */
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "stopped" };
