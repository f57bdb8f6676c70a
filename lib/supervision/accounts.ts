import {
  type Account,
  closeAccount,
  mergeAccounts,
  type Others,
} from "../status/account.ts";
import { after } from "./timers.ts";

/** A serving thread, as far as its account matters. */
export interface Teller {
  /** Whether it has begun to serve. */
  readonly isListening: boolean;
  order(order: { readonly kind: "tell"; readonly token: number }): void;
}

/** How long a thread may take to tell what it has measured, in milliseconds; one that is well needs a few. */
const PATIENCE = 300;

/** Gathers what serving threads have measured, when one of them asks. Nothing is done while none does. */
export interface Accounts<Thread extends Teller> {
  /** What all but the one that asks have measured, and those that are gone. */
  gather(asker: Thread): Promise<Others>;
  /** Takes what a thread tells, asked or not. */
  told(thread: Thread, account: Account | null, token: number | null): void;
  /** Keeps what a thread has last told: it is no more. */
  bury(thread: Thread): void;
}

/** Makes the place where accounts meet. `threads` gives those that there are now; an answer after `patience` is late. */
export function createAccounts<Thread extends Teller>(
  threads: () => Iterable<Thread>,
  patience: () => Promise<void> = () => after(PATIENCE),
): Accounts<Thread> {
  const last = new Map<Thread, Account>();
  const asked = new Map<number, { missing: Set<Thread>; done: () => void }>();
  let tokens = 0;
  let gone: Account | null = null;

  return {
    async gather(asker) {
      const others = [...threads()].filter((thread) =>
        thread !== asker && thread.isListening
      );
      const missing = new Set(others);
      const { promise, resolve: done } = Promise.withResolvers<void>();
      const token = tokens++;
      asked.set(token, { missing, done });
      for (const thread of others) thread.order({ kind: "tell", token });
      if (missing.size === 0) done();
      await Promise.race([promise, patience()]);
      asked.delete(token);
      const accounts = others.flatMap((thread) => last.get(thread) ?? []);
      if (gone !== null) accounts.push(gone);
      return { threads: others.length + 1, accounts, silent: missing.size };
    },
    told(thread, account, token) {
      if (account !== null) last.set(thread, account);
      if (token === null) return;
      const asking = asked.get(token);
      asking?.missing.delete(thread);
      if (asking?.missing.size === 0) asking.done();
    },
    bury(thread) {
      const account = last.get(thread);
      last.delete(thread);
      if (account === undefined) return;
      const known = gone === null ? [account] : [gone, account];
      gone = closeAccount(mergeAccounts(known, Date.now()));
    },
  };
}
