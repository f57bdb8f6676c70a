/**
 * Visits a server as a few good clients at once would, and checks each answer. It is a program of its own, since it
 * runs in the server's network, which the tests have no way into.
 *
 *   deno run -A tests/faults/visitor.ts PORT
 *
 * It prints how many answers were right; the exit code is 1 where one was not.
 */
import { assertEquals } from "@std/assert";

/** Bytes of `/large.bin`; what is sent to the script is as long. */
export const LARGE = 200_000;

/** What is in `/large.bin`: no part of it is like another. */
export function largeContent(): Uint8Array<ArrayBuffer> {
  const numbers = new Uint32Array(LARGE / 4);
  for (let index = 0; index < numbers.length; index++) {
    numbers[index] = Math.imul(index, 2_654_435_761);
  }
  return new Uint8Array(numbers.buffer);
}

async function ask(
  url: string,
  want: number,
  init: RequestInit = {},
): Promise<Uint8Array> {
  const response = await fetch(url, init);
  assertEquals(response.status, want, url);
  return await response.bytes();
}

async function visitOnce(origin: string): Promise<number> {
  const content = largeContent();
  assertEquals(await ask(`${origin}/large.bin`, 200), content);
  const headers = { range: "bytes=1000-150999" };
  const part = await ask(`${origin}/large.bin`, 206, { headers });
  assertEquals(part, content.subarray(1000, 151_000));
  const sent = { method: "POST", body: content };
  assertEquals(await ask(`${origin}/cgi-bin/echo`, 200, sent), content);
  const { readable, writable } = new TransformStream();
  const streamed = ask(`${origin}/cgi-bin/echo`, 200, {
    method: "POST",
    body: readable,
  });
  await new Blob([content]).stream().pipeTo(writable);
  assertEquals(await streamed, content);
  const hello = await ask(`${origin}/cgi-bin/hello`, 200);
  assertEquals(new TextDecoder().decode(hello), "hello");
  await ask(`${origin}/nothing`, 404);
  return 6;
}

if (import.meta.main) {
  const origin = `http://127.0.0.1:${Deno.args[0]}`;
  const visits = Array.from({ length: 4 }, () => visitOnce(origin));
  const right = (await Promise.all(visits)).reduce((a, b) => a + b);
  console.log(right);
  Deno.exit();
}
