/** Those that are under way at a moment, in no order. */
export interface Crowd<T> {
  readonly size: number;
  /** Takes one in; what it returns takes it out again, and does nothing when it is called once more. */
  enter(one: T): () => void;
  /** Calls `visit` for all; they may leave meanwhile, and others may come, who are not visited. */
  each(visit: (one: T) => void): void;
}

interface Seat<T> {
  readonly one: T;
  /** Its place among the seats, -1 once it was given up. */
  at: number;
}

/**
 * Makes an empty crowd. In a `Set` that many join and leave, each table that it outgrows keeps those that were in it
 * last from being freed, with all that hangs on them, until the whole heap is searched: a third of all scripts' runs,
 * which made half of the work to free memory. Here a seat is emptied, and used again.
 */
export function createCrowd<T>(): Crowd<T> {
  const seats: (Seat<T> | null)[] = [];
  let size = 0;

  function leave(seat: Seat<T>): void {
    const { at } = seat;
    if (at < 0) return;
    seat.at = -1;
    const last = seats[--size] ?? seat;
    seats[size] = null;
    if (last === seat) return;
    last.at = at;
    seats[at] = last;
  }

  return {
    get size() {
      return size;
    },
    enter(one) {
      const seat = { one, at: size };
      seats[size++] = seat;
      return () => leave(seat);
    },
    each(visit) {
      // Backwards, since whoever leaves is replaced by the last.
      for (let at = size - 1; at >= 0; at--) {
        const seat = seats[at];
        if (seat) visit(seat.one);
      }
    },
  };
}
