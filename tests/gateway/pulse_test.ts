import { assert, assertEquals } from "@std/assert";
import { createPulse } from "../../lib/gateway/pulse.ts";
import { until } from "../support/until.ts";

Deno.test("pulse: all that take part are called, until they leave", async () => {
  const pulse = createPulse(1);
  const beats = { first: 0, second: 0 };
  const first = (): void => void beats.first++;
  const second = (): void => {
    beats.second++;
    pulse.remove(second);
  };
  pulse.add(first);
  pulse.add(second);
  await until(() => beats.first >= 3, "three beats");
  pulse.remove(first);
  assertEquals(beats.second, 1);
});

Deno.test("pulse: beats again after all have left", async () => {
  const pulse = createPulse(1);
  const leaves = (): void => {};
  pulse.add(leaves);
  pulse.remove(leaves);
  pulse.remove(leaves);
  let time = 0;
  const beat = (now: number): void => void (time = now);
  const before = performance.now();
  pulse.add(beat);
  await until(() => time > 0, "a beat");
  pulse.remove(beat);
  assert(time >= before);
});
