import type { Fields } from "./exchange.ts";

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether this is a field name: a token (RFC 9110 §5.1, §5.6.2). */
export function isFieldName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Whether this is a field value (RFC 9110 §5.5): visible octets, spaces and tabs.
 * Security: any other control byte would end the whole process on some versions of the platform.
 */
export function isFieldValue(value: string): boolean {
  return VALUE.test(value);
}

/** The value of the first field of that name (any case), or `undefined`. */
export function fieldValue(fields: Fields, name: string): string | undefined {
  const lower = name.toLowerCase();
  return fields.find(([other]) => other.toLowerCase() === lower)?.[1];
}

/**
 * Security: what a quote opens runs to the next or to the end, so that nothing is tried twice: a field full of escaped
 * quotes would else take seconds.
 */
const ELEMENTS = /(?:"(?:[^"\\]|\\[^])*"?|[^,"])+/g;

/** The elements of a comma-separated list, trimmed, empty ones left out (RFC 9110 §5.6.1.2); commas in quotes stay. */
export function parseList(value: string): string[] {
  const elements = value.match(ELEMENTS) ?? [];
  return elements.map((element) => element.trim()).filter((element) =>
    element !== ""
  );
}

/** Text without the spaces and tabs around it (OWS, RFC 9110 §5.6.3). */
export function withoutSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** The latest time, in milliseconds since the epoch, that an HTTP-date can say. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59);

/** Writes milliseconds since the epoch as an HTTP-date in the preferred form (RFC 9110 §5.6.7). */
export function formatDate(milliseconds: number): string {
  return new Date(Math.min(Math.max(milliseconds, 0), LATEST)).toUTCString();
}

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
const TIME = "(\\d\\d):(\\d\\d):(\\d\\d)";
const FORMS = {
  imf: new RegExp(
    `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\\d\\d) ([A-Z][a-z]{2}) (\\d{4}) ${TIME} GMT$`,
  ),
  rfc850: new RegExp(
    `^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d\\d)-([A-Z][a-z]{2})-(\\d\\d) ${TIME} GMT$`,
  ),
  asctime: new RegExp(
    `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \\d]\\d) ${TIME} (\\d{4})$`,
  ),
};

/**
 * Reads an HTTP-date in any of its three forms (RFC 9110 §5.6.7): milliseconds since the epoch,
 * or `undefined` where it is not one, which the caller then ignores.
 */
export function parseDate(value: string, now = Date.now()): number | undefined {
  let match = FORMS.imf.exec(value);
  if (match) {
    const [, day, month, year, ...time] = match;
    return utc(Number(year), month, day, time);
  }
  match = FORMS.rfc850.exec(value);
  if (match) {
    const [, day, month, year, ...time] = match;
    return nearest(Number(year), now, (year) => utc(year, month, day, time));
  }
  match = FORMS.asctime.exec(value);
  if (match) {
    const [, month, day, hour, minute, second, year] = match;
    return utc(Number(year), month, day, [hour, minute, second]);
  }
  return undefined;
}

/** A date of a two-digit year that is more than 50 years ahead is of the century before (RFC 9110 §5.6.7). */
function nearest(
  twoDigits: number,
  now: number,
  dateIn: (year: number) => number | undefined,
): number | undefined {
  const limit = new Date(now);
  const thisYear = limit.getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  limit.setUTCFullYear(thisYear + 50);
  const date = dateIn(year);
  return date !== undefined && date > +limit ? dateIn(year - 100) : date;
}

type Text = string | undefined;

const DAY = 86_400_000;

function utc(
  year: number,
  month: Text,
  day: Text,
  [hour, minute, second]: Text[],
): number | undefined {
  const place = MONTHS.indexOf(month ?? "?");
  if (place < 0 || place % 3 !== 0) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, place / 3, Number(day));
  const time = Date.UTC(
    1970,
    0,
    1,
    Number(hour),
    Number(minute),
    Number(second),
  );
  // A leap second is the first of the next minute, also of the next day.
  const isTime = Number(hour) < 24 && Number(minute) < 60 &&
    Number(second) <= 60 && time <= DAY;
  return isTime && date.getUTCDate() === Number(day)
    ? date.getTime() + time
    : undefined;
}
