import { assert, assertEquals } from "@std/assert";
import { numbers, requests } from "./fuzzer.ts";
import { run } from "./main.ts";

Deno.test("the same seed makes the same requests", () => {
  const [one, other] = [numbers(7), numbers(7)];
  for (let times = 0; times < 100; times++) {
    assertEquals(requests(one), requests(other));
  }
});

Deno.test("a server that malformed requests are sent to serves on", async () => {
  const outcome = await run(20_261_122, 3_000, 8_000);
  const { sent, good, answers, children } = outcome;
  assert(sent > 100 && good > 0, `${sent} sent, ${good} good`);
  // It is no fuzzing where all are refused at the door.
  const statuses = ["200", "301", "400", "401", "404", "405", "421"];
  assertEquals(statuses.filter((status) => !answers[status]), []);
  assertEquals(children, 0);
});
