import { createGauge } from "./gauge.ts";
import { createPressure, type Relief } from "./pressure.ts";
import type { Timers } from "./timers.ts";

/** What the watch is lent. */
export interface WatchTools {
  /** The port whose connections are counted. */
  readonly port: number;
  readonly timers: Timers;
  /** How many requests are under way. */
  open(): number;
  /** Whether it matters now who takes nothing, while descriptors are not short. */
  matters(): boolean;
  relieve(relief: Relief): void;
}

/** Measures the load of a server again and again, and asks for relief where it is too much. */
export interface PressureWatch {
  /** Clients that do not take what is sent to them, or `null` where nobody knows. */
  stalled(): number | null;
  /** Descriptors in use and how many there may be, or `null` where nobody looked yet. */
  descriptors(): { readonly used: number; readonly most: number } | null;
  /** The system's table of connections, or `null` where nobody may read it. */
  table(): Promise<string | null>;
  /** Judges by another time from now on, in milliseconds. */
  judgeBy(clientTimeout: number): void;
}

/** From this part of the descriptors on it is told how many of them are for connections. */
const MANY = 0.5;
const NONE = { connections: 0, stalled: 0 };

/** Starts to measure, or settles with `null` where there is no way to know. */
export async function watchPressure(
  clientTimeout: number,
  { port, timers, open, matters, relieve }: WatchTools,
): Promise<PressureWatch | null> {
  const found = await createGauge(port);
  if (found === null) return null;
  const gauge = found;
  let judge = createPressure(clientTimeout);
  let stalled: number | null = null;
  let used: number | null = null;

  async function measure(): Promise<void> {
    const began = performance.now();
    try {
      const { most } = gauge;
      const descriptors = used = await gauge.descriptors();
      const reading = descriptors > most * MANY || matters()
        ? await gauge.read()
        : null;
      stalled = reading?.stalled ?? null;
      const time = performance.now();
      const clients = reading ?? NONE;
      const load = { ...clients, time, descriptors, most, open: open() };
      const relief = judge(load);
      if (relief) relieve(relief);
    } catch {
      // Nothing can be opened at this moment, which the next look will tell.
    }
    // A long table takes long to read: it must not keep this thread from its other work.
    const pause = Math.max(gauge.pause, (performance.now() - began) * 10);
    timers.later(pause, measure);
  }

  void measure();
  return {
    stalled: () => stalled,
    descriptors: () => used === null ? null : { used, most: gauge.most },
    table: () => gauge.table().catch(() => null),
    judgeBy(clientTimeout) {
      judge = createPressure(clientTimeout);
    },
  };
}
