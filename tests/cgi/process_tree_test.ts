import { assertEquals } from "@std/assert";
import { endTree } from "../../lib/cgi/process_tree.ts";
import { gone } from "./site.ts";

/** Starts a tree with a branch in another session, and gives the ids of both. */
async function tree(
  token: string,
): Promise<{ child: Deno.ChildProcess; far: number }> {
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", "(trap '' TERM; setsid sleep 60 & echo $!; wait) & wait"],
    env: { GATEHOUSE_REQUEST: token },
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return { child, far: Number(new TextDecoder().decode(value)) };
}

Deno.test({
  name: "endTree: all branches, also one in another session",
  ignore: Deno.build.os === "windows",
  async fn() {
    const token = crypto.randomUUID();
    const { child, far } = await tree(token);
    await endTree(child.pid, token, 50);
    assertEquals((await child.status).success, false);
    await gone(far);
  },
});

Deno.test({
  name: "endTree: where /proc may not be read, ps is asked",
  ignore: Deno.build.os === "windows",
  async fn() {
    const token = crypto.randomUUID();
    const { child, far } = await tree(token);
    const module = new URL("../../lib/cgi/process_tree.ts", import.meta.url);
    const main = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(
      main,
      `import { endTree } from ${JSON.stringify(module.href)};
await endTree(${child.pid}, ${JSON.stringify(token)}, 50);`,
    );
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      // Without all permissions Deno keeps /proc shut.
      args: ["run", "--no-prompt", "--allow-run", "--allow-read", main],
    }).output();
    await Deno.remove(main);
    assertEquals(success, true, new TextDecoder().decode(stderr));
    assertEquals((await child.status).success, false);
    await gone(far);
  },
});

Deno.test({
  name: "endTree: a process without the token is left alone",
  ignore: Deno.build.os === "windows",
  async fn() {
    const other = new Deno.Command("/bin/sleep", { args: ["60"] }).spawn();
    await endTree(other.pid, crypto.randomUUID(), 0);
    other.kill("SIGINT");
    assertEquals((await other.status).signal, "SIGINT");
  },
});
