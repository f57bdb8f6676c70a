/** So many texts are remembered, and none that has more characters than this. */
const MOST = 512;
const LONGEST = 512;

/**
 * Does the same as `make`, which gives the same for the same text each time, but remembers what it gave lately: most
 * requests say what others said, and to look a text up takes a fraction of reading it. Throws what `make` throws.
 */
export function remembering<T extends string | object>(
  make: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (text.length > LONGEST) return made;
    if (known.size >= MOST) known.clear();
    known.set(text, made);
    return made;
  };
}
