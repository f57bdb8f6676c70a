import type { Address } from "../http/exchange.ts";
import { keyPairFor, type NamedKeyPair } from "./server_name.ts";
import { BACKLOG, sharing } from "./listening_socket.ts";
import { after } from "./timers.ts";
import { freshSocket } from "./fresh_socket.ts";

/** What HTTPS needs: a key pair, and others for other names. */
export interface Tls extends NamedKeyPair {
  readonly others: readonly NamedKeyPair[];
}

/** What listens and answers. */
export interface HttpListener {
  /** Rejects where it cannot go on. */
  readonly finished: Promise<void>;
  /** Takes no more requests; settles when those that it has are done. */
  shutdown(): Promise<void>;
}

/** What came with a request besides it. */
export type Info = Deno.ServeHandlerInfo<Deno.Addr>;

/** What the platform hands requests to. */
export type Answer = (
  request: Request,
  info: Info,
) => Response | Promise<Response>;

/** Listens at an address and hands what comes to a handler. Throws where it cannot. */
export function listenHttp(
  tls: Tls | null,
  address: Address,
  handler: Answer,
  onListen: () => void,
): HttpListener {
  if (address.transport === "unix") {
    // The supervisor puts it in its place, as soon as it listens.
    return Deno.serve({ path: freshSocket(address), onListen }, handler);
  }
  if (tls !== null && tls.others.length > 0) {
    return listenForNames([tls, ...tls.others], address, handler, onListen);
  }
  const pair = tls && { cert: tls.cert, key: tls.key };
  return Deno.serve(at(address, { onListen, ...pair }), handler);
}

/** Threads share the port, so that one can take over from another without a gap. */
function at<T extends object>(
  { hostname, port, shared = false }: Address,
  more: T,
) {
  const place = { hostname, port, reusePort: true, tcpBacklog: BACKLOG };
  return shared ? sharing({ ...place, ...more }) : { ...place, ...more };
}

/**
 * How many names a listener is asked for before another takes its place: the platform remembers what it sent to each
 * of them, about 5 KB, for as long as the listener lives.
 * Security: a client can think of any number of names.
 */
const MOST_NAMES = 4_096;
/** How long the client that asked for the last of them is given to be connected, in milliseconds. */
const HANDSHAKE = 1_000;

/**
 * Listens with a key pair for each name; one listener after another, at the same address, which changes after `most`
 * names. Throws where the platform has no means for that, or cannot listen.
 */
export function listenForNames(
  pairs: readonly [NamedKeyPair, ...NamedKeyPair[]],
  address: Address,
  handler: Answer,
  onListen: () => void,
  most = MOST_NAMES,
): HttpListener {
  const finished = Promise.withResolvers<void>();
  const listeners = new Set<HttpListener>();
  let stopped = false;
  let current = open();

  function open(): HttpListener {
    let names = 0;
    const listener = serveTls(
      address,
      (name) => {
        if (++names === most) after(HANDSHAKE).then(() => succeed(listener));
        return keyPairFor(name, pairs);
      },
      handler,
      onListen,
    );
    listeners.add(listener);
    listener.finished.then(() => {
      listeners.delete(listener);
      if (listeners.size === 0) finished.resolve();
    }, finished.reject);
    return listener;
  }

  function succeed(before: HttpListener): void {
    if (stopped || before !== current) return;
    try {
      current = open();
    } catch {
      return; // It goes on as it is.
    }
    before.shutdown().catch(() => {});
  }

  return {
    finished: finished.promise,
    async shutdown() {
      stopped = true;
      await Promise.all(Array.from(listeners, (one) => one.shutdown()));
    },
  };
}

/** How the platform is asked for a key pair by name, as long as it has no public option for that. */
const BY_NAME = Symbol.for("unstableSniResolver");

/** What the platform serves HTTP on a listener with, which `Deno.serve` does not offer. */
interface Internals {
  serveHttpOnListener?(
    listener: Deno.TlsListener,
    signal: AbortSignal | undefined,
    handler: Answer,
    onError: (error: unknown) => Response,
    onListen: () => void,
  ): HttpListener;
}

const ONE_ONLY =
  "this version of Deno has one certificate for all names; give one that is for all of them";

/** Throws where the platform has no means, or cannot listen. */
function serveTls(
  address: Address,
  byName: (name: string) => { readonly cert: string; readonly key: string },
  handler: Answer,
  onListen: () => void,
): HttpListener {
  const platform = Deno as unknown as Record<symbol, Internals | undefined> & {
    readonly internal?: symbol;
  };
  const { serveHttpOnListener } = platform[platform.internal ?? BY_NAME] ?? {};
  if (serveHttpOnListener === undefined) throw new Error(ONE_ONLY);
  const options = at(address, {
    alpnProtocols: ["h2", "http/1.1"],
    [BY_NAME]: byName,
  });
  return serveHttpOnListener(
    listenTls(options),
    undefined,
    handler,
    failed,
    onListen,
  );
}

function listenTls(options: object): Deno.TlsListener {
  try {
    return Deno.listenTls(
      options as Deno.ListenTlsOptions & Deno.TlsCertifiedKeyPem,
    );
  } catch (error) {
    // It misses the one certificate where it does not know of others.
    if (error instanceof TypeError) throw new Error(ONE_ONLY, { cause: error });
    throw error;
  }
}

/** The handler answers in any case; this is what the platform asks for besides. */
function failed(): Response {
  return new Response(null, { status: 500 });
}
