import { assertEquals } from "@std/assert";
import { APACHE, exists } from "./cgi_apache.ts";
import { compareServers } from "./compare.ts";

const installed = exists(APACHE);

Deno.test({
  name: "Every difference from Apache's mod_cgid is explained" +
    (installed ? "" : ` (left out: ${APACHE} is not installed)`),
  ignore: !installed,
  fn: async () => {
    const findings = await compareServers();
    const open = findings.filter(({ reason }) => reason === null);
    assertEquals(
      open.map(({ row, what, apache, gatehouse }) =>
        `${row.name}: ${what}: ${apache} / ${gatehouse}`
      ),
      [],
    );
  },
});
