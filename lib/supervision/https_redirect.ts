import { HttpError } from "../http/error.ts";
import type { Handler } from "../http/exchange.ts";

/** Where those look who issue certificates, who ask over HTTP (RFC 8555 §8.3). */
export const CHALLENGES = ".well-known/acme-challenge";

/**
 * Sends every client to the same target over HTTPS at `port`, with its method and content (RFC 9110 §15.4.9).
 * Throws `HttpError` 400 for a request that names no host.
 */
export function toHttps(port: number): Handler {
  const suffix = port === 443 ? "" : `:${port}`;
  return ({ authority, target }) => {
    if (authority === null) {
      throw new HttpError(
        400,
        "The request does not say which host it is for.",
      );
    }
    const location = `https://${authority.host}${suffix}${target.raw}`;
    return { status: 308, fields: [["location", location]], content: null };
  };
}
