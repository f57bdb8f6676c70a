/** A fault that is really brought about. */
export interface Fault {
  readonly name: string;
  /** How it is brought about. */
  readonly by: string;
  /** Why it cannot be brought about on this system, or `null` where it can. */
  readonly cannot?: () => string | null;
  /** What the server must do; settles with what it did. Throws where it does not. */
  try(): Promise<string>;
}
