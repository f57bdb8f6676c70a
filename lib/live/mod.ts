import { isAtThisMachine } from "../explain/at_this_machine.ts";
import type { Ending, Endings } from "../explain/endings.ts";
import { failureNotice } from "../explain/notice.ts";
import { changed } from "../http/changed.ts";
import { HttpError } from "../http/error.ts";
import type { Exchange, Handler, Outcome, Reply } from "../http/exchange.ts";
import { liveScript } from "./client.ts";
import { listeners } from "./events.ts";
import { inject } from "./inject.ts";
import { watchFiles, type WatchOptions } from "./watch.ts";

/** Pages that follow their files: what is saved shows in the browser by itself. */
export interface Live {
  /** What answers under `/-/`. */
  readonly mounts: Readonly<Record<string, Handler>>;
  /** The same handler, whose pages follow their files. */
  files(handler: Handler): Handler;
  /** The same for scripts, which see a request as it is. */
  scripts(handler: Handler): Handler;
  /** The script of a page that is about a run of so many milliseconds. */
  script(duration: number): string;
  /** Ends all watching and telling. */
  stop(): void;
}

/** What is watched, and who knows how scripts end. */
export interface LiveOptions extends Omit<WatchOptions, "changed"> {
  readonly endings: Pick<Endings, "expect">;
}

/** How long after the end of a page its script's own end is waited for, in milliseconds. */
const LAST_MOMENT = 300;

/** Watches files, for development. Security: only a person at this machine is told of anything. */
export function liveReload({ endings, ...options }: LiveOptions): Live {
  const pages = listeners();
  const unwatch = watchFiles({ ...options, changed: pages.tell });
  return {
    mounts: {
      "/-/live/": local(pages.handler),
      "/-/live.js/": local(scriptReply),
    },
    files: (handler) => following(handler, "files", asWhole),
    scripts: (handler) =>
      following(
        handler,
        "script",
        (exchange) => exchange,
        (exchange) => noticeOf(endings.expect(exchange)),
      ),
    script: (duration) => liveScript(Math.floor(Date.now() - duration)),
    stop() {
      unwatch();
      pages.stop();
    },
  };
}

function local(handler: Handler): Handler {
  return (exchange) => {
    if (isAtThisMachine(exchange)) return handler(exchange);
    throw new HttpError(404, "There is nothing here.");
  };
}

const CLIENT = new TextEncoder().encode(liveScript(null));

function scriptReply(): Reply {
  return {
    status: 200,
    fields: [
      ["content-type", "text/javascript; charset=utf-8"],
      ["cache-control", "no-store"],
      ["x-content-type-options", "nosniff"],
    ],
    content: CLIENT,
  };
}

/** Tells the person at this machine how long an answer took (Server Timing), and puts the script into its pages. */
function following(
  handler: Handler,
  metric: string,
  prepare: (exchange: Exchange) => Exchange,
  noticeFor: (exchange: Exchange) => Notice | null = () => null,
): Handler {
  return (exchange) => {
    if (!isAtThisMachine(exchange)) return handler(exchange);
    const since = Date.now();
    const started = performance.now();
    const page = isPageVisit(exchange);
    const notice = page ? noticeFor(exchange) : null;
    const finish = (outcome: Outcome): Outcome => {
      if (outcome === null || !("status" in outcome)) {
        notice?.forget();
        return outcome;
      }
      const reply = page
        ? inject(outcome, element(since), notice?.text)
        : outcome;
      return timed(reply, metric, performance.now() - started);
    };
    const outcome = handler(page ? prepare(exchange) : exchange);
    if (!(outcome instanceof Promise)) return finish(outcome);
    outcome.catch(() => notice?.forget());
    return outcome.then(finish);
  };
}

/** What a page may have to say of its own script at its end. */
interface Notice {
  text(): Promise<string>;
  forget(): void;
}

function noticeOf(ending: Ending): Notice {
  return {
    async text() {
      const failure = await within(ending.failure, LAST_MOMENT);
      ending.forget();
      return failure === null ? "" : failureNotice(failure);
    },
    forget: () => ending.forget(),
  };
}

async function within<T>(
  work: Promise<T>,
  milliseconds: number,
): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function element(since: number): string {
  return `<script src="/-/live.js?since=${since}" async></script>\n`;
}

/** Whether a browser wants a page to show in a tab of its own. */
function isPageVisit({ method, fields }: Exchange): boolean {
  const destination = fields.get("sec-fetch-dest");
  return method === "GET" &&
    (destination === null || destination === "document") &&
    (fields.get("accept")?.includes("text/html") ?? false);
}

/** What a request may say to get less than the whole file as it is. */
const LESS = [
  "accept-encoding",
  "if-none-match",
  "if-modified-since",
  "if-range",
  "range",
];

function asWhole(exchange: Exchange): Exchange {
  const fields = new Headers(exchange.fields);
  for (const name of LESS) fields.delete(name);
  return changed(exchange, { fields });
}

function timed(reply: Reply, metric: string, duration: number): Reply {
  const field = ["server-timing", `${metric};dur=${duration.toFixed(1)}`];
  return { ...reply, fields: [...reply.fields, field as [string, string]] };
}
