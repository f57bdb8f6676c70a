import { assertEquals } from "@std/assert";
import type { AccessRecord } from "../../lib/http/exchange.ts";
import {
  combinedLine,
  jsonLine,
  jsonNoteLine,
  noteLine,
} from "../../lib/log/format.ts";
import { batchedJournal } from "../../lib/log/mod.ts";
import { logWriter, type Sink } from "../../lib/log/writer.ts";
import { exchange, type Given } from "../support/exchange.ts";

const TIME = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

function record(given: Given = {}, more: Partial<AccessRecord> = {}) {
  return {
    exchange: exchange("/a?b", given),
    target: "/a?b",
    status: 200,
    bytes: 5,
    time: TIME,
    duration: 1.23456,
    ...more,
  };
}

const LINES: { name: string; given: AccessRecord; want: string }[] = [
  {
    name: "the Combined Log Format",
    given: record({ fields: { referer: "http://x/", "user-agent": "curl" } }),
    want:
      '127.0.0.1 - - [02/Jan/2026:03:04:05 +0000] "GET /a?b HTTP/1.1" 200 5 "http://x/" "curl"\n',
  },
  {
    name: "what is missing is a hyphen",
    given: record({}, { bytes: 0, status: 304 }),
    want:
      '127.0.0.1 - - [02/Jan/2026:03:04:05 +0000] "GET /a?b HTTP/1.1" 304 - "-" "-"\n',
  },
  {
    name: "a login",
    given: record({ login: { user: "ann b", scheme: "Basic" } }),
    want:
      '127.0.0.1 - ann_b [02/Jan/2026:03:04:05 +0000] "GET /a?b HTTP/1.1" 200 5 "-" "-"\n',
  },
  {
    name: "quotes, backslashes and control bytes cannot forge a line",
    given: record({ fields: { "user-agent": '"\\\x1b\x85\t' } }, {
      target: '/"x',
    }),
    want:
      '127.0.0.1 - - [02/Jan/2026:03:04:05 +0000] "GET /\\"x HTTP/1.1" 200 5 "-" "\\"\\\\\\x1b\\x85"\n',
  },
  {
    name: "a client of a Unix socket",
    given: record({
      client: { transport: "unix", hostname: "/run/x.sock", port: 0 },
    }),
    want:
      'unix - - [02/Jan/2026:03:04:05 +0000] "GET /a?b HTTP/1.1" 200 5 "-" "-"\n',
  },
];

Deno.test("combinedLine", async (t) => {
  for (const { name, given, want } of LINES) {
    await t.step(name, () => assertEquals(combinedLine(given), want));
  }
});

Deno.test("what was sent before is as safe as it was the first time", () => {
  const agent = 'a"b\\';
  const unsafe = record({ fields: { "user-agent": agent } });
  const first = combinedLine(unsafe);
  for (let other = 0; other < 2_000; other++) {
    const line = combinedLine(record({ fields: { "user-agent": `${other}` } }));
    assertEquals(line.split('"').at(-2), `${other}`);
    assertEquals(combinedLine(unsafe), first);
  }
  assertEquals(first.endsWith('"a\\"b\\\\"\n'), true);
  const long = '"'.repeat(2_000);
  const line = combinedLine(record({ fields: { referer: long } }));
  assertEquals(line.includes(` "${'\\"'.repeat(2_000)}" `), true);
});

Deno.test("jsonLine is one JSON object a line", () => {
  const line = jsonLine(record({ fields: { referer: 'a"b' } }));
  assertEquals(line.endsWith("}\n"), true);
  assertEquals(JSON.parse(line), {
    time: "2026-01-02T03:04:05.678Z",
    id: "test-0001",
    client: "127.0.0.1",
    method: "GET",
    target: "/a?b",
    protocol: "HTTP/1.1",
    status: 200,
    bytes: 5,
    duration: 1.235,
    referer: 'a"b',
  });
});

Deno.test("noteLine and jsonNoteLine stay on one line", () => {
  assertEquals(
    noteLine("error", "a\nb", "id", { cause: 'x\r\n"y"\u2028', n: 1 }, TIME),
    '2026-01-02T03:04:05.678Z error [id] a\\nb cause="x\\r\\n\\"y\\"\\u2028" n=1\n',
  );
  const line = jsonNoteLine("info", "a\nb", "", { n: 1 }, TIME);
  assertEquals(line.split("\n").length, 2);
  assertEquals(JSON.parse(line), {
    time: "2026-01-02T03:04:05.678Z",
    level: "info",
    message: "a\nb",
    n: 1,
  });
});

Deno.test("a journal hands lines over in batches, in order, and none is lost", () => {
  const batches: string[] = [];
  const journal = batchedJournal(
    "combined",
    ({ access, notes }) => void batches.push(access + notes),
  );
  for (let count = 0; count < 1000; count++) {
    journal.access(record({}, { target: `/${count}` }));
  }
  journal.note("info", "last", "", {});
  journal.flush();
  const lines = batches.join("").trimEnd().split("\n");
  assertEquals(lines.length, 1001);
  assertEquals(lines[999]?.includes("GET /999 "), true);
  assertEquals(batches.length < 20, true);
});

Deno.test("a journal without an access log still takes notes", () => {
  let text = "";
  const journal = batchedJournal("none", ({ access, notes }) => {
    text += access + notes;
  });
  journal.access(record());
  journal.note("error", "bad", "", {});
  journal.flush();
  assertEquals(/^\S+ error bad\n$/.test(text), true);
});

