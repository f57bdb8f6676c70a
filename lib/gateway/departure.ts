import type { Exchange } from "../http/exchange.ts";
import type { WatchClient } from "./client_watch.ts";
import type { ScriptContent } from "./content.ts";
import { BEFORE_2_8 } from "../platform/version.ts";

/** All that may tell of a client's leaving before it is answered. */
export interface Departure {
  /**
   * Aborts when the client leaves. To be asked for only where something takes long enough for that to matter: what
   * stands behind it costs a tenth of all that a small script costs its server.
   */
  readonly signal: AbortSignal;
  /** Ends the watch. */
  forget(): void;
}

/** Deno before 2.8 tells of a departure only to those who asked before it; later versions also tell whoever comes late. */
const ASK_EARLY = BEFORE_2_8;

/** Makes it possible to watch the client of an exchange, also while it waits for its turn. */
export function departureOf(
  exchange: Exchange,
  content: ScriptContent | null,
  watch: WatchClient,
): Departure {
  let begun: Watch | null = null;
  let over = false;
  const begin = () => begun ??= beginWatch(exchange, watch);
  if (ASK_EARLY) begin();
  content?.broken.then(() => over || begin().leave());
  return {
    get signal() {
      return begin().signal;
    },
    forget() {
      over = true;
      begun?.end();
    },
  };
}

interface Watch {
  readonly signal: AbortSignal;
  leave(): void;
  end(): void;
}

function beginWatch(
  { signal, client, proxy, server }: Exchange,
  watch: WatchClient,
): Watch {
  const controller = new AbortController();
  const leave = () => controller.abort();
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave);
  const unwatch = watch(proxy?.address ?? client, server, leave);
  return {
    signal: controller.signal,
    leave,
    end() {
      signal.removeEventListener("abort", leave);
      unwatch();
    },
  };
}
