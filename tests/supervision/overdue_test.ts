import { assertEquals } from "@std/assert";
import { parseNetwork } from "../../lib/http/network.ts";
import type { Connection } from "../../lib/supervision/connections.ts";
import {
  type ClientLimits,
  clientLimits,
  createJudge,
  type Moment,
} from "../../lib/supervision/overdue.ts";

const QUIET: Connection = {
  descriptor: 10,
  address: Uint8Array.of(192, 0, 2, 1),
  port: 1,
  key: "a",
  sent: 0,
  received: 0,
  unread: false,
  waiting: false,
  taken: 0,
};

const LIMITS: ClientLimits = clientLimits({ clientTimeout: 60_000 });

type Given = Partial<Omit<Moment, "connections">> & {
  readonly connections: readonly Partial<Connection>[];
};

interface Case {
  readonly name: string;
  readonly given: readonly Given[];
  readonly limits?: Partial<Parameters<typeof clientLimits>[0]>;
  /** Keys of those that the last moment ends, each with the reason. */
  readonly want: Readonly<Record<string, string>>;
}

const idle = (key: string, sent: number, more: Partial<Connection> = {}) => ({
  key,
  sent,
  received: sent,
  ...more,
});

const one = (connection: Partial<Connection>, more: Partial<Moment> = {}) => ({
  connections: [connection],
  ...more,
});

const stalled = (taken: number) => ({ key: "a", waiting: true, taken });

const CASES: Case[] = [
  {
    name: "who has just been answered may ask again",
    given: [one(idle("a", 59_000))],
    want: {},
  },
  {
    name: "who asks for nothing for too long",
    given: [one(idle("a", 60_000))],
    want: { a: "idle" },
  },
  {
    name: "who waits for an answer",
    given: [one(idle("a", 600_000), { busy: new Set(["a"]) })],
    want: {},
  },
  {
    name: "what has just come may be a request",
    given: [one(idle("a", 61_000, { received: 10 }))],
    want: {},
  },
  {
    name: "what nobody has read may be a request, however long ago it came",
    given: [one(idle("a", 61_000, { unread: true }))],
    want: {},
  },
  {
    name: "but not if the server does not come to it in seconds",
    given: [one(idle("a", 65_000, { unread: true }))],
    want: { a: "idle" },
  },
  {
    name: "who sends a byte now and then, and never a request",
    given: [one(idle("a", 65_000, { received: 10 }))],
    want: { a: "idle" },
  },
  {
    name: "who takes nothing has time, too",
    given: [
      { ...one(stalled(5)), time: 0 },
      { ...one(stalled(5)), time: 59_000 },
    ],
    want: {},
  },
  {
    name: "who takes nothing for too long, whatever it asked for",
    given: [
      { ...one(stalled(5)), time: 0 },
      { ...one(stalled(900), { busy: new Set(["a"]) }), time: 60_000 },
    ],
    want: { a: "stalled" },
  },
  {
    name: "who takes something now and then",
    given: [
      { ...one(stalled(5)), time: 0 },
      { ...one(stalled(2_000)), time: 40_000 },
      { ...one(stalled(2_100)), time: 80_000 },
    ],
    want: {},
  },
  {
    name: "the same port, but another connection",
    given: [
      { ...one(stalled(5_000)), time: 0 },
      { ...one(stalled(10)), time: 60_000 },
    ],
    want: {},
  },
  {
    name: "without a limit nobody is too late",
    limits: { clientTimeout: 0 },
    given: [one(idle("a", 1e9))],
    want: {},
  },
  {
    name: "of those that are too many, the longest idle",
    limits: { maxClientConnections: 2 },
    given: [{
      connections: [
        idle("a", 5_000),
        idle("b", 9_000),
        idle("c", 7_000),
        idle("d", 2_000),
      ],
    }],
    want: { b: "many", c: "many" },
  },
  {
    name: "those with a request are none of the many",
    limits: { maxClientConnections: 2 },
    given: [{
      connections: ["a", "b", "c", "d"].map((key) => idle(key, 5_000)),
      busy: new Set(["a", "b"]),
    }],
    want: {},
  },
  {
    name: "each address has its own number",
    limits: { maxClientConnections: 1 },
    given: [{
      connections: [
        idle("a", 5_000),
        idle("b", 5_000, { address: Uint8Array.of(192, 0, 2, 2) }),
      ],
    }],
    want: {},
  },
  {
    name: "a /64 of IPv6 is one address (RFC 4291 §2.5.1)",
    limits: { maxClientConnections: 1 },
    given: [{
      connections: [
        idle("a", 5_000, { address: new Uint8Array(16).fill(1) }),
        idle("b", 6_000, { address: new Uint8Array(16).fill(1).fill(2, 8) }),
      ],
    }],
    want: { b: "many" },
  },
  {
    name: "a trusted proxy has as many as it needs",
    limits: {
      maxClientConnections: 1,
      trusted: [parseNetwork("192.0.2.0/24")],
    },
    given: [{ connections: [idle("a", 5_000), idle("b", 5_000)] }],
    want: {},
  },
  {
    name: "room is made by those that were idle longest",
    given: [{
      connections: [idle("a", 5_000), idle("b", 9_000), idle("c", 50)],
      surplus: 1,
    }],
    want: { b: "room" },
  },
  {
    name: "room is not made by those that have just come",
    given: [{ connections: [idle("a", 50), idle("b", 60)], surplus: 2 }],
    want: {},
  },
];

for (const { name, given, limits, want } of CASES) {
  Deno.test(`connections: ${name}`, () => {
    const judge = createJudge();
    const set = limits
      ? clientLimits({ clientTimeout: 60_000, ...limits })
      : LIMITS;
    const verdicts = given.map(({ connections, ...more }) =>
      judge({
        time: 0,
        busy: new Set(),
        surplus: 0,
        ...more,
        connections: connections.map((one) => ({ ...QUIET, ...one })),
      }, set)
    );
    const last = [...verdicts.at(-1) ?? []];
    assertEquals(
      Object.fromEntries(last.map(([{ key }, reason]) => [key, reason])),
      want,
    );
  });
}
