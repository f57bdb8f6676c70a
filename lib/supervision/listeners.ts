import { ownPort } from "./connections.ts";
import {
  descriptors,
  type Libc,
  openLibc,
  socketOf,
  waitsFor,
} from "./libc.ts";

/** Who in this process waits for connections at some ports. */
export interface Listeners {
  /**
   * The descriptors (epoll(7)) by which it waits for them, of which each thread has its own, with a text that is another
   * for another thread.
   */
  pollers(): ReadonlyMap<number, string>;
  /**
   * Whoever waits by one of these takes no more connections, and gets none; whether it is so. It is not while
   * connections wait that would be lost, unless those are to be `lost`.
   */
  silence(pollers: readonly number[], lost?: boolean): boolean;
}

/** Names and numbers of Linux, the same on all machines that Deno runs on. */
const SOL_SOCKET = 1;
const SO_ACCEPTCONN = 30;
const IPPROTO_TCP = 6;
const TCP_INFO = 11;
/** The word of `struct tcp_info` that says, of a listener, how many connections wait to be accepted. */
const WAITING = 6;
const SHUT_RDWR = 2;
const EPOLL_CTL_DEL = 2;

/** The means to look at listeners and to silence them, or `null` where there are none, or no ports either. */
export function openListeners(
  ports: () => readonly number[],
): Listeners | null {
  const libc = ports().length > 0 ? openLibc() : null;
  return libc && new SystemListeners(libc, ports);
}

class SystemListeners implements Listeners {
  readonly #libc: Libc;
  readonly #ports: () => readonly number[];

  constructor(libc: Libc, ports: () => readonly number[]) {
    this.#libc = libc;
    this.#ports = ports;
  }

  pollers(): ReadonlyMap<number, string> {
    const all = descriptors();
    const listeners = this.#among(all);
    // Of what is no socket there is little, and of sockets there may be thousands.
    const others = all.filter((one) => ownPort(this.#libc, one) < 0);
    try {
      const texts = others.map((one): [number, string] => {
        const waits = [...waitsFor(one)].filter(([by]) => listeners.has(by));
        return [one, waits.map(([, line]) => line).join("\n")];
      });
      return new Map(texts.filter(([, text]) => text !== ""));
    } catch {
      return new Map(); // The system does not show it.
    }
  }

  silence(pollers: readonly number[], lost = false): boolean {
    const listeners = this.#among(descriptors());
    const sockets = Array.from(listeners, socketOf);
    const waited = pollers.flatMap((one) => [...waitsFor(one).keys()]);
    const own = [...new Set(waited)].filter((one) => listeners.has(one));
    return own.map((listener) => {
      const socket = socketOf(listener);
      const isShared = sockets.indexOf(socket) !== sockets.lastIndexOf(socket);
      if (!isShared && !lost && this.#isAwaited(listener)) return false;
      this.#close(listener, pollers, isShared);
      return true;
    }).every((silent) => silent);
  }

  /** Others go on with a socket that is shared; one that is not has its share of connections as long as it listens. */
  #close(listener: number, pollers: readonly number[], isShared: boolean) {
    const { epoll_ctl, shutdown } = this.#libc;
    for (const poller of pollers) {
      epoll_ctl(poller, EPOLL_CTL_DEL, listener, null);
    }
    if (!isShared) shutdown(listener, SHUT_RDWR);
  }

  #among(descriptors: readonly number[]): ReadonlySet<number> {
    return new Set(descriptors.filter((one) => this.#listens(one)));
  }

  #listens(descriptor: number): boolean {
    return this.#ports().includes(ownPort(this.#libc, descriptor)) &&
      isListener(this.#libc, descriptor);
  }

  /** Whether connections wait to be accepted. */
  #isAwaited(listener: number): boolean {
    const info = option(this.#libc, listener, IPPROTO_TCP, TCP_INFO);
    return (info?.[WAITING] ?? 0) > 0;
  }
}

/** Whether a descriptor is a socket that connections are accepted from. */
export function isListener(libc: Libc, descriptor: number): boolean {
  return option(libc, descriptor, SOL_SOCKET, SO_ACCEPTCONN)?.[0] === 1;
}

/** The first words of a socket's option, or `null` where it has no such. */
function option(
  { getsockopt }: Libc,
  descriptor: number,
  level: number,
  name: number,
): Uint32Array | null {
  LENGTH[0] = WORDS.byteLength;
  const failed = getsockopt(descriptor, level, name, WORDS, LENGTH) !== 0;
  return failed ? null : WORDS;
}

const WORDS = new Uint32Array(WAITING + 1);
const LENGTH = new Uint32Array(1);
