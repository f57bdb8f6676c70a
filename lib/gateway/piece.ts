import { createPulse } from "./pulse.ts";
import { BEFORE_2_8 } from "../platform/version.ts";

/** A piece of content. */
export type Chunk = Uint8Array<ArrayBuffer>;

/** Gives the next piece, one call at a time; `null` when there are no more. */
export type Read = () => Promise<Chunk | null>;

/** Up to so many bytes, and so many milliseconds after its header, an answer is sent in one piece. */
const ONE_PIECE = 65_536;
const ONE_MOMENT = 5;
/** One timer for all moments, which may so each last twice as long: a timer for each cost a hundredth of a request. */
const pulse = createPulse(ONE_MOMENT);

/**
 * Has the timer for moments go on, as long as one is likely to begin soon; what it returns lets it go. To stop it after
 * each moment and start it for the next took a hundredth of a request.
 */
export function keepMoments(): () => void {
  return pulse.add(nothing);
}

function nothing(): void {}

/** The beginning of a script's content: all of it, or `more` is the read that is under way. */
export interface Piece {
  readonly chunks: Chunk[];
  readonly more: Promise<Chunk | null> | null;
}

/** Deno from 2.8 on reads content by the kilobyte once the response has begun, which takes ten times as long. */
const BEGINS_LATE = !BEFORE_2_8;

/**
 * Reads on for a moment, so that a short answer leaves in one piece and with its length; and for as long as the client
 * is busy sending content, so that it can do so at full speed.
 */
export async function collect(
  read: Read,
  receiving: () => boolean,
): Promise<Piece> {
  const chunks: Chunk[] = [];
  let size = 0;
  let moment = startMoment();
  try {
    for (let more = read();;) {
      const chunk = await Promise.race([more, moment.over]);
      if (chunk === undefined) {
        if (!BEGINS_LATE || !receiving()) return { chunks, more };
        moment = startMoment();
        continue;
      }
      if (chunk === null) return { chunks, more: null };
      chunks.push(chunk);
      size += chunk.length;
      more = read();
      if (size > ONE_PIECE) return { chunks, more };
    }
  } finally {
    moment.cancel();
  }
}

function startMoment(): { over: Promise<undefined>; cancel: () => void } {
  const end = performance.now() + ONE_MOMENT;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const beat = (now: number): void => {
    if (now >= end) resolve(undefined);
  };
  return { over: promise, cancel: pulse.add(beat) };
}

/** Gives `first` before all else. */
export function startingWith(first: Chunk, read: Read): Read {
  let given = first.length === 0;
  return () => {
    if (given) return read();
    given = true;
    return Promise.resolve(first);
  };
}

/** Gives what was collected, then goes on. */
export function resume(
  chunks: Chunk[],
  more: Promise<Chunk | null>,
  read: Read,
): Read {
  let pending: Promise<Chunk | null> | null = more;
  return () => {
    const chunk = chunks.shift();
    if (chunk) return Promise.resolve(chunk);
    const next = pending ?? read();
    pending = null;
    return next;
  };
}

/** All of them in one. */
export function concatenate(chunks: readonly Chunk[]): Chunk {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(
    chunks.reduce((size, chunk) => size + chunk.length, 0),
  );
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
