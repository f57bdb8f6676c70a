import { mergeScripts, type ScriptAccount } from "./script_account.ts";
import { type TrafficAccount, trafficCounter } from "./traffic.ts";

/** All that one serving thread has measured; plain values, so that another thread can tell it with its own. */
export interface Account {
  /** When the thread began to serve, in milliseconds since the epoch. */
  readonly started: number;
  readonly traffic: TrafficAccount;
  readonly scripts: readonly ScriptAccount[];
}

/** What the other serving threads have measured, those that are gone included. */
export interface Others {
  /** How many serving threads there are, the one that asks included. */
  readonly threads: number;
  readonly accounts: readonly Account[];
  /** How many serving threads did not answer in time. */
  readonly silent: number;
}

/** Makes one account of several, for the time `now` in milliseconds since the epoch. */
export function mergeAccounts(
  accounts: readonly Account[],
  now: number,
): Account {
  const traffic = trafficCounter();
  for (const account of accounts) traffic.include(account.traffic, now);
  return {
    started: Math.min(...accounts.map(({ started }) => started)),
    traffic: traffic.account(now),
    scripts: mergeScripts(accounts.flatMap(({ scripts }) => scripts)),
  };
}

/** What remains of an account when its thread is no more: nothing of it runs or waits. */
export function closeAccount(account: Account): Account {
  const scripts = account.scripts.map((script) => ({
    ...script,
    running: [],
    waiting: 0,
  }));
  return { ...account, scripts };
}
