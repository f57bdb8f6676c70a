/** A script that is broken in one way, and the cause that must be found. */
export interface BrokenScript {
  /** Its file in `broken/`. */
  readonly file: string;
  readonly cause: string;
  /** The remedy's command, or its text where it has none, holds this. */
  readonly remedy: string | RegExp;
  /** A program without which it cannot be tried. */
  readonly needs?: string;
  /** Found without running it, too. */
  readonly suspect?: true;
  /** Run by itself, because the executor refuses it earlier or passes its answer on. */
  readonly alone?: true;
  /** The interpreter, where it is run alone. */
  readonly starter?: string;
  /** Content of the request; a number is a promise of so many bytes that never come. */
  readonly content?: number;
}

/** A row of the tables. */
export function row(
  file: string,
  cause: string,
  remedy: string | RegExp,
  more: Partial<BrokenScript> = {},
): BrokenScript {
  return { file, cause, remedy, ...more };
}
