/** A fault that is really brought about. */
export interface Fault {
  readonly name: string;
  /** How it is brought about. */
  readonly by: string;
  /** Why it cannot be brought about on this system, or `null` where it can. */
  readonly cannot?: () => string | null;
  /** What the server must do; settles with what it did. Throws where it does not, `Impossible` where it cannot be tried. */
  try(): Promise<string>;
}

/** A fault turned out not to be possible on this system; the message says why. */
export class Impossible extends Error {
  override readonly name = "Impossible";
}
