import { assertEquals } from "@std/assert";

/** Less than the smallest of what is looked at takes, in bytes. */
const NEARLY_NOTHING = 50;

Deno.test("nothing of a request that is over waits for a search of the whole heap", async () => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", "--v8-flags=--expose-gc"],
      new URL("short_lived.ts", import.meta.url).href,
    ],
  }).output();
  const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals(success, true, read(stderr));
  const kept: Record<string, number> = JSON.parse(read(stdout));
  const much = Object.entries(kept).filter(([, bytes]) =>
    bytes > NEARLY_NOTHING
  );
  assertEquals(much, []);
});
