import { assertEquals, assertThrows } from "@std/assert";
import { remembering } from "../../lib/http/remembering.ts";

Deno.test("what was made is given again, but not what is long, threw or is long ago", () => {
  const made: string[] = [];
  const shout = remembering((text) => {
    made.push(text);
    if (text === "bad") throw new TypeError(text);
    return text.toUpperCase();
  });
  assertEquals([shout("a"), shout("a")], ["A", "A"]);
  assertEquals(made.splice(0), ["a"]);

  const long = "b".repeat(513);
  assertEquals([shout(long), shout(long)], ["B".repeat(513), "B".repeat(513)]);
  assertEquals(made.splice(0), [long, long]);

  for (let time = 0; time < 2; time++) assertThrows(() => shout("bad"));
  assertEquals(made.splice(0), ["bad", "bad"]);

  for (let other = 0; other < 2_000; other++) shout(`${other}`);
  assertEquals(made.splice(0).length, 2_000);
  assertEquals([shout("a"), shout("1999")], ["A", "1999"]);
  assertEquals(made, ["a"]);
});
