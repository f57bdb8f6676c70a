import { parseList } from "../http/fields.ts";

/** How gladly a client takes a media type (RFC 9110 §12.4.2), and how exactly it named it. */
interface Preference {
  readonly weight: number;
  /** 2 for the type itself, 1 for `application/*`, 0 for any or not at all. */
  readonly exactness: number;
}

/**
 * Whether an Accept field prefers JSON over HTML (RFC 9110 §12.5.1). Of equal weights the one that was named more
 * exactly wins: programs say that they take JSON, or else anything. A page where the field is absent or takes neither.
 */
export function prefersJson(accept: string | null): boolean {
  if (accept === null || !/json|application\/\*/i.test(accept)) return false;
  const ranges = parseList(accept.toLowerCase()).map(parseRange);
  const json = preference(ranges, "application", "json");
  const html = preference(ranges, "text", "html");
  if (json.weight === 0) return false;
  return json.weight > html.weight ||
    (json.weight === html.weight && json.exactness > html.exactness);
}

interface MediaRange {
  readonly type: string;
  readonly weight: number;
}

const WEIGHT = /^q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

function parseRange(element: string): MediaRange {
  const [type = "", ...parameters] = element.split(";").map((part) =>
    part.trim()
  );
  const written = parameters.find((parameter) => /^q\s*=/.test(parameter));
  if (written === undefined) return { type, weight: 1 };
  return { type, weight: Number(WEIGHT.exec(written)?.[1] ?? 0) };
}

/** The most exact range that covers a type decides, whatever the weights of others. */
function preference(
  ranges: readonly MediaRange[],
  type: string,
  subtype: string,
): Preference {
  const covering = ["*/*", `${type}/*`, `${type}/${subtype}`];
  for (let exactness = 2; exactness >= 0; exactness--) {
    const weights = ranges.filter((range) => range.type === covering[exactness])
      .map(({ weight }) => weight);
    if (weights.length > 0) return { weight: Math.max(...weights), exactness };
  }
  return { weight: 0, exactness: 0 };
}
