/** A heading of the help. */
export type Topic = "serving" | "scripts" | "files" | "operation";

/** One option: how it is written, read and explained. */
export interface Row<T> {
  readonly topic: Topic;
  /** On or off; one value, the last one given; or several that add up. */
  readonly kind: "switch" | "one" | "many";
  /** What stands for the value in the help; `null` for a switch. */
  readonly value: string | null;
  readonly help: string;
  /** The value where nobody gives one. */
  readonly initial: T;
  /** One letter, for `-p`. */
  readonly short?: string;
  /** Whether the short help shows it. */
  readonly common?: boolean;
  /** The only words that it takes, where there are only a few. */
  readonly words?: readonly string[];
  /** Whether its values may be secret, so that they are never printed. */
  readonly secret?: boolean;
  /** Adds what was written to what was there before. Throws `RangeError` with the rest of a sentence. */
  take(before: T, text: string): T;
}

/** What a row may have beyond its necessities. */
type Extras = Pick<Row<unknown>, "short" | "common" | "words" | "secret">;

/** A switch: off unless given. */
export function flag(
  topic: Topic,
  help: string,
  extras: Extras = {},
): Row<boolean> {
  return {
    topic,
    kind: "switch",
    value: null,
    help,
    initial: false,
    ...extras,
    take: readSwitch,
  };
}

/** A configuration file can also say `false`. */
function readSwitch(_before: boolean, text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new RangeError("takes no value");
}

/** An option with one value; the last one given counts. */
export function one<T, I extends T | null = T>(
  topic: Topic,
  value: string,
  read: (text: string) => T,
  initial: I,
  help: string,
  extras: Extras = {},
): Row<T | I> {
  return {
    topic,
    kind: "one",
    value,
    help,
    initial,
    ...extras,
    take: (_before, text) => read(text),
  };
}

/** An option that may be given several times; the values add up. */
export function many<T>(
  topic: Topic,
  value: string,
  read: (text: string) => T,
  help: string,
  extras: Extras = {},
): Row<readonly T[]> {
  return {
    topic,
    kind: "many",
    value,
    help,
    initial: [],
    ...extras,
    take: (before, text) => [...before, read(text)],
  };
}
