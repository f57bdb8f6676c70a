import type { Entry } from "./listing_entry.ts";

/** What a listing can be sorted by. */
export type Column = "name" | "size" | "modified";

/** The order of a listing; folders come first in each. */
export interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

/** The columns from left to right, each with its order at the first click: names from A, else the most first. */
export const FIRST_ORDERS: readonly Order[] = [
  { by: "name", descending: false },
  { by: "size", descending: true },
  { by: "modified", descending: true },
];

const DEFAULT: Order = { by: "name", descending: false };

/** The order that a query such as `sort=size&order=desc` asks for; by name where it asks for none that there is. */
export function parseOrder(query: string | null): Order {
  if (query === null) return DEFAULT;
  const wanted = new URLSearchParams(query);
  const first = FIRST_ORDERS.find(({ by }) => by === wanted.get("sort")) ??
    DEFAULT;
  const order = wanted.get("order");
  if (order !== "asc" && order !== "desc") return first;
  return { by: first.by, descending: order === "desc" };
}

/** The query, with its `?`, that asks for this order. */
export function formatOrder({ by, descending }: Order): string {
  return `?sort=${by}&order=${descending ? "desc" : "asc"}`;
}

/**
 * A key by which plain comparison sorts names as people do: without case and accents, numbers by their value.
 * The page's script (`listing_script.ts`) makes the same one.
 */
export function naturalKey(name: string): string {
  const bare = ASCII.test(name)
    ? name // which has no accents; to look for them takes as long as all the rest
    : name.normalize("NFKD").replace(/\p{M}+/gu, "");
  return bare.toLowerCase().replace(/\d+/g, (digits) => {
    const value = digits.replace(/^0+/, "");
    return String.fromCharCode(48 + Math.min(value.length, 40)) + value;
  });
}

const ASCII = /^[\x20-\x7e]*$/;

/** Sorts entries, folders first; equal ones by name. */
export function sortEntries(entries: readonly Entry[], order: Order): Entry[] {
  const sign = order.descending ? -1 : 1;
  return entries.map((entry) => ({ entry, key: naturalKey(entry.name) }))
    .sort((a, b) =>
      Number(b.entry.folder) - Number(a.entry.folder) ||
      sign * compareBy(order.by, a, b) ||
      compare(a.key, b.key) || compare(a.entry.name, b.entry.name)
    )
    .map(({ entry }) => entry);
}

interface Keyed {
  readonly entry: Entry;
  readonly key: string;
}

function compareBy(column: Column, a: Keyed, b: Keyed): number {
  return column === "name"
    ? compare(a.key, b.key) || compare(a.entry.name, b.entry.name)
    : a.entry[column] - b.entry[column];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
