import { assertEquals } from "@std/assert";
import { Pace } from "../../lib/gateway/pace.ts";

/** What happens at which millisecond: it is waited for more, or so many bytes come. */
type Event = readonly [time: number, what: "waits" | number];

const CASES: readonly {
  readonly name: string;
  readonly events: readonly Event[];
  readonly limit?: number;
  readonly at: number;
  readonly want: boolean;
}[] = [
  { name: "nobody waits", events: [], at: 9_999, want: false },
  { name: "nothing comes", events: [[0, "waits"]], at: 1_000, want: true },
  { name: "not yet", events: [[0, "waits"]], at: 999, want: false },
  { name: "no limit", events: [[0, "waits"]], limit: 0, at: 9e9, want: false },
  {
    name: "it comes byte by byte",
    events: [[0, "waits"], [500, 1], [500, "waits"], [900, 1], [900, "waits"]],
    at: 1_000,
    want: true,
  },
  {
    name: "it comes by the kibibyte",
    events: [[0, "waits"], [900, 1_024], [900, "waits"], [1_800, 1_024], [
      1_800,
      "waits",
    ]],
    at: 2_700,
    want: false,
  },
  {
    name: "a kibibyte in two pieces",
    events: [[0, "waits"], [400, 512], [400, "waits"], [800, 512], [
      800,
      "waits",
    ]],
    at: 1_700,
    want: false,
  },
  {
    name: "what takes time is somebody else",
    events: [[0, "waits"], [100, 1], [5_000, "waits"]],
    at: 5_800,
    want: false,
  },
  {
    name: "both together",
    events: [[0, "waits"], [500, 1], [5_000, "waits"]],
    at: 5_500,
    want: true,
  },
  {
    name: "to wait twice is to wait",
    events: [[0, "waits"], [900, "waits"]],
    at: 1_000,
    want: true,
  },
];

for (const { name, events, limit = 1_000, at, want } of CASES) {
  Deno.test(`pace: ${name}`, () => {
    const pace = new Pace(limit);
    for (const [time, what] of events) {
      if (what === "waits") pace.waits(time);
      else pace.got(what, time);
    }
    assertEquals(pace.isLate(at), want);
  });
}
