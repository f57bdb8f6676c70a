import type { Address } from "./http/exchange.ts";
import type { Batch } from "./log/mod.ts";

/** What the supervisor tells a serving thread. */
export type Order<Plan> =
  /** Serve this, on that address. */
  | { readonly kind: "start"; readonly plan: Plan; readonly address: Address }
  /** Take no more requests, finish those that run. */
  | { readonly kind: "stop" }
  /** Finish nothing more: end the scripts that still run. */
  | { readonly kind: "end" }
  /** The tree of processes that was asked about has ended. */
  | { readonly kind: "ended"; readonly token: string };

/** What a serving thread tells the supervisor. */
export type Report =
  | { readonly kind: "listening" }
  | { readonly kind: "log"; readonly batch: Batch }
  /** End this process and all that it started. */
  | {
    readonly kind: "endTree";
    readonly pid: number;
    readonly token: string;
    readonly grace: number;
  }
  /** It cannot go on, and wants to be replaced. */
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "stopped" };
