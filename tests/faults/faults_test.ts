import { FAULTS } from "./faults.ts";

const LINUX = Deno.build.os === "linux";

for (const { name, by, cannot, try: attempt } of FAULTS) {
  const why = LINUX ? cannot?.() ?? null : "this is not Linux";
  Deno.test({
    name: `${name} (${by})${why === null ? "" : ` [not tried: ${why}]`}`,
    ignore: why !== null,
    fn: async () => void await attempt(),
  });
}
