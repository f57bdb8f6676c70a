import type { Exchange, Reply } from "../http/exchange.ts";

/**
 * Listings begin one after the other. Of 32 that were made at once none was ready before the last, and all their
 * entries were in memory.
 */
let before: Promise<unknown> = Promise.resolve();

/** Those that wait to begin, by whose they are and what they will show. */
const waiting = new WeakMap<object, Map<string, Promise<Reply>>>();

/**
 * Makes a listing when it is its turn. Whoever asks the same of the same `owner` until then gets the same reply, which
 * is as new as one of its own would be: 32 clients of one large folder wait for two listings, not for 32. A short one is
 * made before the platform hands over the next request, so nobody ever waits for its turn.
 */
export async function inTurn(
  owner: object,
  exchange: Exchange,
  make: () => Promise<Reply>,
): Promise<Reply> {
  let mine = waiting.get(owner);
  if (!mine) waiting.set(owner, mine = new Map());
  const asked = whatIsAsked(exchange);
  const other = mine.get(asked);
  if (other) {
    const reply = await other;
    // What is sent as it is read is for one client only.
    return reply.content instanceof ReadableStream
      ? await inTurn(owner, exchange, make)
      : reply;
  }
  const begin = () => {
    mine.delete(asked);
    return make();
  };
  const reply = before.then(begin);
  mine.set(asked, reply);
  before = reply.catch(() => {});
  return await reply;
}

/** All of a request that shows in a listing. */
function whatIsAsked(
  { method, target, fields, authority }: Exchange,
): string {
  return JSON.stringify([
    method,
    target.raw,
    fields.get("accept"),
    authority?.host,
    authority?.port,
  ]);
}
