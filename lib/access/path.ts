import { parseTarget, withoutTail } from "../http/target.ts";

/** Something that holds for a path and all below it. */
export interface Scoped<T> {
  readonly segments: readonly string[];
  readonly value: T;
}

/** Sorts what is said of paths, such as `/private/`, the deepest first. Throws `HttpError` for what is no path. */
export function byPath<T extends { readonly path: string }>(
  rules: readonly T[],
): Scoped<T>[] {
  return rules.map((value) => ({
    segments: fold(parseTarget(value.path).segments),
    value,
  })).sort((a, b) => b.segments.length - a.segments.length);
}

/** What is said of the path of a target, the deepest first. */
export function covering<T>(
  rules: readonly Scoped<T>[],
  segments: readonly string[],
): T[] {
  if (rules.length === 0) return [];
  const folded = fold(segments);
  return rules.filter((rule) =>
    rule.segments.every((segment, index) => segment === folded[index])
  ).map(({ value }) => value);
}

/**
 * Security: some systems find a file under several spellings of its name. What is protected under one of them
 * is protected under all, so letters are compared without case, and a slash that was sent as `%2F` parts segments.
 */
function fold(segments: readonly string[]): string[] {
  return segments.flatMap((segment) => segment.split(/[/\\]/))
    .map((segment) => withoutTail(segment.normalize("NFKC").toLowerCase()))
    .filter((segment) => segment !== "");
}
