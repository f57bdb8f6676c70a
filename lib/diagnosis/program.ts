/** A processor as an ELF file names it. */
export interface Machine {
  readonly name: string;
  /** Whether programs for it run on an architecture (`Deno.build.arch`). */
  readonly runsOn: (architecture: string) => boolean;
}

const MACHINES: Readonly<Record<number, readonly [string, string[]]>> = {
  0x03: ["32-bit x86", ["x86_64", "x86"]],
  0x08: ["MIPS", []],
  0x14: ["PowerPC", []],
  0x15: ["64-bit PowerPC", []],
  0x16: ["IBM Z", []],
  0x28: ["32-bit ARM", ["aarch64", "arm"]],
  0x3e: ["x86-64", ["x86_64"]],
  0xb7: ["64-bit ARM", ["aarch64"]],
  0xf3: ["RISC-V", ["riscv64gc"]],
};

/** The processor that an ELF program was built for; `null` where the bytes are no ELF header. */
export function machineOf(head: Uint8Array): Machine | null {
  const view = elfView(head);
  if (view === null) return null;
  const code = view.getUint16(18, littleEndian(head));
  const [name, architectures] = MACHINES[code] ??
    [`processor ${code}`, []];
  return {
    name,
    runsOn: (architecture) => architectures.includes(architecture),
  };
}

const INTERPRETER_SEGMENT = 3;

/** The loader that an ELF program asks for (its PT_INTERP segment), or `null`; only of 64-bit programs. */
export function loaderOf(head: Uint8Array): string | null {
  const view = elfView(head);
  if (view === null || head[4] !== 2) return null;
  const little = littleEndian(head);
  const table = Number(view.getBigUint64(32, little));
  const size = view.getUint16(54, little);
  const count = Math.min(view.getUint16(56, little), 64);
  for (let index = 0; index < count; index++) {
    const place = table + index * size;
    if (place + 40 > head.length) return null;
    if (view.getUint32(place, little) !== INTERPRETER_SEGMENT) continue;
    const start = Number(view.getBigUint64(place + 8, little));
    const length = Number(view.getBigUint64(place + 32, little));
    const bytes = head.subarray(start, start + length);
    return new TextDecoder().decode(bytes).replace(/\0.*$/s, "") || null;
  }
  return null;
}

function elfView(head: Uint8Array): DataView | null {
  const elf = head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c &&
    head[3] === 0x46 && head.length >= 64;
  return elf
    ? new DataView(head.buffer, head.byteOffset, head.byteLength)
    : null;
}

function littleEndian(head: Uint8Array): boolean {
  return head[5] !== 2;
}
