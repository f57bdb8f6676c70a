import { assert, assertEquals } from "@std/assert";
import { createPulse } from "../../lib/gateway/pulse.ts";
import { until } from "../support/until.ts";

Deno.test("pulse: all that take part are called, until they leave", async () => {
  const pulse = createPulse(1);
  const beats = { first: 0, second: 0 };
  const first = (): void => void beats.first++;
  const second = (): void => {
    beats.second++;
    leave();
  };
  const stop = pulse.add(first);
  const leave = pulse.add(second);
  await until(() => beats.first >= 3, "three beats");
  stop();
  assertEquals(beats.second, 1);
});

Deno.test("pulse: beats again after all have left", async () => {
  const pulse = createPulse(1);
  const leave = pulse.add(() => {});
  leave();
  leave();
  let time = 0;
  const beat = (now: number): void => void (time = now);
  const before = performance.now();
  const stop = pulse.add(beat);
  await until(() => time > 0, "a beat");
  stop();
  assert(time >= before);
});
