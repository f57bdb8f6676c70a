import type { Address } from "../http/exchange.ts";

/** How many connections may wait to be accepted; the system has a limit of its own (Linux: net.core.somaxconn). */
export const BACKLOG = 4_096;

/** A listening socket that is kept open, whatever becomes of the threads that take connections from it. */
export interface HeldSocket {
  /** Connections that wait are lost with the last who listens. */
  close(): void;
}

/**
 * Listens, so that connections that come while no thread does wait for the next, and are not refused. `null` where the
 * platform cannot. Threads must listen with `sharing`, or they find the address taken.
 */
export function holdSocket(
  { hostname, port }: Pick<Address, "hostname" | "port">,
): HeldSocket | null {
  const options = { hostname, port, tcpBacklog: BACKLOG, ...SHARED };
  try {
    return Deno.listen(options);
  } catch {
    return null;
  }
}

/** How the platform is asked for one socket for all who listen at an address in this process. */
const SHARED = { loadBalanced: true };
/** The same for `Deno.serve`, where only `deno serve --parallel` asks for it, by a symbol of this name. */
const SHARED_BY_SERVE = "kLoadBalanced";

/**
 * Options for listening on the socket that `holdSocket` holds. With `reusePort` alone, each thread has a socket of its
 * own and the system chooses one for a connection before it is accepted: what waits for a thread that hangs is not
 * taken by others, and what waits for one that ends is lost. Where the platform does not know these options, it finds
 * the address taken.
 */
export function sharing<T extends object>(options: T): T & typeof SHARED {
  const asked = { ...options, ...SHARED };
  return new Proxy(asked, {
    get: (target, key) =>
      typeof key === "symbol" && key.description === SHARED_BY_SERVE
        ? true
        : target[key as keyof typeof target],
  });
}
