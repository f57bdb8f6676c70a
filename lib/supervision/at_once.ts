import { isGranted } from "../platform/permission.ts";

/** Has connections send what they are given at once, rather than wait for the client's word on what was sent before. */
export interface AtOnce {
  /** Does it for all connections that listening sockets of this process take from now on. */
  apply(): void;
}

const GETSOCKOPT = ["i32", "i32", "i32", "buffer", "buffer"] as const;
const SETSOCKOPT = ["i32", "i32", "i32", "buffer", "u32"] as const;
const CALLS = {
  getsockopt: { parameters: GETSOCKOPT, result: "i32" },
  setsockopt: { parameters: SETSOCKOPT, result: "i32" },
} as const;

/** Options of sockets, as Linux numbers them on the machines that Deno runs on. */
const SOL_SOCKET = 1;
const SO_ACCEPTCONN = 30;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;

/** How far descriptors are looked through where the system does not list them. */
const MOST_DESCRIPTORS = 16_384;

/**
 * The means to send at once, or `null` where there are none, or none are needed. The platform leaves Nagle's algorithm
 * on over TLS, and before 2.8 over plain TCP as well, with no option to change it; on Linux a connection has it off if
 * its listening socket has (tcp(7), TCP_NODELAY), and the system's own library can be asked for that.
 * Security: that takes the permission for foreign functions, which is as good as all of them. It is used where this
 * process was given it anyway, and no serving thread ever has it.
 */
export function openAtOnce(tls: boolean): AtOnce | null {
  if (!tls && PLATFORM_SENDS_AT_ONCE) return null;
  // With another C library than glibc its name is another, too.
  if (!Deno.build.target.endsWith("-linux-gnu")) return null;
  if (!isGranted({ name: "ffi" })) return null;
  return {
    apply() {
      const library = Deno.dlopen("libc.so.6", CALLS);
      setNoDelay(library.symbols);
      library.close();
    },
  };
}

const PLATFORM_SENDS_AT_ONCE = !/^[01]\.|^2\.[0-7]\./.test(Deno.version.deno);

type Calls = Deno.DynamicLibrary<typeof CALLS>["symbols"];

function setNoDelay({ getsockopt, setsockopt }: Calls): void {
  const on = new Int32Array([1]);
  const value = new Int32Array(1);
  const length = new Uint32Array(1);
  for (const descriptor of descriptors()) {
    length[0] = value.byteLength;
    const failed = getsockopt(
      descriptor,
      SOL_SOCKET,
      SO_ACCEPTCONN,
      value,
      length,
    );
    if (failed !== 0 || value[0] !== 1) continue;
    // One that is not TCP refuses, which is no harm.
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, on, on.byteLength);
  }
}

function* descriptors(): Iterable<number> {
  try {
    for (const { name } of Deno.readDirSync("/proc/self/fd")) {
      yield Number(name);
    }
  } catch {
    // Deno shows it to those only who may do everything.
    for (let number = 0; number < MOST_DESCRIPTORS; number++) yield number;
  }
}
