import type { PlaceLimits } from "../gateway/limits.ts";
import { type Accounts, createAccounts } from "./accounts.ts";
import { createPlaceKeeper } from "./place_keeper.ts";
import type { ServingThread } from "./serving_thread.ts";
import type { Client, Report } from "./thread.ts";

/** What is lent to do it with. */
export interface ServiceTools<Plan> {
  /** All serving threads that there are now. */
  threads(): Iterable<ServingThread<Plan>>;
  /** Ends a process and all that it started. */
  endTree(pid: number, token: string, grace: number): Promise<void>;
  /** The system's table of connections, or `null` where nobody may read it. */
  table(): Promise<string | null>;
  /** How many scripts may run. */
  limits(): PlaceLimits;
  /** Takes what a thread says of its clients. */
  clients(thread: ServingThread<Plan>, clients: readonly Client[]): void;
}

/** What the supervisor does for its threads, which have not the right, or know only themselves. */
export interface Services<Plan> {
  /** Does what a report asks for; others are of no interest here. */
  heed(thread: ServingThread<Plan>, report: Report): void;
  /** Keeps what is of interest of a thread that is no more; `ended` settles when its scripts are none, either. */
  bury(thread: ServingThread<Plan>, ended: Promise<unknown>): void;
}

/** Makes the services of one supervisor. */
export function createServices<Plan>(
  { threads, endTree, table, limits, clients }: ServiceTools<Plan>,
): Services<Plan> {
  const accounts: Accounts<ServingThread<Plan>> = createAccounts(threads);
  const places = createPlaceKeeper<ServingThread<Plan>>(
    limits,
    {
      answer: (thread, token, answer, thrift) =>
        thread.order({ kind: "place", token, answer, thrift }),
      ask: (thread, thrift) => thread.order({ kind: "giveBack", thrift }),
    },
  );
  return {
    heed(thread, report) {
      if (report.kind === "wish") {
        places.wish(thread, report);
      } else if (report.kind === "over") {
        places.over(thread, report.token, report.to);
      } else if (report.kind === "gaveBack") places.gaveBack(thread);
      else if (report.kind === "endTree") {
        const { pid, token, grace } = report;
        const ended = () => thread.order({ kind: "ended", token });
        endTree(pid, token, grace).then(ended, ended);
      } else if (report.kind === "connections") {
        table().then((table) => thread.order({ kind: "connections", table }));
      } else if (report.kind === "others") {
        accounts.gather(thread)
          .then((others) => thread.order({ kind: "others", others }));
      } else if (report.kind === "clients") clients(thread, report.clients);
      else if (report.kind === "told") {
        accounts.told(thread, report.account, report.token);
      }
    },
    bury(thread, ended) {
      accounts.bury(thread);
      const free = () => places.bury(thread);
      ended.then(free, free);
    },
  };
}