Deno.test("a writer keeps the order, and takes short writes", async () => {
  const bytes: number[] = [];
  const writer = logWriter({
    async write(chunk) {
      await Promise.resolve();
      const part = chunk.subarray(0, 3);
      bytes.push(...part);
      return part.length;
    },
  });
  for (const word of ["one\n", "two\n", "thrée\n"]) writer.write(word);
  await writer.drained();
  assertEquals(
    new TextDecoder().decode(Uint8Array.from(bytes)),
    "one\ntwo\nthrée\n",
  );
});

Deno.test("a writer counts what a slow reader made it drop", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const written: string[] = [];
  const lost: number[] = [];
  const writer = logWriter({
    async write(chunk) {
      await promise;
      written.push(new TextDecoder().decode(chunk));
      return chunk.length;
    },
  }, { failed() {}, lost: (lines) => void lost.push(lines) });
  const line = "x".repeat(1024 * 1024 - 1) + "\n";
  for (let count = 0; count < 20; count++) writer.write(line);
  resolve();
  await writer.drained();
  assertEquals([writer.dropped(), lost], [3, [3]]);
  assertEquals(written.join("").split("\n").length - 1, 17);
});

Deno.test("a full disk costs lines, which are counted and told of", async () => {
  const told: unknown[] = [];
  const disk = smallDisk(6);
  const sink = { ...disk.sink, close: () => void told.push("closed") };
  const writer = logWriter(sink, {
    failed: (reason) => void told.push(reason),
    lost: (lines) => void told.push(lines),
  });
  writer.write("one\ntwo\nthree\n");
  await writer.drained();
  assertEquals([disk.text, told], ["one\ntw", ["no space left"]]);
  writer.write("four\n");
  disk.room = 100;
  writer.use({ ...sink });
  await writer.drained();
  assertEquals(told, ["no space left", "closed", 2]);
  assertEquals(disk.text, "one\ntwfour\n");
  assertEquals(writer.dropped(), 2);
});

Deno.test("a line torn by a full disk is ended when there is room again", async () => {
  using time = new FakeTime();
  const disk = smallDisk(2);
  const writer = logWriter(disk.sink);
  writer.write("one\n");
  await writer.drained();
  disk.room = 100;
  writer.write("two\n");
  time.pass(1_000);
  await writer.drained();
  assertEquals(disk.text, "on\ntwo\n");
});

const TORN: readonly {
  name: string;
  rooms: readonly number[];
  want: string;
  lost: number;
}[] = [
  {
    name: "a line feed that ends a torn line is no line that is lost",
    rooms: [2, 0, 100],
    want: "on\nfour\n",
    lost: 3,
  },
  {
    name: "a torn line is ended once",
    rooms: [2, 1, 100],
    want: "on\nfour\n",
    lost: 3,
  },
  {
    name: "a line that only lacks its end is not lost",
    rooms: [3, 0, 100],
    want: "one\nfour\n",
    lost: 2,
  },
];

for (const { name, rooms, want, lost } of TORN) {
  Deno.test(`a disk that is full again: ${name}`, async () => {
    using time = new FakeTime();
    const disk = smallDisk(0);
    const writer = logWriter(disk.sink);
    const lines = ["one\n", "two\nthree\n", "four\n"];
    for (const [index, line] of lines.entries()) {
      disk.room = rooms[index] ?? 0;
      writer.write(line);
      time.pass(1_000);
      await writer.drained();
    }
    assertEquals([disk.text, writer.dropped()], [want, lost]);
  });
}

/** A disk with room for so many bytes, which may change; it keeps what was written. */
function smallDisk(room: number) {
  const disk = { room, text: "", sink: { write } satisfies Sink };

  function write(chunk: Uint8Array): Promise<number> {
    if (disk.room === 0) return Promise.reject(new Error("no space left"));
    const part = chunk.subarray(0, disk.room);
    disk.room -= part.length;
    disk.text += new TextDecoder().decode(part);
    return Promise.resolve(part.length);
  }

  return disk;
}

/** Timers that run when the test says so. */
class FakeTime implements Disposable {
  readonly #before = globalThis.setTimeout;
  #pending: { at: number; work: () => void }[] = [];
  #now = 0;

  constructor() {
    globalThis.setTimeout = ((work: () => void, wait: number) => {
      this.#pending.push({ at: this.#now + wait, work });
      const real = this.#before;
      return real(() => {}, 0);
    }) as unknown as typeof setTimeout;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#pending.filter(({ at }) => at <= this.#now);
    this.#pending = this.#pending.filter(({ at }) => at > this.#now);
    for (const { work } of due) work();
  }

  [Symbol.dispose](): void {
    globalThis.setTimeout = this.#before;
  }
}

Deno.test("a writer outlives its reader", async () => {
  const writer = logWriter({
    write: () => Promise.reject(new Deno.errors.BrokenPipe("gone")),
  });
  writer.write("x\n");
  await writer.drained();
  writer.write("y\n");
  await writer.drained();
  let text = "";
  writer.use({
    write(chunk) {
      text += new TextDecoder().decode(chunk);
      return Promise.resolve(chunk.length);
    },
  });
  await writer.drained();
  assertEquals([text, writer.dropped()], ["y\n", 1]);
});
