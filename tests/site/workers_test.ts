import { assertEquals } from "@std/assert";
import { parseCommandLine } from "../../lib/options/mod.ts";
import { workerCounts } from "../../lib/site/workers.ts";

const CASES: readonly [
  args: readonly string[],
  processors: number,
  workers: number,
  mostWorkers: number,
  system?: string,
][] = [
  [[], 1, 1, 1],
  [[], 2, 1, 2],
  [[], 64, 1, 4],
  [["--workers", "0"], 2, 1, 2],
  [["--workers", "1"], 2, 1, 1],
  [["--workers", "8"], 2, 8, 8],
  [["--max-requests", "100"], 2, 1, 1],
  [["--fastcgi", ".php=127.0.0.1:9000"], 2, 1, 1],
  [["--scgi", "/app/=127.0.0.1:9000"], 2, 1, 1],
  [["--host", "unix:/run/gatehouse.sock"], 2, 1, 1],
  [[], 2, 1, 1, "darwin"],
  [[], 2, 1, 1, "windows"],
  [["--workers", "3"], 2, 3, 3, "darwin"],
];

for (
  const [args, processors, workers, mostWorkers, system = "linux"] of CASES
) {
  const name = args.length === 0 ? "no options" : args.join(" ");
  Deno.test(`serving threads: ${name}, ${processors} processors, ${system}`, () => {
    const { values, faults } = parseCommandLine(args);
    assertEquals(faults, []);
    const counts = workerCounts(values, processors, system);
    assertEquals(counts, { workers, mostWorkers });
  });
}
