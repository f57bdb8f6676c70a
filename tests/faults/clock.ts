import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { type RawResponse, sendRaw } from "../support/raw.ts";
import { startServer, type TestServer } from "../support/server.ts";
import type { Fault } from "./fault.ts";
import { makePlace, statusOf } from "./place.ts";

/** The library that tells a program another time, where it is installed. */
function library(): string | null {
  for (const folder of ["/usr/lib", "/usr/lib64", "/usr/local/lib"]) {
    for (const inside of ["", `${Deno.build.arch}-linux-gnu/`]) {
      const path = `${folder}/${inside}faketime/libfaketimeMT.so.1`;
      try {
        if (Deno.statSync(path).isFile) return path;
      } catch {
        // Not there.
      }
    }
  }
  return null;
}

/** A clock on the wall that can be set; the one that counts from the start goes on as it does, as in life. */
interface Clock {
  readonly env: Record<string, string>;
  /** Sets it so many milliseconds before or behind the real one. */
  set(offset: number): void;
}

function makeClock(path: string): Clock {
  const set = (offset: number) => {
    const seconds = offset / 1000;
    Deno.writeTextFileSync(
      `${path}~`,
      seconds < 0 ? `${seconds}` : `+${seconds}`,
    );
    Deno.renameSync(`${path}~`, path);
  };
  set(0);
  const env = {
    LD_PRELOAD: library() ?? "",
    FAKETIME_TIMESTAMP_FILE: path,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  return { env, set };
}

const DAY = 86_400_000;
/** How far a Date may be from the clock: it has whole seconds, and the platform writes it once in each. */
const NEAR = 3_000;

function get(port: number, fields = ""): Promise<RawResponse> {
  const line = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  return sendRaw(port, `${line}${fields}\r\n`);
}

/** Asserts that what a response says of time is true by a clock that is `offset` off. */
function assertDated({ fields }: RawResponse, offset: number): void {
  const date = Date.parse(fields["date"] ?? "");
  const off = date - Date.now() - offset;
  assert(Math.abs(off) < NEAR, `Date is ${off} ms off the clock`);
  const modified = Date.parse(fields["last-modified"] ?? "");
  assert(modified <= date, "Last-Modified is after Date (RFC 9110 §8.8.2.1)");
}

async function assertFresh(
  server: TestServer,
  page: string,
  offset: number,
): Promise<void> {
  const before = await get(server.port);
  assertDated(before, offset);
  const text = `as of ${offset}`;
  await Deno.writeTextFile(page, text);
  const tag = (response: RawResponse) =>
    `If-None-Match: ${response.fields["etag"]}\r\n`;
  const after = await get(server.port, tag(before));
  assertEquals([after.status, after.text], [200, text]);
  assertDated(after, offset);
  assertEquals((await get(server.port, tag(after))).status, 304);
}

async function clockJumps(): Promise<string> {
  await using place = await makePlace();
  await place.addScript(
    "takes-a-second",
    "sleep 1; printf 'Status: 200\\n\\n'",
  );
  await place.addScript("never-ends", "sleep 60");
  const page = `${place.root}/index.html`;
  const clock = makeClock(`${place.home}/clock`);
  await using server = await startServer([
    place.root,
    "--cgi-timeout=3s",
    "--client-timeout=4s",
  ], { env: clock.env });
  await assertFresh(server, page, 0);
  for (const offset of [DAY, -DAY, 0]) {
    // Both are under way when the clock is set.
    const script = statusOf(server.port, "/cgi-bin/takes-a-second");
    using slow = await Deno.connect({ port: server.port });
    await slow.write(
      new TextEncoder().encode("GET / HTTP/1.1\r\nHost: localhost\r\n"),
    );
    const stuck = statusOf(server.port, "/cgi-bin/never-ends");
    await new Promise((resolve) => setTimeout(resolve, 300));
    clock.set(offset);
    await assertFresh(server, page, offset);
    assertEquals(await script, 200);
    await slow.write(new TextEncoder().encode("Connection: close\r\n\r\n"));
    const answer = await new Response(slow.readable).text();
    assertEquals(answer.slice(0, 12), "HTTP/1.1 200");
    assertEquals(await stuck, 504);
  }
  assertNotMatch(server.stderr(), /serving thread|replaced/);
  assertEquals(await server.stop(), 0);
  return "time limits go on as they did; Date and what is fresh follow the clock";
}

/** The clock on the wall is set while the server runs. */
export const CLOCK: readonly Fault[] = [
  {
    name: "the clock jumps, a day forward, two back, and one forward",
    by: "faketime",
    cannot: () => library() === null ? "faketime is not installed" : null,
    try: clockJumps,
  },
];
