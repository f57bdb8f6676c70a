import type { Exchange } from "./exchange.ts";

/** The same exchange with other fields or other content, for the handlers behind the one that changes it. */
export function changed(
  exchange: Exchange,
  change: Partial<Pick<Exchange, "fields" | "content">>,
): Exchange {
  return {
    id: exchange.id,
    method: exchange.method,
    target: exchange.target,
    requested: exchange.requested,
    fields: change.fields ?? exchange.fields,
    content: change.content === undefined ? exchange.content : change.content,
    authority: exchange.authority,
    scheme: exchange.scheme,
    protocol: exchange.protocol,
    client: exchange.client,
    proxy: exchange.proxy,
    server: exchange.server,
    login: exchange.login,
    signal: exchange.signal,
    origin: exchange.origin,
    note: (level, message, details) => exchange.note(level, message, details),
  };
}
