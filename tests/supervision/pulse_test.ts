import { assertEquals } from "@std/assert";
import { pulseFeeler } from "../../lib/supervision/pulse.ts";
import type { ServingThread } from "../../lib/supervision/serving_thread.ts";

const CLIENTS = { stalls: false, watched: true, busy: false };

/** A thread that answers where it is told to, and a clock that goes on when it is told to. */
function scene() {
  let now = 0;
  const thread = {
    heard: 0,
    isListening: true,
    lost: 0,
    answers: true,
    get silent() {
      return now - this.heard;
    },
    order() {},
  };
  const feel = pulseFeeler<unknown>(() => now);
  return {
    thread,
    /** Goes on by so many milliseconds; whether the thread is then taken for dead. */
    beat(milliseconds: number): boolean {
      now += milliseconds;
      const { silent } = feel(
        [thread as unknown as ServingThread<unknown>],
        [],
        CLIENTS,
      );
      if (thread.answers) thread.heard = now;
      return silent.length > 0;
    },
  };
}

Deno.test("a thread that answers each beat lives", () => {
  const { beat } = scene();
  assertEquals([250, 250, 250, 250, 250, 250].map(beat).includes(true), false);
});

Deno.test("a thread that is silent for a second is dead", () => {
  const { thread, beat } = scene();
  thread.answers = false;
  assertEquals([250, 250, 250, 250].map(beat), [false, false, false, true]);
});

Deno.test("where nobody got any time, nobody is dead, until it is silent for a second more", () => {
  const { thread, beat } = scene();
  assertEquals([250, 4_000].map(beat), [false, false]);
  thread.answers = false;
  assertEquals([4_000, 250, 250, 250, 250].map(beat), [
    false,
    false,
    false,
    false,
    true,
  ]);
});
