import type { Fields } from "../http/exchange.ts";
import { encodeSegment } from "../http/target.ts";
import type { Order } from "./listing_order.ts";

/** What a folder holds under one name. */
export interface Entry {
  readonly name: string;
  readonly folder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** When it last changed, in milliseconds since the epoch; 0 where that is not known. */
  readonly modified: number;
}

/** A folder as it is to be shown. */
export interface ListedFolder {
  /** Decoded path segments of the folder. */
  readonly segments: readonly string[];
  /** In any order, looked at as they are asked for. */
  readonly entries: Iterable<Entry> | AsyncIterable<Entry>;
}

/**
 * The relative reference to an entry of the folder that is looked at (RFC 3986 §4.2).
 * Security: begins with `./`, so that no name can pass for a scheme, a host or a query.
 */
export function entryReference({ name, folder }: Entry): string {
  const segment = UNRESERVED.test(name) ? name : encodeSegment(name);
  return folder ? `./${segment}/` : `./${segment}`;
}

/** What nothing has to be escaped in (RFC 3986 §2.3): nearly all names, and this is much quicker than to try. */
const UNRESERVED = /^[\w.~-]+$/;

/** How many there are of each, and the bytes of all files. */
export interface Totals {
  readonly folders: number;
  readonly files: number;
  readonly bytes: number;
}

/** What a listing says before its first entry. */
export interface View {
  /** Decoded path segments of the folder. */
  readonly segments: readonly string[];
  /** What the top of the site is called. */
  readonly site: string;
  readonly order: Order;
  /** All counted and in order; `null` where there are too many to wait for. */
  readonly totals: Totals | null;
}

/** A form of listings, written piece by piece. */
export interface ListingForm {
  /** All fields of the response. */
  fields(): Fields;
  start(view: View): string;
  entry(entry: Entry, index: number): string;
  end(view: View): string;
}
