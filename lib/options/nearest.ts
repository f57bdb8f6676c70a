/** The word most like a given one, or `undefined` where none is near enough to have been meant. */
export function nearestWord(
  given: string,
  words: readonly string[],
): string | undefined {
  const [best] = words
    .map((word) => ({ word, distance: distance(given, word) }))
    .filter(({ word, distance }) =>
      distance <= Math.max(1, Math.floor(Math.min(word.length, 9) / 3)) ||
      (given.length > 2 && word.startsWith(given))
    )
    .sort((a, b) => a.distance - b.distance);
  return best?.word;
}

/** How many letters must be changed, added, left out or swapped with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] &&
        a[row - 2] === b[column - 1];
      next.push(Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Infinity,
      ));
    }
    before = last;
    last = next;
  }
  return last[b.length] ?? 0;
}
