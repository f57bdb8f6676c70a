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
  const departure = new Watchable(exchange, watch);
  if (ASK_EARLY) departure.begin();
  content?.broken.then(() => departure.leave());
  return departure;
}

/** A class, since a getter of an object written out is taken for long-lived, and all that it reaches with it. */
class Watchable implements Departure {
  readonly #exchange: Exchange;
  readonly #watch: WatchClient;
  #begun: Watch | null = null;
  #over = false;

  constructor(exchange: Exchange, watch: WatchClient) {
    this.#exchange = exchange;
    this.#watch = watch;
  }

  get signal(): AbortSignal {
    return this.begin().signal;
  }

  begin(): Watch {
    return this.#begun ??= beginWatch(this.#exchange, this.#watch);
  }

  leave(): void {
    if (!this.#over) this.begin().leave();
  }

  forget(): void {
    this.#over = true;
    this.#begun?.end();
  }
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
