/** Things kept in memory up to a number of bytes; what nobody asked for lately goes first. */
export interface Cache<T> {
  /** What is kept under `key`, or `undefined`. */
  get(key: string): T | undefined;
  /** Keeps `value`, which takes about `weight` bytes, unless that is too much of the whole. */
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

/**
 * A cache of at most `limit` bytes. A hit costs one lookup and one flag: it is the clearing out that goes round,
 * passing over once what was used since ("second chance"). So a walk through a huge tree does not drive out what
 * everybody asks for.
 */
export function boundedCache<T>(limit: number): Cache<T> {
  const slots = new Map<string, Slot<T>>();
  let total = 0;

  function drop(key: string): void {
    total -= slots.get(key)?.weight ?? 0;
    slots.delete(key);
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
      drop(key);
      if (weight > limit / 4) return;
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
    delete: drop,
    size: () => total,
  };
}
