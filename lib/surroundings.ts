import type { HttpError } from "./http/error.ts";
import type {
  Address,
  Details,
  Exchange,
  Fields,
  Handler,
  Journal,
  Login,
  Reply,
} from "./http/exchange.ts";
import type { Network } from "./http/network.ts";

/** Who may come, and who must say who they are. */
export interface Guard {
  /** Refuses clients before anything is done for them. Throws `HttpError`. */
  admit(exchange: Exchange): void;
  /** Who is logged in, or `null` where nobody has to be. Throws `HttpError`. */
  login(exchange: Exchange): Login | null | Promise<Login | null>;
}

/** What may be done around the mounts, each part optional. */
export interface Surroundings {
  /** Refuses requests that ask for another host than this one, before all else. Throws `HttpError` 421 (RFC 9110 §7.4). */
  readonly host?: (exchange: Exchange) => void;
  /** Stands before everything else, at each local redirect anew. */
  readonly guard?: Guard;
  /** Asked before any mount: redirects, rewrites, preflights. */
  readonly before?: Handler;
  /** Changes the fields of a reply about to leave. */
  readonly amend?: (
    exchange: Exchange,
    status: number,
    fields: Fields,
  ) => Fields;
  /** A page of the site's own for a refusal, or `null` for the plain one. */
  readonly errorPage?: (
    exchange: Exchange,
    error: HttpError,
  ) => Reply | null | Promise<Reply | null>;
  /** What the log is told of a refusal; where `null`, of status 5xx its message and cause, and of others nothing. */
  readonly explain?: (
    error: HttpError,
    id: string,
  ) => Explanation | Promise<Explanation> | null;
  /** Told of every exchange and every fault. */
  readonly journal?: Journal;
  /** Where the server listens, for what `Deno.serve` does not tell. */
  readonly address?: Address;
  /** Networks of proxies that may speak for their clients; none where it is not said. */
  readonly trusted?: readonly Network[];
}

/** A message for the log, and what goes with it. */
export interface Explanation {
  /** One sentence. */
  readonly message: string;
  /** Named values. */
  readonly details: Details;
}
