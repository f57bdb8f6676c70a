/**
 * Threads are left as they are where the idlest has this part of the busiest's connections, or more: as long as each has
 * some that wait, all work all the time…
 */
const EVEN = 0.5;
/** …or fewer than so many more. */
const FEW = 2;
/** How many connections of a thread are closed at a time: each must be made anew. */
const MOST = 256;
/** Looks until what was done shows in what threads say. */
const SOON = 2;
/**
 * Looks between two attempts at the most, where none helps: which thread takes a connection that is made anew is chance,
 * and one that has none stays without until then.
 */
const SELDOM = 8;

/**
 * Judges how many connections each thread should close, by how many carried requests lately, so that all have as many;
 * connections are not worth closing unless somebody waits, that is, while threads are `busy`.
 */
export function createEvenness(): (
  connections: readonly number[],
  busy: boolean,
) => readonly number[] {
  let pause = SOON;
  let rest = 0;

  return (connections, busy) => {
    if (rest > 0) rest--;
    if (!busy || !isUneven(connections)) {
      if (rest === 0) pause = SOON;
      return connections.map(() => 0);
    }
    if (rest > 0) return connections.map(() => 0);
    rest = pause + 1;
    pause = Math.min(pause * 2, SELDOM);
    const total = connections.reduce((sum, count) => sum + count, 0);
    const fair = Math.ceil(total / connections.length);
    return connections.map((count) =>
      Math.min(Math.max(count - fair, 0), MOST)
    );
  };
}

function isUneven(connections: readonly number[]): boolean {
  const most = Math.max(...connections);
  const least = Math.min(...connections);
  return most - least >= FEW && least < most * EVEN;
}
