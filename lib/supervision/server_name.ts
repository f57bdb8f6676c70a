/** A certificate chain and its private key, in PEM, and the names of servers that it is for. */
export interface NamedKeyPair {
  readonly cert: string;
  readonly key: string;
  /** In lower case; the first label may be `*`. */
  readonly names: readonly string[];
}

/**
 * The key pair for the server that a client names when it connects (RFC 6066 §3): one with that very name, else one
 * with a `*` for its first label (RFC 9525 §6.3), else the first. A client that names none has the empty name.
 */
export function keyPairFor<T extends NamedKeyPair>(
  name: string,
  pairs: readonly [T, ...T[]],
): T {
  const exact = name.toLowerCase();
  const wild = exact.replace(/^[^.]+/, "*");
  return pairs.find(({ names }) => names.includes(exact)) ??
    pairs.find(({ names }) => names.includes(wild)) ?? pairs[0];
}
