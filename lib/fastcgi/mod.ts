import type { Handler } from "../http/exchange.ts";
import type { Application } from "./application.ts";
import { type Mapping, scriptFinder } from "./mapping.ts";

export { type Application, application } from "./application.ts";
export { formatAddress, parseAddress } from "./address.ts";
export type { FileMapping, Mapping, ProgramMapping } from "./mapping.ts";
export type { ApplicationOptions } from "./options.ts";
export type { AddressState } from "./pool.ts";

/** Has an application elsewhere answer for a part of the paths; `null` for targets that are none of its scripts. */
export function applicationScripts(
  { answer }: Application,
  mapping: Mapping,
): Handler {
  const find = scriptFinder(mapping);
  return (exchange) => {
    const script = find(exchange);
    return script && answer(exchange, script);
  };
}
