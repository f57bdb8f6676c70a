import { assertEquals } from "@std/assert";
import { APACHE, exists } from "./cgi_apache.ts";
import { NGINX } from "./nginx.ts";
import { compareStatic } from "./static_compare.ts";
import { staticExplanations } from "./static_explained.ts";

const PAGE = new URL(
  "../../www/manual/compare-static.html",
  import.meta.url,
);

Deno.test("every explanation of a difference stands in the manual, and no other", () => {
  const page = Deno.readTextFileSync(PAGE);
  const told = [...page.matchAll(/<dt id="([\w-]+)"/g)].map(([, id]) => id);
  const names = staticExplanations.map(({ name }) => name);
  assertEquals(told.sort(), names.sort());
});

const missing = [NGINX, APACHE].filter((program) => !exists(program));

Deno.test({
  name: "nginx, Apache and Gatehouse differ in nothing that is not explained" +
    (missing.length ? ` (left out: no ${missing.join(", no ")})` : ""),
  ignore: missing.length > 0,
  async fn() {
    const findings = await compareStatic();
    const open = findings.filter(({ reason }) => reason === null)
      .map(({ request, peer, what, theirs, ours }) =>
        `${
          request.text.split("\r\n")[0]
        }: ${what}: ${peer} ${theirs}, we ${ours}`
      );
    assertEquals(open, []);
    const used = new Set(findings.map(({ reason }) => reason));
    const idle = staticExplanations.filter(({ name }) => !used.has(name));
    assertEquals(idle.map(({ name }) => name), []);
  },
});
