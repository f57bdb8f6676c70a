import { assertEquals, assertThrows } from "@std/assert";
import { scriptRunner } from "../../lib/cgi/mod.ts";
import { otherUser } from "../../lib/cgi/spawn.ts";
import { gone, refusalOf, type Site, site, textOf } from "./site.ts";

const PLAIN = String.raw`printf 'Content-Type: text/plain\n\n'`;
const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;

/** A site whose folder others may enter and write to. */
function open(
  scripts: Readonly<Record<string, string>>,
  options: Parameters<typeof site>[1],
): Site {
  const made = site(scripts, options);
  Deno.chmodSync(made.folder, 0o777);
  return made;
}

for (const [way, path] of [["setpriv", "/usr/bin:/bin"], ["ids", ""]]) {
  Deno.test({
    name: `another user: scripts run as it, by ${way}, and are ended`,
    // Only root can become somebody else.
    ignore: !isRoot,
    async fn() {
      const options = {
        user: "nobody",
        timeout: 1_000,
        grace: 100,
        environment: { PATH: `${path}` },
      };
      await using scripts = open({
        who: `${PLAIN}; /usr/bin/id -un; /usr/bin/id -Gn`,
        waits:
          "PATH=/bin:/usr/bin; trap '' TERM; echo $$ > waits.pid; sleep 60",
      }, options);
      assertEquals(
        await textOf(await scripts.ask("who")),
        "nobody\nnogroup\n",
      );
      const refused = refusalOf(scripts.ask("waits"));
      const pid = await scripts.pid("waits");
      assertEquals((await refused).status, 504);
      await gone(pid);
    },
  });
}

Deno.test("another user: one that is not there is told at the start", () => {
  assertThrows(
    () => scriptRunner({ user: "no-such-user" }),
    Error,
    "there is no user no-such-user",
  );
});

Deno.test({
  name: "another user: a number that nobody has is a user and a group",
  ignore: Deno.build.os === "windows",
  fn() {
    assertEquals(otherUser("65001", ""), {
      prefix: [],
      ids: { uid: 65001, gid: 65001 },
    });
  },
});
