import type { Address } from "../http/exchange.ts";

/** Where a thread listens before its socket takes the place of the one before. */
export function freshSocket({ hostname }: Address): string {
  return `${hostname}.new`;
}
