import type { Address } from "../http/exchange.ts";
import { openAtOnce } from "./at_once.ts";
import { type HeldSocket, holdSocket } from "./listening_socket.ts";
import { clearSocket, publishSocket, removeSocket } from "./unix_socket.ts";

/** What of a plan matters to those who listen. */
interface ListeningPlan {
  readonly tls: unknown;
  readonly socketMode?: number;
  readonly httpsRedirect?: number | null;
}

/** What the system must be told before, while and after threads listen on an address that they share. */
export interface Listening {
  /** A thread is about to listen; the address, as it is told of it. */
  prepare(plan: ListeningPlan): Address;
  /** A thread has begun to listen. */
  begun(plan: ListeningPlan): void;
  /** Threads listen each on a socket of their own from now on. Whether they did not before. */
  part(): boolean;
  /** No more threads will listen, and nobody is to wait for one. */
  stop(): void;
  /** No thread listens any more. */
  end(): void;
}

/** The TCP ports at which a server listens by a plan. */
export function portsOf(
  { transport, port }: Address,
  { httpsRedirect }: Pick<ListeningPlan, "httpsRedirect">,
): number[] {
  if (transport !== "tcp") return [];
  return [port, ...(httpsRedirect ? [httpsRedirect] : [])];
}

/** Looks after the listening sockets at one address. */
export function listeningAt(address: Address): Listening {
  const isTcp = address.transport === "tcp";
  const open = ({ tls }: ListeningPlan) =>
    isTcp ? openAtOnce(tls !== null) : null;
  const held = createHeld(address.hostname);
  let sharing = isTcp;
  return {
    prepare(plan) {
      clearSocket(address);
      sharing &&= held.keep(portsOf(address, plan));
      return {
        ...address,
        ...(sharing ? { shared: true } : {}),
        ...(open(plan) === null ? {} : { atOnce: true }),
      };
    },
    begun(plan) {
      publishSocket(address, plan.socketMode);
      open(plan)?.apply();
    },
    part() {
      const before = sharing;
      sharing = false;
      held.keep([]);
      return before;
    },
    stop: () => void held.keep([]),
    end: () => removeSocket(address),
  };
}

/** Sockets that are kept open, by port. */
interface Held {
  /** Keeps those at these ports open and lets go of others; whether it could. */
  keep(ports: readonly number[]): boolean;
}

function createHeld(hostname: string): Held {
  const held = new Map<number, HeldSocket>();
  return {
    keep(ports) {
      for (const [port, socket] of held) {
        if (ports.includes(port)) continue;
        socket.close();
        held.delete(port);
      }
      for (const port of ports) {
        const socket = held.get(port) ?? holdSocket({ hostname, port });
        if (socket === null) return false;
        held.set(port, socket);
      }
      return true;
    },
  };
}
