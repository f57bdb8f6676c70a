import type {
  Exchange,
  Fields,
  Handler,
  Outcome,
  Reply,
} from "../http/exchange.ts";
import { fieldValue } from "../http/fields.ts";
import { sendable, setFields } from "./added_fields.ts";
import { allowedOrigin, corsFields, parseOrigins, preflight } from "./cors.ts";
import { fill, match, parsePattern } from "./pattern.ts";

/** Rules of a site; of several that fit, the first redirect or rewrite counts, and all fields in their order. */
export interface RulesOptions {
  /** Sends clients elsewhere: from `/old` or `/old/*`, to a path or URL, with `/*` at its end for what `*` stood for. */
  readonly redirects: readonly {
    readonly from: string;
    readonly to: string;
    /** 301, 302, 303, 307 or 308. */
    readonly status: number;
  }[];
  /** Answers one path with what another has. */
  readonly rewrites: readonly { readonly from: string; readonly to: string }[];
  /** Fields for every response of a path, or with `/*` at its end of all below. */
  readonly fields: readonly {
    readonly path: string;
    readonly fields: Readonly<Record<string, string>>;
  }[];
  /** Whether pages of other origins may read everything; a text names those that may, separated by commas. */
  readonly cors: boolean | string;
}

/** What is done before a request reaches its mount, and with the fields of its response. */
export interface Rules {
  /** Answers redirects and preflights, and rewrites; `null` for all else. */
  readonly before: Handler;
  /** The fields as they are to leave; the same list for the same list. */
  readonly amend: (
    exchange: Exchange,
    status: number,
    fields: Fields,
  ) => Fields;
}

/** Makes the rules of a site. Throws `HttpError` 400 for a pattern that is no path. */
export function rules(options: RulesOptions): Rules {
  return { before: ruler(options), amend: amender(options) };
}

function ruler({ redirects, rewrites, cors }: RulesOptions): Handler {
  const origins = parseOrigins(cors);
  const away = redirects.map((rule) => ({
    ...rule,
    pattern: parsePattern(rule.from),
  }));
  const within = rewrites.map((rule) => ({
    ...rule,
    pattern: parsePattern(rule.from),
  }));
  return (exchange): Outcome => {
    const { target } = exchange;
    const answer = preflight(exchange, origins);
    if (answer) return answer;
    for (const { pattern, to, status } of away) {
      const tail = match(pattern, target);
      if (tail) return redirect(status, fill(to, tail, target.query));
    }
    for (const { pattern, to } of within) {
      const tail = match(pattern, target);
      if (!tail) continue;
      const localRedirect = fill(to, tail, target.query);
      return { localRedirect, rewrite: true };
    }
    return null;
  };
}

function redirect(status: number, location: string): Reply {
  return { status, fields: [["location", location]], content: null };
}

function amender({ fields, cors }: RulesOptions): Rules["amend"] {
  const origins = parseOrigins(cors);
  const added = fields.map((rule) => ({
    pattern: parsePattern(rule.path),
    fields: sendable(rule.fields),
  }));
  if (added.length === 0 && origins === null) return (_, __, fields) => fields;
  const amended = new Map<string, WeakMap<Fields, Fields>>();

  return (exchange, _status, fields) => {
    const fitting = added.filter(({ pattern }) =>
      match(pattern, exchange.target)
    );
    const allowed = allowedOrigin(origins, exchange.fields);
    // What is kept in memory comes by as the same list each time, and then leaves as the same list too.
    const key = [...fitting.map((rule) => added.indexOf(rule)), allowed].join();
    let memory = amended.get(key);
    if (memory === undefined) amended.set(key, memory = new WeakMap());
    let result = memory.get(fields);
    if (result === undefined) {
      result = fitting.reduce(
        (all, rule) => setFields(all, rule.fields),
        withCors(fields, corsFields(origins, allowed)),
      );
      memory.set(fields, result);
    }
    return result;
  };
}

/** A script that speaks of other origins itself knows better. */
function withCors(fields: Fields, added: Fields): Fields {
  const spoken = fieldValue(fields, "access-control-allow-origin");
  return spoken === undefined ? setFields(fields, added) : fields;
}
