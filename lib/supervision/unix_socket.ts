import { dirname, resolve } from "node:path";
import type { Address } from "../http/exchange.ts";
import { isFolder } from "../site/folder.ts";
import { freshSocket } from "./fresh_socket.ts";

/** How `--host` says that the server listens on a Unix socket. */
const PREFIX = "unix:";

/** The address of `unix:PATH`, or `null` where that is not what `host` says. */
export function socketAddress(host: string): Address | null {
  if (!host.startsWith(PREFIX)) return null;
  const hostname = resolve(host.slice(PREFIX.length));
  return { transport: "unix", hostname, port: 0 };
}

/**
 * Sees to it that a socket can be made. One that nobody listens to any more is no hindrance.
 * Throws an error that says what is in the way.
 */
export async function claimSocket({ hostname: path }: Address): Promise<void> {
  if (!isFolder(dirname(path))) {
    throw new Error(`there is no folder ${dirname(path)}`);
  }
  try {
    if (!Deno.lstatSync(path).isSocket) {
      throw new Error(`${path} is there already, and is no socket`);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  if (await isHeard(path)) {
    throw new Error(`another server listens on ${path}: stop that one first`);
  }
}

async function isHeard(path: string): Promise<boolean> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.ConnectionRefused);
  }
}

/** Clears the way for a thread's socket. */
export function clearSocket(address: Address): void {
  if (address.transport === "unix") remove(freshSocket(address));
}

/**
 * Puts a thread's socket in the place of the one before, in one step, so that no client finds none. `mode` are the
 * permissions of the file: who may write to it may connect.
 */
export function publishSocket(address: Address, mode = 0o660): void {
  if (address.transport !== "unix") return;
  Deno.chmodSync(freshSocket(address), mode);
  Deno.renameSync(freshSocket(address), address.hostname);
}

/** Removes what is left when a server has stopped. */
export function removeSocket(address: Address): void {
  if (address.transport !== "unix") return;
  clearSocket(address);
  remove(address.hostname);
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It is not there.
  }
}
