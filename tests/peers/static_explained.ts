import type { StaticDifference } from "./static_difference.ts";

/** Why the servers differ, as the manual's page on the comparison says under the same name. */
export interface StaticExplanation {
  /** The `id` of its paragraph in `www/manual/compare-static.html`. */
  readonly name: string;
  readonly says: string;
  covers(difference: StaticDifference): boolean;
}

type Covers = StaticExplanation["covers"];

/** Covers differences in these things. */
function inThese(...whats: string[]): Covers {
  return ({ what }) => whats.includes(what);
}

/** Covers these statuses, the peer's and then ours, where the request looks so. */
function statuses(pairs: string, request: RegExp = /^/): Covers {
  const wanted = new Set(pairs.split(" "));
  return (difference) =>
    difference.what === "status" && wanted.has(difference.statuses.join("/")) &&
    request.test(difference.request.text);
}

/** Covers whatever differs where the request looks so. */
function inRequests(request: RegExp): Covers {
  return (difference) => request.test(difference.request.text);
}

function both(...all: Covers[]): Covers {
  return (difference) => all.every((covers) => covers(difference));
}

function either(...all: Covers[]): Covers {
  return (difference) => all.some((covers) => covers(difference));
}

/** Every explanation; the first that covers a difference is its reason. */
export const staticExplanations: readonly StaticExplanation[] = [
  {
    name: "caching",
    says: "caches are told to ask each time, unless told otherwise",
    covers: inThese("field cache-control"),
  },
  {
    name: "nosniff",
    says: "browsers are told to believe the type",
    covers: inThese("field x-content-type-options"),
  },
  {
    name: "listing",
    says: "each server's listing of a folder is its own",
    covers: inRequests(/^\w+ \/bare\/ /),
  },
  {
    name: "hidden",
    says: "names that begin with a dot are not there",
    covers: statuses("200/404 301/404", /^\w+ \/\.(?:env|git)/),
  },
  {
    name: "links",
    says: "links that lead out of the root are not there",
    covers: statuses("200/404", /^\w+ \/out\.txt/),
  },
  {
    name: "encoded-slash",
    says: "an encoded slash or backslash is no separator, and no file name",
    covers: statuses("200/404 400/404", /^\w+ \S*%2f/i),
  },
  {
    name: "broken-path",
    says: "NUL, a broken escape and bytes that are no UTF-8 are 400",
    covers: statuses("404/400", /^\w+ \S*%(?:00|z|ff|c0| )/),
  },
  {
    name: "long-name",
    says: "a name that is too long for the file system is not there",
    covers: statuses("403/404", /^\w+ \/x{255}/),
  },
  {
    name: "head-range",
    says: "a Range field of a HEAD is passed over",
    covers: statuses("206/200 416/200", /^HEAD [^]*Range:/),
  },
  {
    name: "preconditions",
    says: "the order of RFC 9110 §13.2.2 is kept to the letter",
    covers: statuses("200/304 412/200", /If-(?:(?:None-)?Match|\w+-Since):/),
  },
  {
    name: "joined-ranges",
    says: "ranges that overlap or nearly touch are sent as one",
    covers: both(
      inRequests(/Range: .*,/),
      either(
        ({ what, statuses }) => what !== "status" && statuses[0] === 206,
        statuses("200/206"),
      ),
    ),
  },
  {
    name: "many-ranges",
    says: "a set of more than 64 ranges is answered with the whole",
    covers: statuses("206/200", /Range: (?:[^,]*,){64}/),
  },
  {
    name: "lenient-ranges",
    says: "spaces around a range and digits without end are read",
    covers: statuses("200/206 416/206", /Range: bytes= |Range: .*9{40}/),
  },
  {
    name: "broken-ranges",
    says: "a Range field that cannot be read is passed over",
    covers: statuses("416/200", /Range: bytes=/),
  },
  {
    name: "no-such-range",
    says: "ranges that lie wholly outside are 416",
    covers: statuses("200/416", /Range: bytes=(?:-0|9{40}-)/),
  },
  {
    name: "content-range",
    says: "a 416 says how long the file is",
    covers: both(
      inThese("field content-range"),
      ({ statuses }) => statuses[1] === 416,
    ),
  },
  {
    name: "coded-range",
    says: "a part is of the file as it is, never of a coded form",
    covers: inRequests(/Accept-Encoding: gzip\r\nRange:/),
  },
  {
    name: "not-acceptable",
    says: "who refuses every form that there is gets 406",
    covers: statuses("200/406", /Accept-Encoding: .*q=0/),
  },
  {
    name: "types",
    says: "text comes with its charset, and every file has a type",
    covers: inThese("field content-type"),
  },
  {
    name: "codings",
    says: "brotli and zstd as well, by weight, with tags of their own",
    covers: both(
      inRequests(/Accept-Encoding:/),
      inThese(
        "field content-encoding",
        "field content-length",
        "field accept-ranges",
        "field etag",
        "field transfer-encoding",
        "field vary",
        "content",
      ),
    ),
  },
  {
    name: "fields-of-304",
    says: "a 304 repeats the fields that §15.4.5 names, and no others",
    covers: both(
      inThese("field accept-ranges", "field last-modified", "field vary"),
      ({ statuses }) => statuses[1] === 304,
    ),
  },
  {
    name: "accept-ranges",
    says: "a 206 says too that ranges are possible",
    covers: both(
      inThese("field accept-ranges"),
      ({ statuses }) => statuses[1] === 206,
    ),
  },
  {
    name: "empty-head",
    says: "HEAD of an empty file says that its length is 0",
    covers: both(
      inThese("field content-length"),
      inRequests(/^HEAD \/empty\.txt/),
    ),
  },
  {
    name: "missing-first",
    says: "what is not there is 404, whatever the method",
    covers: statuses("405/404 501/404 200/404 400/404", /^\w+ \/none /),
  },
  {
    name: "methods",
    says: "a file answers GET, HEAD and OPTIONS; all else is 405",
    covers: either(
      inThese("field allow"),
      statuses("200/405 301/405 400/405 501/405"),
      statuses("200/204 301/204 400/204 405/204", /^OPTIONS /),
    ),
  },
];

/** The name of the explanation of a difference, or `null`. */
export function explainStatic(difference: StaticDifference): string | null {
  return staticExplanations.find((one) => one.covers(difference))?.name ?? null;
}
