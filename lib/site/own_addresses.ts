import { isGranted } from "../platform/permission.ts";

/** Whether an address stands for all that this machine has. */
export function isEverywhere(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** The machine's own addresses in the network, where the server listens on all of them and Deno may ask. */
export function networkAddresses(host: string): string[] {
  const known = isGranted({ name: "sys", kind: "networkInterfaces" });
  if (!isEverywhere(host) || !known) return [];
  return Deno.networkInterfaces()
    .filter(({ family, address }) =>
      (family === "IPv4" || host === "::") &&
      !address.startsWith("127.") && address !== "::1" &&
      !address.startsWith("fe80:")
    )
    .map(({ address }) => address);
}

/** Names and addresses that clients may call this machine by when the server listens at `host`. */
export function ownNames(host: string): string[] {
  const names = ["localhost", "127.0.0.1", "::1"];
  if (!isEverywhere(host)) return [...new Set([...names, host])];
  return [...names, ...networkAddresses(host), ...machineName()];
}

function machineName(): string[] {
  return isGranted({ name: "sys", kind: "hostname" }) ? [Deno.hostname()] : [];
}
