/** What stands in a template: words that hold here, and values for names. */
export interface Filling {
  readonly holds: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Fills in a template: `@NAME@` becomes its value, and a line that begins with `[word]` stands, without it,
 * where the word holds, else falls out. Throws for a name that has no value.
 */
export function fill(text: string, { holds, values }: Filling): string {
  return text.split("\n").flatMap((line) => {
    const [head = "", before = "", word = ""] =
      /^(\s*)\[([a-z0-9]+)\] /.exec(line) ?? [];
    if (head === "") return [line];
    return holds.includes(word) ? [before + line.slice(head.length)] : [];
  }).join("\n").replace(/@([A-Z_0-9]+)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`Cannot fill in @${name}@`);
    return value;
  });
}
