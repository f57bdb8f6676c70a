import { createClientWatch, readConnections } from "../gateway/client_watch.ts";
import { type ScriptContent, scriptContent } from "../gateway/content.ts";
import { createCrowd } from "../gateway/crowd.ts";
import { createPlaces, type Release, wishOf } from "../gateway/limits.ts";
import { addMetaVariables } from "../gateway/meta_variables.ts";
import { readAnswer } from "../gateway/outcome.ts";
import { UnreadableHeader } from "../gateway/response.ts";
import type { Script } from "../gateway/script.ts";
import type { Exchange, Outcome } from "../http/exchange.ts";
import { parseAddress } from "./address.ts";
import { Call } from "./call.ts";
import { failureOf, noPlace, unreachable } from "./failure.ts";
import { type ApplicationOptions, fillOptions } from "./options.ts";
import { type AddressState, type Backend, type Lease, Pool } from "./pool.ts";
import { FASTCGI } from "./record.ts";
import { isIdempotent, mayRepeat } from "./repeat.ts";
import { SCGI } from "./scgi.ts";

/** An application that runs elsewhere, at one address or several. */
export interface Application {
  /** How many requests are with it. */
  readonly running: number;
  /** How many wait for one of them to end. */
  readonly waiting: number;
  /** How things stand with each address. */
  readonly states: readonly AddressState[];
  /** Has it answer an exchange. Throws `HttpError`. */
  answer(exchange: Exchange, script: Script): Promise<Outcome>;
  /** Ends what it still answers, and closes all connections. */
  close(): Promise<void>;
}

/** Makes the client of an application; it connects when it is first asked. Throws `RangeError` for a bad address. */
export function application(options: ApplicationOptions): Application {
  const settings = fillOptions(options);
  const wire = settings.protocol === "scgi" ? SCGI : FASTCGI;
  const pool = new Pool(settings.addresses.map(parseAddress), settings);
  const { maxRequests: running, maxQueue: waiting } = settings;
  const places = createPlaces(() => ({ running, waiting }));
  const watchClient = createClientWatch(
    options.connections ?? readConnections,
  );
  const calls = createCrowd<Call>();

  function call(
    exchange: Exchange,
    script: Script,
    content: ScriptContent | null,
    lease: Lease,
    release: Release,
  ): Call {
    const variables = { ...settings.environment };
    const length = content?.length ?? null;
    addMetaVariables(variables, exchange, script, length, settings);
    const call = new Call(lease.connection, {
      wire,
      head: wire.head(variables, wire.keeps && pool.keeps),
      content,
      timeout: settings.timeout,
      silence: settings.silence,
      note: (line) => exchange.note("warning", line, { script: script.name }),
      over(reusable) {
        leave();
        lease.give(reusable);
        release();
      },
    });
    const leave = calls.enter(call);
    return call;
  }

  /** Waits for a place and a connection, and sends the request. */
  async function begin(
    exchange: Exchange,
    script: Script,
    content: ScriptContent | null,
    tried: Set<Backend>,
  ): Promise<{ call: Call; backend: Backend }> {
    const release = await places.take(wishOf(exchange, script), exchange);
    if (typeof release === "string") throw noPlace(release);
    try {
      const fresh = tried.size > 0 || !isIdempotent(exchange.method);
      const lease = await pool.take(fresh, tried);
      tried.add(lease.backend);
      return {
        call: call(exchange, script, content, lease, release),
        backend: lease.backend,
      };
    } catch (error) {
      release();
      throw unreachable(error);
    }
  }

  async function read(
    call: Call,
    content: ScriptContent | null,
    exchange: Exchange,
  ): Promise<Outcome> {
    const { signal, client, server } = exchange;
    const leave = () => call.end("client");
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave);
    const unwatch = content ? watchClient(client, server, leave) : () => {};
    try {
      return await readAnswer(call, exchange, { sendFile: null });
    } catch (error) {
      if (!(error instanceof UnreadableHeader)) call.end("output");
      throw error;
    } finally {
      signal.removeEventListener("abort", leave);
      unwatch();
    }
  }

  async function answer(exchange: Exchange, script: Script): Promise<Outcome> {
    const content = await scriptContent(exchange, settings);
    const tried = new Set<Backend>();
    for (let attempts = 1;; attempts++) {
      const { call, backend } = await begin(exchange, script, content, tried)
        .catch((error) => {
          content?.close();
          throw error;
        });
      try {
        return await read(call, content, exchange);
      } catch (error) {
        if (!(error instanceof UnreadableHeader)) throw error;
        if (call.refusal !== null) backend.fail();
        const again = mayRepeat({
          method: exchange.method,
          content: content !== null && content.length > 0,
          attempts,
          addresses: settings.addresses.length,
          refusal: call.refusal,
          broken: call.ended === "connection",
        });
        call.end("output");
        if (!again) throw failureOf(call, backend.name, script, error);
        exchange.note("info", "an application failed, and is asked again", {
          address: backend.name,
          cause: String(call.refusal ?? error.message),
        });
      }
    }
  }

  return {
    get running() {
      return places.running;
    },
    get waiting() {
      return places.waiting;
    },
    get states() {
      return pool.states;
    },
    answer,
    async close() {
      calls.each((call) => call.end("server"));
      pool.close();
      await Promise.resolve();
    },
  };
}
