import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { gatehouseCommand, startServer } from "../support/server.ts";
import type { Fault } from "./fault.ts";
import { runs } from "../support/program.ts";
import { makePlace } from "./place.ts";
import { largeContent } from "./visitor.ts";

const VISITOR = fileURLToPath(new URL("./visitor.ts", import.meta.url));

/** A bad network, made of the loopback device of a namespace. */
interface Trouble {
  readonly name: string;
  readonly by: string;
  /** What the system may lack for it. */
  readonly needs: string;
  /** Shell commands that make it so, and good again. */
  readonly begin: string;
  readonly end: string;
}

/** Packets as an Ethernet has them, and not the 64 KiB of the loopback device. */
const UP = "ip link set lo mtu 1500 up";

function queue(name: string, kind: string, words: string): Trouble {
  return {
    name,
    by: `tc ${kind} ${words}`,
    needs: `tc of iproute2 and sch_${kind} in the kernel`,
    begin: `tc qdisc add dev lo root ${kind} ${words}`,
    end: "tc qdisc del dev lo root",
  };
}

const TROUBLES: readonly Trouble[] = [
  queue(
    "the network is far and unreliable",
    "netem",
    "delay 40ms 15ms loss 2% reorder 5% duplicate 1%",
  ),
  queue(
    "the network is narrow",
    "tbf",
    "rate 8mbit burst 16kb latency 60ms",
  ),
  {
    name: "the network loses packets",
    by: "nft drops 3 of 100",
    needs: "nft of nftables",
    begin: "nft 'add table inet lossy; " +
      "add chain inet lossy way { type filter hook input priority 0; }; " +
      "add rule inet lossy way meta l4proto tcp numgen random mod 100 < 3 drop'",
    end: "nft delete table inet lossy",
  },
];

/** Why a network cannot be made so bad here, or `null`. */
function cannot({ needs, begin, end }: Trouble): string | null {
  if (Deno.uid() !== 0) return "only root may make a network";
  if (!runs("unshare", "-n", "sh", "-c", UP)) {
    return "it may not make a network of its own, or has no `ip`";
  }
  const script = [UP, begin, end].join(" && ");
  if (runs("unshare", "-n", "sh", "-c", script)) return null;
  return `it needs ${needs}`;
}

/** How many packets a process's network had to send again. */
function sentAgain(pid: number): number {
  const text = Deno.readTextFileSync(`/proc/${pid}/net/snmp`);
  const [names = [], values = []] = text.split("\n")
    .filter((line) => line.startsWith("Tcp:")).map((line) => line.split(" "));
  return Number(values[names.indexOf("RetransSegs")]);
}

async function visit(trouble: Trouble): Promise<string> {
  await using place = await makePlace();
  await Deno.writeFile(`${place.root}/large.bin`, largeContent());
  // The network is there as long as the server is.
  const inside = ["unshare", "-n", "sh", "-c", `${UP} && exec "$@"`, "sh"];
  await using server = await startServer([
    place.root,
    "--log-format=none",
    "--client-timeout=5s",
  ], { command: [...inside, ...gatehouseCommand()] });
  const within = async (program: string, ...args: string[]) => {
    const { success, stdout, stderr } = await new Deno.Command("nsenter", {
      args: ["-t", String(server.pid), "-n", program, ...args],
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    if (!success) throw new Error(`${program}: ${text(stderr)}`);
    return text(stdout);
  };
  const visitor = [Deno.execPath(), "run", "-A", VISITOR] as const;
  await within("sh", "-c", trouble.begin);
  const began = performance.now();
  const right = await within(...visitor, String(server.port));
  const took = performance.now() - began;
  const again = sentAgain(server.pid);
  assert(again > 0, "the network was not bad at all");
  await within("sh", "-c", trouble.end);
  assertEquals(await within(...visitor, String(server.port)), right);
  assertNotMatch(server.stderr(), /\b(?:error|warning)\b/);
  assertEquals(await server.stop(), 0);
  const seconds = (took / 1000).toFixed(1);
  return `${right} of ${right} answers are right in ${seconds} s, with ${again} packets sent again`;
}

/** A network that is slow or loses what it is given. */
export const NETWORKS: readonly Fault[] = TROUBLES.map((trouble) => ({
  name: trouble.name,
  by: trouble.by,
  cannot: () => cannot(trouble),
  try: () => visit(trouble),
}));
