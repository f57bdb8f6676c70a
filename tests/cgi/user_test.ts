import { assertEquals, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
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

/** Whether somebody without an account may run this Deno, and read what has it run scripts. */
function isOpenToAll(): boolean {
  const host = fileURLToPath(
    new URL("../../lib/cgi/javascript_host.ts", import.meta.url),
  );
  const look = 'test -x "$1" && test -r "$2"';
  const words = ["sh", "-c", look, "sh", Deno.execPath(), host];
  const command = new Deno.Command("setpriv", {
    args: ["--reuid=65001", "--regid=65001", "--clear-groups", "--", ...words],
  });
  return command.outputSync().success;
}

Deno.test({
  name: "another user: JavaScript runs for one without an account or a home",
  ignore: !isRoot || !isOpenToAll(),
  async fn() {
    await using scripts = open({}, { user: "65001" });
    await Deno.writeTextFile(
      `${scripts.folder}/own.js`,
      `console.log("Content-Type: text/plain\\n");
console.log(Deno.env.get("DENO_DIR") ?? "nothing of the server's");`,
    );
    const answer = await scripts.ask("own.js");
    assertEquals(await textOf(answer), "nothing of the server's\n");
  },
});

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
