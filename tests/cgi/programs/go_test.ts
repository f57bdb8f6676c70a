import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { createHash } from "node:crypto";
import { ask, makeSite, programTest, run, serve } from "./support.ts";

programTest("a Go program with net/http/cgi", ["go"], async (t) => {
  await using site = await makeSite();
  const source = fileURLToPath(new URL("./scripts/pages.go", import.meta.url));
  await run(
    site.folder,
    ["go", "build", "-o", `${site.scripts}/pages`, source],
    {
      CGO_ENABLED: "0",
      GOFLAGS: "-mod=mod",
      GOTOOLCHAIN: "local",
      HOME: Deno.env.get("HOME") ?? site.folder,
    },
  );
  await using server = await serve(site);
  const host = `127.0.0.1:${server.port}`;
  const url = `http://${host}/cgi-bin/pages`;

  await t.step("its handlers see the request as it was", async () => {
    const { status, text } = await ask(`${url}/hello/Ada`);
    assertEquals(status, 200);
    assertEquals(text, `Hello Ada, HTTP/1.1 ${host} from 127.0.0.1\n`);
  });

  await t.step("content is read whole", async () => {
    const body = new Uint8Array(2_000_000).map((_, index) => index * 3);
    const { text } = await ask(`${url}/sum`, { method: "POST", body });
    const hash = createHash("sha256").update(body).digest("hex");
    assertEquals(text, `${body.length} ${hash}\n`);
  });

  await t.step(
    "a redirect with a status of its own goes out as one",
    async () => {
      const { status, headers } = await ask(`${url}/away`);
      assertEquals(status, 303);
      assertEquals(headers.get("location"), "/cgi-bin/pages/hello/again");
    },
  );

  await t.step(
    "a method without a handler is refused, as Go does",
    async () => {
      const { status, headers } = await ask(`${url}/hello/Ada`, {
        method: "POST",
      });
      assertEquals([status, headers.get("allow")], [405, "GET, HEAD"]);
    },
  );
});
