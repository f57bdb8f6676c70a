import { assert, assertEquals } from "@std/assert";
import { mutated, numbers } from "./fuzzer.ts";
import { run } from "./main.ts";

Deno.test("the same seed makes the same requests", () => {
  const [one, other] = [numbers(7), numbers(7)];
  for (let times = 0; times < 100; times++) {
    assertEquals(mutated(one), mutated(other));
  }
});

Deno.test("a server that malformed requests are sent to serves on", async () => {
  const { sent, good, children } = await run(20_261_122, 3_000, 8_000);
  assert(sent > 100 && good > 0, `${sent} sent, ${good} good`);
  assertEquals(children, 0);
});
