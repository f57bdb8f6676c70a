/** The content codings that are sent (RFC 9110 §8.4.1, RFC 7932, RFC 8878), by their registered names. */
export type Coding = "br" | "zstd" | "gzip";

/** The codings, the one that usually makes the least of a page first; it wins among equals. */
export const CODINGS: readonly Coding[] = ["br", "zstd", "gzip"];

/** The extension of a ready-made sibling of each coding. */
export const SIBLING: Readonly<Record<Coding, string>> = {
  br: ".br",
  zstd: ".zst",
  gzip: ".gz",
};

/** What a client takes; `null` stands for no coding at all ("identity"). */
export interface Acceptable {
  /** Best first, grouped by the weight that the client gave them. */
  readonly groups: readonly (readonly (Coding | null)[])[];
  /** Whether it takes the content without any coding. */
  readonly plain: boolean;
  /** Whether it takes nothing else, or nothing else so gladly. */
  readonly plainFirst: boolean;
}

const NOTHING_SAID = ranked([{ coding: null, weight: 1 }]);

/** The answers for the handful of values that clients really send. */
const known = new Map<string, Acceptable>();
const MOST_KNOWN = 64;

/**
 * What an Accept-Encoding field allows (RFC 9110 §12.5.3). Without the field no coding is used, although any might be.
 * No group at all means that nothing here is acceptable.
 */
export function acceptable(value: string | null): Acceptable {
  if (value === null) return NOTHING_SAID;
  const before = known.get(value);
  if (before) return before;
  const answer = rank(value);
  if (known.size < MOST_KNOWN && value.length < 256) known.set(value, answer);
  return answer;
}

interface Choice {
  readonly coding: Coding | null;
  readonly weight: number;
}

function rank(value: string): Acceptable {
  const weights = parseWeights(value);
  const rest = weights.get("*");
  const choices: Choice[] = CODINGS.map((coding) => ({
    coding,
    weight: weights.get(coding) ?? rest ?? 0,
  }));
  const unnamed = rest === 0 ? 0 : LEAST;
  const weight = weights.get("identity") ?? unnamed;
  return ranked([...choices, { coding: null, weight }]);
}

function ranked(choices: readonly Choice[]): Acceptable {
  const taken = choices.filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const groups = [...Map.groupBy(taken, ({ weight }) => weight).values()]
    .map((group) => group.map(({ coding }) => coding));
  return {
    groups,
    plain: taken.some(({ coding }) => coding === null),
    plainFirst: groups[0]?.[0] === null,
  };
}

/** Less than any weight that can be written: what nobody named comes after what somebody did. */
const LEAST = 0.0001;

const ELEMENT = /^([!#$%&'*+.^_`|~0-9a-z-]+)[ \t]*(?:;[ \t]*q=(.*))?$/;
const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** Codings and weights as written; broken elements are passed over, and of several the first counts. */
function parseWeights(value: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const element of value.toLowerCase().split(",")) {
    const match = ELEMENT.exec(element.trim());
    if (!match) continue;
    const [, written = "", q] = match;
    const weight = q === undefined ? "1" : q.trim();
    if (!WEIGHT.test(weight)) continue;
    const name = written === "x-gzip" ? "gzip" : written;
    if (!weights.has(name)) weights.set(name, Number(weight));
  }
  return weights;
}
