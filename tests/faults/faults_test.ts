import { Impossible } from "./fault.ts";
import { FAULTS } from "./faults.ts";

const LINUX = Deno.build.os === "linux";

for (const { name, by, cannot, try: attempt } of FAULTS) {
  const why = LINUX ? cannot?.() ?? null : "this is not Linux";
  Deno.test({
    name: `${name} (${by})${why === null ? "" : ` [not tried: ${why}]`}`,
    ignore: why !== null,
    async fn() {
      try {
        await attempt();
      } catch (error) {
        if (!(error instanceof Impossible)) throw error;
        console.log(`NOT TRIED: ${name}: ${error.message}`);
      }
    },
  });
}
