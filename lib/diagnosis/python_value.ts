import type { Evidence } from "./cause.ts";
import type { Pattern, Telling } from "./pattern.ts";
import { blamedLine, place } from "./python_traceback.ts";
import { missingArguments, missingVariable } from "./variable.ts";
import { quote } from "./text.ts";

/** Where a value in the blamed line came from, as the script's text tells it. */
interface Origin {
  readonly kind: "variable" | "form" | "cookie" | "query" | "arguments";
  /** The name of the variable or field, where the text holds it. */
  readonly name: string | null;
}

const ORIGINS: readonly (readonly [Origin["kind"], RegExp])[] = [
  ["cookie", /SimpleCookie\(/],
  ["form", /parse_qsl?\(|FieldStorage\(|\.getvalue\(|\.getfirst\(/],
  ["query", /environ(?:\.get\(|\[)\s*["']QUERY_STRING["']/],
  ["arguments", /\bsys\.argv\b/],
  ["variable", /(?:environ\.get|getenv)\(\s*["'](\w+)["']/],
];

const NONE = new RegExp(
  "^(?:AttributeError: 'NoneType' object has no attribute" +
    "|TypeError: (?:int\\(\\) argument|float\\(\\) argument|'NoneType' object|argument of type 'NoneType'" +
    "|object of type 'NoneType'|expected str, bytes|can only concatenate str \\(not \"NoneType\"" +
    "|unsupported operand type\\(s\\)[^\\n]*'NoneType'|the JSON object must be str)" +
    "|ValueError: invalid literal for int\\(\\) with base 10: '')",
  "m",
);

/** Values that a script takes for granted, and that this request does not bring. */
export const PYTHON_VALUES: readonly Pattern[] = [
  {
    id: "environment-variable-missing",
    pattern: NONE,
    tell: (_, evidence) => {
      const { kind, name } = originOf(evidence) ?? {};
      return kind === "variable" && name
        ? missingVariable(name, place(evidence))
        : null;
    },
  },
  {
    id: "cookie-missing",
    pattern: /^KeyError: '([^'\n]+)'/m,
    tell: ([, name = ""], evidence) =>
      originOf(evidence)?.kind === "cookie"
        ? missingCookie(name, evidence)
        : null,
  },
  {
    id: "form-field-missing",
    pattern: new RegExp(`^KeyError: '([^'\\n]+)'|${NONE.source}`, "m"),
    tell: ([, name], evidence) =>
      originOf(evidence)?.kind === "form" ? missingField(name, evidence) : null,
  },
  {
    id: "arguments-missing",
    pattern: /^IndexError: list index out of range/m,
    tell: (_, evidence) =>
      originOf(evidence)?.kind === "arguments"
        ? missingArguments(place(evidence))
        : null,
  },
  {
    id: "query-missing",
    pattern:
      /^(?:IndexError: list index out of range|ValueError: (?:not enough values to unpack|dictionary update sequence))/m,
    tell: (_, evidence) =>
      originOf(evidence)?.kind === "query" ? oddQuery(evidence) : null,
  },
];

/** The origin of the values in the blamed line: what it says itself, else how its names were set before. */
function originOf(evidence: Evidence): Origin | null {
  const line = blamedLine(evidence);
  const direct = originIn(line);
  if (direct) return direct;
  for (const [name] of line.matchAll(/(?<![.\w"'])[A-Za-z_]\w*/g)) {
    const set = new RegExp(
      `^[ \\t]*(?:for +)?${name}(?: *=(?!=)| +in +)([^\\n]*)`,
      "m",
    ).exec(evidence.file.source);
    const origin = set && originIn(set[1] ?? "");
    if (origin) return origin;
  }
  return null;
}

function originIn(text: string): Origin | null {
  for (const [kind, pattern] of ORIGINS) {
    const match = pattern.exec(text);
    if (match) return { kind, name: match[1] ?? null };
  }
  return null;
}

function missingField(name: string | undefined, evidence: Evidence): Telling {
  const called = name ?? /\(\s*["'](\w+)["']/.exec(blamedLine(evidence))?.[1];
  return {
    sentence: `The script wants ${
      called ? `the form's field ${quote(called)}` : "a field of a form"
    }, which this request does not bring.`,
    evidence: [...place(evidence), query(evidence)],
    remedy: {
      text:
        `Let it do without, for people come without a form, too: \`form.get("${
          called ?? "name"
        }", [""])[0]\` after \`parse_qs\`. Or ask with it: \`?${
          called ?? "name"
        }=…\`.`,
    },
  };
}

function missingCookie(name: string, evidence: Evidence): Telling {
  return {
    sentence: `The script wants the cookie ${
      quote(name)
    }, which this request does not bring.`,
    evidence: place(evidence),
    remedy: {
      text:
        `Let it do without, for everybody's first request has none: \`if "${name}" in cookies:\`.`,
    },
  };
}

function oddQuery(evidence: Evidence): Telling {
  return {
    sentence:
      "The script takes the query apart, and this request's is not as it expects.",
    evidence: [...place(evidence), query(evidence)],
    remedy: {
      text:
        'Read it by `urllib.parse.parse_qs(os.environ["QUERY_STRING"])`, which takes every query, an empty one too.',
    },
  };
}

function query({ run }: Evidence): string {
  const text = run?.metaVariables["QUERY_STRING"] ?? "";
  return text === ""
    ? "QUERY_STRING is empty"
    : `QUERY_STRING is ${quote(text)}`;
}
