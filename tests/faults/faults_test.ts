import { FAULTS, Impossible } from "./faults.ts";

const LINUX = Deno.build.os === "linux";

for (const { name, by, try: attempt } of FAULTS) {
  Deno.test({
    name: `${name} (${by})`,
    ignore: !LINUX,
    async fn() {
      try {
        await attempt();
      } catch (error) {
        if (!(error instanceof Impossible)) throw error;
        console.log(`NOT TRIED: ${error.message}`);
      }
    },
  });
}
