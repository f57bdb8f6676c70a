import { assertEquals } from "@std/assert";
import { createStderrLog } from "../../lib/cgi/stderr.ts";

function logged(pieces: readonly string[]): { lines: string[]; tail: string } {
  const lines: string[] = [];
  const log = createStderrLog((line) => void lines.push(line));
  for (const piece of pieces) log.add(new TextEncoder().encode(piece));
  log.end();
  return { lines, tail: log.tail() };
}

Deno.test("stderr: a line of the log for each line, the last one unended", () => {
  assertEquals(logged(["one\ntw", "o\r\n\nthree"]).lines, [
    "one",
    "two",
    "three",
  ]);
});

Deno.test("stderr: control characters cannot forge lines or steer a terminal", () => {
  assertEquals(logged(["a\x1b[31mred\x1b[0m\x07\x1b]0;x\n"]).lines, [
    "ared\ufffd\ufffd]0;x",
  ]);
});

Deno.test("stderr: of a flood, a hundred lines and a count", () => {
  const { lines, tail } = logged([..."x".repeat(5000)].map((x) => `${x}\n`));
  assertEquals(lines.length, 101);
  assertEquals(lines.at(-1), "… and 4900 more lines");
  assertEquals(tail.length, 4096);
});

Deno.test("stderr: a line without end is cut, not gathered", () => {
  const { lines } = logged(Array(100).fill("y".repeat(1000)));
  assertEquals(lines.every((line) => line.length <= 3001), true);
});
