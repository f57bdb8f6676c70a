import { HttpError } from "../http/error.ts";
import type { Handler, Journal } from "../http/exchange.ts";
import {
  countAccess,
  countNote,
  type Counts,
  noCounts,
} from "../metrics/mod.ts";
import type { Answer, Info } from "./http_listener.ts";
import type { Client } from "./thread.ts";

/** What a serving thread knows of the requests that it has. */
export interface RequestCount {
  /** The same journal, which tells of the end of every request. */
  readonly journal: Journal;
  readonly admit: Handler;
  quickAnswers(): number;
  /** How many requests are under way, and what was counted since this was last asked, or `null` for nothing. */
  take(): { open: number; counts: Counts | null };
  /** Clients whose requests are not answered at once. */
  clients(): readonly Client[];
  counted(handler: Answer): Answer;
}

/** The other end of a TCP connection; `null` for another. */
export function clientOf({ remoteAddr }: Info): Client | null {
  if (!("hostname" in remoteAddr)) return null;
  return [remoteAddr.hostname, remoteAddr.port];
}

/** No script answers in so many milliseconds: to start one takes a third of it. */
const QUICK = 1;

/**
 * Counts requests from their arrival to their line in the log, which is the cheapest way to know how many run; `most` of
 * them may be under way, 0 is no limit.
 */
export function requestCount(journal: Journal, most: number): RequestCount {
  let open = 0;
  let quick = 0;
  let counts: Counts | null = null;
  const waiting = new Set<Client>();

  /** Most requests are answered at once, and cost nothing here. */
  function keep(info: Info): void {
    const client = clientOf(info);
    if (client === null) return;
    waiting.add(client);
    const over = () => void waiting.delete(client);
    info.completed.then(over, over);
  }

  return {
    clients: () => [...waiting],
    quickAnswers: () => quick,
    take() {
      const taken = { open, counts };
      counts = null;
      return taken;
    },
    journal: {
      access(record) {
        open--;
        if (record.duration < QUICK) quick++;
        countAccess(counts ??= noCounts(), record);
        journal.access(record);
      },
      note(level, message, id, details) {
        countNote(counts ??= noCounts(), level, details);
        journal.note(level, message, id, details);
      },
    },
    counted: (handler) => (request, info) => {
      const before = open++;
      const response = handler(request, info);
      if (open > before) keep(info);
      return response;
    },
    admit() {
      if (most === 0 || open <= most) return null;
      throw new HttpError(503, "The server is busy; try again soon.", {
        fields: [["retry-after", "5"]],
        cause: `${open} requests are under way`,
      });
    },
  };
}
