/** Things kept in memory up to a number of bytes; what nobody asked for lately goes first. */
export interface Cache<T> {
  /** What is kept under `key`, or `undefined`. */
  get(key: string): T | undefined;
  /**
   * Keeps `value`, which takes about `weight` bytes, unless that is too much of the whole, or there is no plenty and it
   * was not asked for before.
   */
  set(key: string, value: T, weight: number): void;
  /** Says that what is kept under `key` takes `bytes` more, if it is still `value`. */
  grow(key: string, value: T, bytes: number): void;
  delete(key: string): void;
  /** Bytes taken at the moment. */
  size(): number;
}

interface Slot<T> {
  readonly value: T;
  weight: number;
  /** Whether it was asked for since the last round of clearing out. */
  used: boolean;
}

/** Past this part of the limit, only what was asked for lately is kept when it is asked for once more. */
const PLENTY = 1 / 8;
/** So many keys, at least, are remembered as asked for lately, and twice as many at the most. */
const LATELY = 1024;

/**
 * A cache of at most `limit` bytes. A hit costs one lookup and one flag: it is the clearing out that goes round,
 * passing over once what was used since ("second chance"). So a walk through a huge tree does not drive out what
 * everybody asks for, nor does it fill the memory with what nobody asks for again: each search of the heap would go
 * through it, and with 20,000 files of a walk in memory, a script's request took the server a quarter longer.
 */
export function boundedCache<T>(limit: number): Cache<T> {
  const slots = new Map<string, Slot<T>>();
  const asked = recentKeys(LATELY);
  let total = 0;

  function drop(key: string): void {
    total -= slots.get(key)?.weight ?? 0;
    slots.delete(key);
  }

  /** What was kept and has changed comes back. */
  function forget(key: string): void {
    if (slots.has(key)) asked.add(key);
    drop(key);
  }

  function clearOut(): void {
    for (const [key, slot] of slots) {
      if (total <= limit) return;
      if (slot.used) {
        slot.used = false;
        slots.delete(key);
        slots.set(key, slot); // to the end; the loop comes by again
      } else drop(key);
    }
  }

  return {
    get(key) {
      const slot = slots.get(key);
      if (slot === undefined) return undefined;
      slot.used = true;
      return slot.value;
    },
    set(key, value, weight) {
      forget(key);
      if (weight > limit / 4) return;
      if (total > limit * PLENTY && !asked.add(key)) return;
      slots.set(key, { value, weight, used: false });
      total += weight;
      clearOut();
    },
    grow(key, value, bytes) {
      const slot = slots.get(key);
      if (slot?.value !== value) return;
      slot.weight += bytes;
      total += bytes;
      clearOut();
    },
    delete: forget,
    size: () => total,
  };
}

/** Remembers the last keys; `add` says whether it knew this one. */
function recentKeys(least: number): { add(key: string): boolean } {
  let newer = new Set<string>();
  let older = newer;
  return {
    add(key) {
      if (newer.has(key) || older.has(key)) return true;
      newer.add(key);
      if (newer.size < least) return false;
      older = newer;
      newer = new Set();
      return false;
    },
  };
}
