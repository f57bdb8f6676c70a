import { assert, assertEquals } from "@std/assert";
import { createStderrLog } from "../../lib/gateway/stderr.ts";

async function logged(
  pieces: readonly string[],
): Promise<{ lines: string[]; tail: string }> {
  const lines: string[] = [];
  const log = createStderrLog((line) => void lines.push(line));
  for (const piece of pieces) await log.add(new TextEncoder().encode(piece));
  log.end();
  return { lines, tail: log.tail() };
}

const rows: readonly { name: string; given: string[]; want: string[] }[] = [
  {
    name: "a line of the log for each line, the last one unended",
    given: ["one\ntw", "o\r\n\nthree"],
    want: ["one", "two", "three"],
  },
  {
    name: "control characters cannot forge lines or steer a terminal",
    given: ["a\x1b[31mred\x1b[0m\x07\x1b]0;x\n"],
    want: ["ared\ufffd\ufffd]0;x"],
  },
  {
    name: "a character that comes in two pieces",
    given: ["caf", "é".repeat(3), "\n"],
    want: ["cafééé"],
  },
];

for (const { name, given, want } of rows) {
  Deno.test(`stderr: ${name}`, async () => {
    assertEquals((await logged(given)).lines, want);
  });
}

Deno.test("stderr: of a flood, a hundred lines and a count", async () => {
  const { lines, tail } = await logged(Array(5).fill("x\n".repeat(1000)));
  assertEquals(lines.length, 101);
  assertEquals(lines.at(-1), "… and 9800 more bytes");
  assertEquals(tail, "x\n".repeat(2048));
});

Deno.test("stderr: a line without end is cut, not gathered", async () => {
  const { lines } = await logged(Array(100).fill("y".repeat(1000)));
  assert(lines.every((line) => line.length <= 3001));
});
