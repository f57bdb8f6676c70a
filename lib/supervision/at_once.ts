import { descriptors, type Libc, openLibc } from "./libc.ts";
import { isListener } from "./listeners.ts";
import { BEFORE_2_8 } from "../platform/version.ts";

/** Has connections send what they are given at once, rather than wait for the client's word on what was sent before. */
export interface AtOnce {
  /** Does it for all connections that listening sockets of this process take from now on. */
  apply(): void;
}

/** Names and numbers of Linux, the same on all machines that Deno runs on. */
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;

/**
 * The means to send at once, or `null` where there are none, or none are needed. The platform leaves Nagle's algorithm
 * on over TLS, and before 2.8 over plain TCP as well, with no option to change it; on Linux a connection has it off if
 * its listening socket has (tcp(7), TCP_NODELAY), and the system's own library can be asked for that.
 */
export function openAtOnce(tls: boolean): AtOnce | null {
  if (!tls && PLATFORM_SENDS_AT_ONCE) return null;
  const libc = openLibc();
  return libc && { apply: () => setNoDelay(libc) };
}

const PLATFORM_SENDS_AT_ONCE = !BEFORE_2_8;

function setNoDelay(libc: Libc): void {
  const on = new Int32Array([1]);
  for (const descriptor of descriptors()) {
    if (!isListener(libc, descriptor)) continue;
    // One that is not TCP refuses, which is no harm.
    libc.setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, on, on.byteLength);
  }
}
