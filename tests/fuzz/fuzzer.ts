import { CORPUS, TOKENS } from "./corpus.ts";
import { composed } from "./grammar.ts";

/** How much is sent, and how. */
export interface Fuzz {
  readonly port: number;
  readonly seed: number;
  /** Requests to send at most. */
  readonly count: number;
  /** Milliseconds after which no more are sent. */
  readonly time: number;
  /** Called between connections, with how many requests have been sent; a rejection ends it all. */
  check(sent: number): Promise<void>;
}

/** What came of it. */
export interface Fuzzed {
  readonly sent: number;
  /** Answers by their status: of requests on one connection, those behind one that ends it have none. */
  readonly answers: Readonly<Record<string, number>>;
}

/** A stream of numbers below a bound, the same for the same seed (mulberry32). */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A stream of numbers below a bound. */
export type Numbers = ReturnType<typeof numbers>;

/** One malformed, or perhaps by chance well-formed, request. */
export function mutated(next: Numbers): string {
  let text = CORPUS[next(CORPUS.length)] ?? "";
  for (let times = 1 + next(4); times > 0; times--) text = mutate(text, next);
  return text;
}

function mutate(text: string, next: Numbers): string {
  const place = next(text.length + 1);
  const token = TOKENS[next(TOKENS.length)] ?? "";
  const other = CORPUS[next(CORPUS.length)] ?? "";
  const ways = [
    () => text.slice(0, place) + token + text.slice(place),
    () => text.slice(0, place) + text.slice(place + 1 + next(8)),
    () => text.slice(0, place),
    () =>
      text.slice(0, place) + String.fromCharCode(next(256)) +
      text.slice(place + 1),
    () => text.slice(0, place) + other.slice(next(other.length)),
    () => text.replaceAll("\r\n", "\n"),
  ];
  return ways[next(ways.length)]?.() ?? text;
}

/** What is sent over one connection: mostly one request, now and then several at once. */
export function requests(next: Numbers): string[] {
  const length = next(3) > 0 ? 1 : 2 + next(6);
  return Array.from(
    { length },
    () => next(3) > 0 ? composed(next) : mutated(next),
  );
}

/** Sends requests over one connection after another, four at a time. */
export async function fuzz(
  { port, seed, count, time, check }: Fuzz,
): Promise<Fuzzed> {
  const next = numbers(seed);
  const end = performance.now() + time;
  const answers: Record<string, number> = {};
  let sent = 0;
  const lane = async () => {
    while (sent < count && performance.now() < end) {
      const texts = requests(next);
      sent += texts.length;
      for (const status of await send(port, texts.join(""))) {
        answers[status] = (answers[status] ?? 0) + 1;
      }
      await check(sent);
    }
  };
  await Promise.all(Array.from({ length: 4 }, lane));
  return { sent, answers };
}

const STATUS = /HTTP\/1\.[01] (\d{3}) /g;

/** How long a connection may be silent before it is left, in milliseconds. */
const PATIENCE = 30;

/** Sends it all, and reads whatever comes until nothing more does; the statuses of the answers. */
async function send(port: number, text: string): Promise<string[]> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const bytes = Uint8Array.from(text, (one) => one.charCodeAt(0));
  const buffer = new Uint8Array(65_536);
  const decoder = new TextDecoder("latin1");
  let answer = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leave = () => connection.close();
  try {
    const writing = connection.write(bytes).catch(() => 0);
    for (;;) {
      clearTimeout(timer);
      timer = setTimeout(leave, PATIENCE);
      const length = await connection.read(buffer);
      if (length === null) break;
      answer += decoder.decode(buffer.subarray(0, length));
    }
    await writing;
  } catch {
    // It was closed, by either side.
  } finally {
    clearTimeout(timer);
    try {
      connection.close();
    } catch {
      // It was already.
    }
  }
  return [...answer.matchAll(STATUS)].map(([, status = ""]) => status);
}
