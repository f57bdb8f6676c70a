import type { Address } from "../http/exchange.ts";
import { openAtOnce } from "./at_once.ts";
import { clearSocket, publishSocket, removeSocket } from "./unix_socket.ts";

/** What of a plan matters to those who listen. */
interface ListeningPlan {
  readonly tls: unknown;
  readonly socketMode?: number;
}

/** What the system must be told before, while and after threads listen on an address that they share. */
export interface Listening {
  /** A thread is about to listen; the address, as it is told of it. */
  prepare(plan: ListeningPlan): Address;
  /** A thread has begun to listen. */
  begun(plan: ListeningPlan): void;
  /** No thread listens any more. */
  end(): void;
}

/** Looks after the listening sockets at one address. */
export function listeningAt(address: Address): Listening {
  const isTcp = address.transport === "tcp";
  const open = ({ tls }: ListeningPlan) =>
    isTcp ? openAtOnce(tls !== null) : null;
  return {
    prepare(plan) {
      clearSocket(address);
      return open(plan) === null ? address : { ...address, atOnce: true };
    },
    begun(plan) {
      publishSocket(address, plan.socketMode);
      open(plan)?.apply();
    },
    end: () => removeSocket(address),
  };
}
