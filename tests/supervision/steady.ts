/**
 * A client that behaves, as a program of its own, so that nobody else's work is measured with it: it asks for a page,
 * each time over a connection of its own, until its stdin ends, and then says as JSON how that went.
 *
 *   deno run -A tests/supervision/steady.ts PORT PATH
 */
import { sendRaw } from "../support/raw.ts";

/** How it went. */
export interface Steady {
  /** How long each answer took from the first packet on, in milliseconds, shortest first. */
  readonly times: readonly number[];
  /** What went wrong, a line each. */
  readonly faults: readonly string[];
}

/** How many ask at the same time, and how long each waits before it asks again, in milliseconds. */
const CLIENTS = 2;
const PAUSE = 20;

async function ask(port: number, path: string, times: number[]): Promise<void> {
  const head = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`;
  const began = performance.now();
  const { status } = await sendRaw(port, `${head}Connection: close\r\n\r\n`);
  times.push(performance.now() - began);
  if (status !== 200) throw new Error(`status ${status}`);
}

if (import.meta.main) {
  const [port = "", path = "/"] = Deno.args;
  const times: number[] = [];
  const faults: string[] = [];
  let over = false;
  const client = async () => {
    while (!over) {
      await ask(Number(port), path, times)
        .catch((error) => faults.push(String(error)));
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  while (await Deno.stdin.read(new Uint8Array(64)) !== null);
  over = true;
  await Promise.all(clients);
  const steady: Steady = { times: times.sort((a, b) => a - b), faults };
  console.log(JSON.stringify(steady));
}
