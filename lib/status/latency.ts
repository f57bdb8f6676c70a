/** How many classes of durations are told apart. */
export const CLASSES = 64;
/** The first class ends here, in milliseconds, and each is wider than the one before by this factor. */
const FIRST = 0.1;
const FACTOR = 1.3;

/** The class of a duration in milliseconds. */
export function classOf(duration: number): number {
  if (!(duration > FIRST)) return 0;
  const place = Math.ceil(Math.log(duration / FIRST) / Math.log(FACTOR));
  return Math.min(place, CLASSES - 1);
}

/** Percentiles of the durations that were counted by class, in milliseconds, true to about 15 %; `null` of none. */
export function percentiles(
  counts: ArrayLike<number>,
  wanted: readonly number[],
): (number | null)[] {
  let total = 0;
  for (let index = 0; index < CLASSES; index++) total += counts[index] ?? 0;
  return wanted.map((percent) => {
    if (total === 0) return null;
    let left = Math.max(1, Math.ceil((total * percent) / 100));
    for (let index = 0; index < CLASSES; index++) {
      left -= counts[index] ?? 0;
      if (left <= 0) return middleOf(index);
    }
    return middleOf(CLASSES - 1);
  });
}

function middleOf(index: number): number {
  const end = FIRST * FACTOR ** index;
  return Number((index === 0 ? end : end / Math.sqrt(FACTOR)).toPrecision(3));
}
