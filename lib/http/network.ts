import type { Address } from "./exchange.ts";

/** A block of addresses, or every client that comes by a Unix socket. */
export type Network =
  | {
    readonly kind: "block";
    readonly bytes: Uint8Array;
    readonly bits: number;
  }
  | { readonly kind: "unix" };

/**
 * Reads `10.0.0.0/8`, `192.0.2.7`, `2001:db8::/32`, `::1` or `unix`. Throws `RangeError` with the rest of a sentence.
 */
export function parseNetwork(text: string): Network {
  if (text === "unix") return { kind: "unix" };
  const [address = "", length] = text.split("/", 2);
  const bytes = parseIp(address);
  const most = (bytes?.length ?? 0) * 8;
  const bits = length === undefined ? most : Number(length);
  const odd = length !== undefined && !/^\d{1,3}$/.test(length);
  if (bytes === null || odd || bits > most || text.split("/").length > 2) {
    throw new RangeError(`is no network: ${text} (10.0.0.0/8, ::1, unix)`);
  }
  return { kind: "block", bytes, bits };
}

/** Whether an address is in one of the networks. */
export function isWithin(
  { transport, hostname }: Address,
  networks: readonly Network[],
): boolean {
  if (transport === "unix") return networks.some(({ kind }) => kind === "unix");
  const bytes = parseIp(hostname);
  return bytes !== null &&
    networks.some((network) =>
      network.kind === "block" && sameStart(bytes, network.bytes, network.bits)
    );
}

function sameStart(
  one: Uint8Array,
  other: Uint8Array,
  bits: number,
): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at * 8 < bits; at++) {
    const mask = 0xff00 >> Math.min(bits - at * 8, 8);
    if (((one[at] ?? 0) ^ (other[at] ?? 0)) & mask & 0xff) return false;
  }
  return true;
}

/** The bytes of an IPv4 or IPv6 address, or `null`. An IPv4 address written as IPv6 is the IPv4 address. */
export function parseIp(text: string): Uint8Array | null {
  const bytes = text.includes(":") ? parseIpv6(text) : parseIpv4(text);
  const mapped = bytes?.length === 16 && bytes[10] === 255 &&
    bytes[11] === 255 && bytes.subarray(0, 10).every((byte) => byte === 0);
  return mapped ? bytes.subarray(12) : bytes;
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split(".");
  const plain = parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part));
  const numbers = parts.map(Number);
  return parts.length === 4 && plain && numbers.every((part) => part < 256)
    ? Uint8Array.from(numbers)
    : null;
}

/** RFC 4291 §2.2; a zone (RFC 4007 §11) says nothing of who somebody is. */
function parseIpv6(text: string): Uint8Array | null {
  const halves = text.replace(/%.*$/, "").split("::");
  const groups = halves.map(parseGroups);
  const [start, end] = groups;
  if (!start || groups.length > 2 || end === null) return null;
  if (!end) return start.length === 16 ? Uint8Array.from(start) : null;
  const gap = 16 - start.length - end.length;
  return gap >= 2
    ? Uint8Array.from([...start, ...Array(gap).fill(0), ...end])
    : null;
}

function parseGroups(text: string): number[] | null {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const four = index === groups.length - 1 && group.includes(".")
      ? parseIpv4(group)
      : null;
    if (four) bytes.push(...four);
    else if (/^[\da-f]{1,4}$/i.test(group)) {
      bytes.push(parseInt(group, 16) >> 8, parseInt(group, 16) & 255);
    } else return null;
  }
  return bytes;
}

/** What all addresses of one holder have in common: who holds one of IPv6 holds 2⁶⁴ of them (RFC 4291 §2.5.1). */
export function networkOf(address: Uint8Array): string {
  return (address.length === 16 ? address.subarray(0, 8) : address).join(".");
}
