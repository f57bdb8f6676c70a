import { descriptors, type Libc, openLibc } from "./libc.ts";

/** A connection of a client, as the system knows it. */
export interface Connection {
  readonly descriptor: number;
  /** The client's IP address, 4 or 16 bytes; an IPv4 address is never written as IPv6. */
  readonly address: Uint8Array;
  readonly port: number;
  /** The same as one value; see `clientKey`. */
  readonly key: string;
  /** How long ago anything was sent to the client, or else the connection was made, in milliseconds. */
  readonly sent: number;
  /** How long ago anything came from it, in the same way. */
  readonly received: number;
  /** Whether something came from it that the server has not read yet. */
  readonly unread: boolean;
  /** Whether there is something that it has not taken yet. */
  readonly waiting: boolean;
  /** How many bytes it has taken so far. */
  readonly taken: number;
}

/** The connections of clients to some ports of this process. */
export interface Connections {
  list(): Connection[];
  /** Ends connections, as if their clients had left, but those from which something has come since; which it were. */
  end(connections: readonly Connection[]): Connection[];
}

/** Names and numbers of Linux, the same on all machines that Deno runs on. */
const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const CLOSE_ON_EXEC = 0o2000000;
const IPPROTO_TCP = 6;
const TCP_INFO = 11;
const SHUT_RDWR = 2;
const MSG_PEEK = 2;
const MSG_DONTWAIT = 0x40;

/** Places in `struct tcp_info` (linux/tcp.h), which only ever grows at its end. */
const INFO = {
  unacked: 24,
  lastDataSent: 44,
  lastDataReceived: 52,
  bytesAcked: 120,
  unsentBytes: 144,
  length: 148,
} as const;

/**
 * The means to look at connections and to end them, each by itself, or `null` where there are none: the platform
 * has no time limits, and tells of a connection only when it carries a request.
 */
export function openConnections(
  ports: () => readonly number[],
): Connections | null {
  const libc = openLibc();
  return libc && new SystemConnections(libc, ports);
}

class SystemConnections implements Connections {
  readonly #libc: Libc;
  readonly #ports: () => readonly number[];
  readonly #name = new Uint8Array(28);
  readonly #info = new Uint8Array(INFO.length);
  readonly #length = new Uint32Array(1);
  readonly #byte = new Uint8Array(1);

  constructor(libc: Libc, ports: () => readonly number[]) {
    this.#libc = libc;
    this.#ports = ports;
  }

  list(): Connection[] {
    const ports = this.#ports();
    return descriptors().flatMap((descriptor) => {
      if (!ports.includes(ownPort(this.#libc, descriptor))) return [];
      return this.#look(descriptor) ?? [];
    });
  }

  end(connections: readonly Connection[]): Connection[] {
    const { socket, close } = this.#libc;
    const spare = socket(AF_UNIX, SOCK_STREAM | CLOSE_ON_EXEC, 0);
    if (spare < 0) return [];
    const ended = connections.filter((one) => this.#endOne(one, spare));
    close(spare);
    return ended;
  }

  /**
   * A thread may have closed the connection meanwhile, and the number may be that of another. So it is copied first,
   * to a number that nobody else knows, and looked at there.
   */
  #endOne(
    { descriptor, key, received }: Connection,
    spare: number,
  ): boolean {
    const { dup3, shutdown } = this.#libc;
    if (dup3(descriptor, spare, CLOSE_ON_EXEC) !== spare) return false;
    if (!this.#ports().includes(ownPort(this.#libc, spare))) return false;
    const now = this.#look(spare);
    if (now?.key !== key || now.received < received) return false;
    return shutdown(spare, SHUT_RDWR) === 0;
  }

  #look(descriptor: number): Connection | null {
    const peer = this.#peer(descriptor);
    if (peer === null) return null;
    const { getsockopt } = this.#libc;
    const length = this.#length;
    length[0] = INFO.length;
    if (
      getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, this.#info, length) !== 0 ||
      (length[0] ?? 0) < INFO.length
    ) return null;
    const info = new DataView(this.#info.buffer);
    const number = (place: number) => info.getUint32(place, LITTLE);
    return {
      descriptor,
      ...peer,
      key: clientKey(peer.address, peer.port),
      sent: number(INFO.lastDataSent),
      received: number(INFO.lastDataReceived),
      unread: this.#hasUnread(descriptor),
      waiting: number(INFO.unacked) > 0 || number(INFO.unsentBytes) > 0,
      taken: Number(info.getBigUint64(INFO.bytesAcked, LITTLE)),
    };
  }

  #hasUnread(descriptor: number): boolean {
    const { recv } = this.#libc;
    return recv(descriptor, this.#byte, 1n, MSG_PEEK | MSG_DONTWAIT) === 1n;
  }

  #peer(descriptor: number): Pick<Connection, "address" | "port"> | null {
    this.#length[0] = this.#name.length;
    const { getpeername } = this.#libc;
    if (getpeername(descriptor, this.#name, this.#length) !== 0) return null;
    return { address: addressOf(this.#name), port: portOf(this.#name) };
  }
}

const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The port of this end of a TCP socket, 0 for any other socket, -1 for what is none. */
export function ownPort({ getsockname }: Libc, descriptor: number): number {
  LENGTH[0] = NAME.length;
  return getsockname(descriptor, NAME, LENGTH) === 0 ? portOf(NAME) : -1;
}

const NAME = new Uint8Array(28);
const LENGTH = new Uint32Array(1);

/** Of a `struct sockaddr_in` or `sockaddr_in6`; ports are big-endian everywhere. */
function portOf(name: Uint8Array): number {
  const family = familyOf(name);
  if (family !== AF_INET && family !== AF_INET6) return 0;
  return (name[2] ?? 0) << 8 | (name[3] ?? 0);
}

function addressOf(name: Uint8Array): Uint8Array {
  if (familyOf(name) === AF_INET) return name.slice(4, 8);
  const mapped = name.subarray(8, 18).every((byte) => byte === 0) &&
    name[18] === 255 && name[19] === 255;
  return mapped ? name.slice(20, 24) : name.slice(8, 24);
}

function familyOf(name: Uint8Array): number {
  return new DataView(name.buffer).getUint16(0, LITTLE);
}

/** An address and a port as one value, by which connections can be compared. */
export function clientKey(address: Uint8Array, port: number): string {
  return `${address.join(".")}:${port}`;
}
