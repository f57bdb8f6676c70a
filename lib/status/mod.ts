import { isAtThisMachine } from "../explain/at_this_machine.ts";
import type { Explained } from "../explain/mod.ts";
import { HttpError } from "../http/error.ts";
import type { Exchange, Handler, Journal, Reply } from "../http/exchange.ts";
import { statusFields, statusPage } from "./page.ts";
import { type Stream, watch } from "./watch.ts";
import { type Account, mergeAccounts, type Others } from "./account.ts";
import { describeScript, type ScriptStatus } from "./script_account.ts";
import { scriptCounter, type Scripts } from "./scripts.ts";
import { type Second, trafficCounter } from "./traffic.ts";

export {
  type Account,
  closeAccount,
  mergeAccounts,
  type Others,
} from "./account.ts";

/** What is told at `/-/status`. */
export interface Snapshot {
  /** Such as `Gatehouse/1.0.0`. */
  readonly software: string;
  /** When the server began to serve, and when this was told, in milliseconds since the epoch. */
  readonly started: number;
  readonly now: number;
  /** How many serving threads there are; what is told is of all of them… */
  readonly threads: number;
  /** …but for so many, which did not answer in time: of these it is what they said before. */
  readonly silent: number;
  /** Since the start; bytes of content. */
  readonly total: { readonly requests: number; readonly bytes: number };
  readonly lastMinute: Second;
  /** The last two minutes, the oldest second first. */
  readonly seconds: readonly Second[];
  readonly scripts: readonly ScriptStatus[];
}

/** Measures, and tells what it has measured. */
export interface Status {
  /** What answers under `/-/`. */
  readonly mounts: Readonly<Record<string, Handler>>;
  /** Told of processes. */
  readonly observer: Pick<Scripts, "started"> & {
    waits(script: string, name: string): () => void;
  };
  /** The same journal, whose records are counted. */
  counted(journal: Journal): Journal;
  /** Takes note of a script's failure. */
  failed(explained: Explained): void;
  /** What this thread has measured, for another to tell. */
  account(): Account;
  /** Ends what is told without end. */
  stop(): void;
}

const SECONDS = 120;

/** What one serving thread needs to tell of all. */
export interface StatusOptions extends Pick<Snapshot, "software"> {
  /** Asks what the other threads have measured. */
  others(): Promise<Others>;
}

/** Makes the status of a server, as one of its threads tells it. */
export function serverStatus(
  { software, others }: StatusOptions,
): Status {
  const traffic = trafficCounter();
  const scripts = scriptCounter();
  const started = Date.now();
  const account = (): Account => ({
    started,
    traffic: traffic.account(Date.now()),
    scripts: scripts.accounts(),
  });
  const snapshot = async (): Promise<Snapshot> => {
    const { threads, accounts, silent } = await others();
    const now = Date.now();
    const all = mergeAccounts([account(), ...accounts], now);
    return { software, threads, silent, ...describe(all, now) };
  };
  const watchers = watch(async () =>
    `data: ${JSON.stringify(await snapshot())}\n\n`
  );
  return {
    mounts: { "/-/status/": guarded(answer(snapshot, watchers.stream)) },
    observer: {
      waits: (_script, name) => scripts.waits(name),
      started: scripts.started,
    },
    counted: (journal) => ({
      access(record) {
        const { target, status, bytes, duration } = record;
        // Whoever looks at the numbers does not change them.
        if (!target.startsWith("/-/")) {
          traffic.add(status, bytes, duration, Date.now());
        }
        journal.access(record);
      },
      note: (...words) => journal.note(...words),
    }),
    failed: scripts.failed,
    account,
    stop: watchers.stop,
  };
}

function describe(
  { started, traffic: counted, scripts }: Account,
  now: number,
): Omit<Snapshot, "software" | "threads" | "silent"> {
  const traffic = trafficCounter();
  traffic.include(counted, now);
  return {
    started,
    now,
    total: { requests: traffic.requests, bytes: traffic.bytes },
    lastMinute: traffic.sum(60, now),
    seconds: traffic.seconds(SECONDS, now),
    scripts: scripts.map((script) => describeScript(script, now)),
  };
}

/** Security: it tells who asks for what; that is for the person at this machine, or one who has logged in. */
function guarded(handler: Handler): Handler {
  return (exchange) => {
    if (isAtThisMachine(exchange) || exchange.login !== null) {
      return handler(exchange);
    }
    throw new HttpError(404, "There is nothing here.");
  };
}

const SHARED = [
  ["cache-control", "no-store"],
  ["vary", "accept"],
  ["x-content-type-options", "nosniff"],
] as const;

function answer(
  snapshot: () => Promise<Snapshot>,
  stream: () => Stream,
): Handler {
  return async ({ method, fields }: Exchange): Promise<Reply> => {
    if (method !== "GET" && method !== "HEAD") {
      throw new HttpError(405, "This can only be read.", {
        fields: [["allow", "GET, HEAD"]],
      });
    }
    const accept = fields.get("accept") ?? "";
    if (accept.includes("text/event-stream")) {
      return {
        status: 200,
        fields: [["content-type", "text/event-stream"], ...SHARED],
        content: method === "HEAD" ? null : stream(),
      };
    }
    const html = accept.includes("text/html");
    const text = html ? statusPage() : `${JSON.stringify(await snapshot())}\n`;
    const own = html
      ? statusFields()
      : [["content-type", "application/json"] as const];
    return {
      status: 200,
      fields: [...own, ...SHARED],
      content: new TextEncoder().encode(text),
    };
  };
}
