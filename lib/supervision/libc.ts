import { isGranted } from "../platform/permission.ts";

const CALLS = {
  getsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "buffer"],
    result: "i32",
  },
  setsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "u32"],
    result: "i32",
  },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  getpeername: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  shutdown: { parameters: ["i32", "i32"], result: "i32" },
  dup3: { parameters: ["i32", "i32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "pointer"], result: "i32" },
} as const;

/** What the supervisor asks of the system's own library; each as its manual page says, but that a fault is only -1. */
export type Libc = Deno.DynamicLibrary<typeof CALLS>["symbols"];

let opened: Libc | null | undefined;

/**
 * The system's own library, or `null` where it has another name than on Linux with glibc, or may not be used.
 * Security: that takes the permission for foreign functions, which is as good as all of them. It is used where this
 * process was given it anyway, and no serving thread ever has it.
 */
export function openLibc(): Libc | null {
  return opened ??= open();
}

function open(): Libc | null {
  if (!Deno.build.target.endsWith("-linux-gnu")) return null;
  return isGranted({ name: "ffi" })
    ? Deno.dlopen("libc.so.6", CALLS).symbols
    : null;
}

/** How far descriptors are looked through where the system does not list them. */
const MOST_DESCRIPTORS = 16_384;

/** The descriptors of this process, as far as they can be known; some may be none any more. */
export function descriptors(): number[] {
  try {
    const folder = Deno.readDirSync("/proc/self/fd");
    return Array.from(folder, ({ name }) => Number(name));
  } catch {
    // Deno shows it to those only who may do everything.
    return Array.from({ length: MOST_DESCRIPTORS }, (_, number) => number);
  }
}

/**
 * What one of this process's descriptors waits for, by epoll(7): other descriptors, each with the system's line on it,
 * which is another if that stands for something else meanwhile. Empty where it waits for nothing. Throws where the
 * system does not show it.
 */
export function waitsFor(descriptor: number): ReadonlyMap<number, string> {
  const text = shown(() =>
    Deno.readTextFileSync(`/proc/self/fdinfo/${descriptor}`)
  );
  const lines = text.matchAll(/^tfd:\s*(\d+).*/gm);
  return new Map(Array.from(lines, ([line, other]) => [Number(other), line]));
}

/** Which socket it is that a descriptor stands for; several may stand for one. Throws where the system does not show it. */
export function socketOf(descriptor: number): string {
  return shown(() => Deno.readLinkSync(`/proc/self/fd/${descriptor}`));
}

/** What the system shows, or "" where the descriptor was closed meanwhile. */
function shown(look: () => string): string {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
