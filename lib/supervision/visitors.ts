import type { Answer, Info } from "./http_listener.ts";
import { clientOf } from "./request_count.ts";
import type { Client } from "./thread.ts";

/** The connections that a serving thread has, as far as they carry requests. */
export interface Visitors {
  /** How many carried one since this was last asked, and which have had their last answer, as it told them. */
  take(): { connections: number; closed: readonly Client[] };
  /** So many are closed with their next answer, and no more than these, whatever was asked before. */
  send(count: number): void;
  watched(handler: Answer): Answer;
}

/** Ports, each with the number of the period in which it was last seen; it comes again after so many. */
const PORTS = 65_536;
const PERIODS = 255;

/**
 * Counts connections, and closes some where another thread has fewer: a connection stays with the thread that took
 * it, and one that is made anew is taken by whichever has time. HTTP/1.1 lets a server close with any answer, if the
 * answer says so, and nothing is lost by it; it must then close (RFC 9112 §9.6), which the platform leaves to the
 * client since 2.8. So the supervisor is told.
 */
export function watchVisitors(): Visitors {
  const seen = new Uint8Array(PORTS);
  let period = 1;
  let count = 0;
  let leaving = 0;
  let closed: Client[] = [];

  function see(port: number): void {
    if (seen[port] === period) return;
    seen[port] = period;
    count++;
  }

  function close(request: Request, info: Info, response: Response): Response {
    if (leaving === 0 || !mayClose(request, response)) return response;
    leaving--;
    response.headers.set("connection", "close");
    const client = clientOf(info);
    // That of a Unix socket is closed when its thread finishes, which is the only reason to be told to go.
    if (client === null) return response;
    const over = () => void closed.push(client);
    info.completed.then(over, over);
    return response;
  }

  return {
    take() {
      const taken = { connections: count, closed };
      count = 0;
      closed = [];
      period = period % PERIODS + 1;
      return taken;
    },
    send(number) {
      leaving = number;
    },
    watched: (handler) => (request, info) => {
      const { remoteAddr } = info;
      if ("port" in remoteAddr) see(remoteAddr.port);
      const response = handler(request, info);
      if (leaving === 0) return response;
      return response instanceof Promise
        ? response.then((given) => close(request, info, given))
        : close(request, info, response);
    },
  };
}

/** HTTP/2 has no such field, and no request with a Host field (RFC 9113 §8.2.2, §8.3.1). */
function mayClose(request: Request, { status, headers }: Response): boolean {
  return status >= 200 && request.headers.get("host") !== null &&
    !headers.has("connection");
}
