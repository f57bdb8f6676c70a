import type {
  Address,
  Details,
  Exchange,
  Level,
  LocalRedirect,
  Login,
  Protocol,
  Proxy,
} from "./http/exchange.ts";
import { type Authority, parseTarget, type Target } from "./http/target.ts";
import type { Anonymous } from "./incoming.ts";

/**
 * The exchange that a local redirect leads to (RFC 3875 §6.2.2): the same client and fields, another target,
 * GET (or HEAD) without content; a rule's rewrite keeps method and content.
 */
export function redirected(
  origin: Exchange,
  { localRedirect, rewrite = false }: LocalRedirect,
): Anonymous {
  const method = origin.method === "HEAD" ? "HEAD" : "GET";
  return new Redirected(
    rewrite ? (origin.origin ?? null) : origin,
    origin,
    parseTarget(localRedirect),
    rewrite ? null : { method, fields: withoutContent(origin.fields) },
  );
}

/** What differs from the exchange before; all else is asked of it. */
class Redirected implements Anonymous {
  readonly origin: Exchange | null;
  readonly requested: Target | undefined;
  readonly target: Target;
  readonly method: string;
  readonly fields: Headers;
  login: Login | null;
  readonly #before: Exchange;
  readonly #bare: boolean;

  constructor(
    origin: Exchange | null,
    before: Exchange,
    target: Target,
    bare: { method: string; fields: Headers } | null,
  ) {
    this.origin = origin;
    this.requested = bare ? undefined : before.requested ?? before.target;
    this.target = target;
    this.method = bare?.method ?? before.method;
    this.fields = bare?.fields ?? before.fields;
    this.login = before.login;
    this.#before = before;
    this.#bare = bare !== null;
  }

  get id(): string {
    return this.#before.id;
  }
  get authority(): Authority | null {
    return this.#before.authority;
  }
  get scheme(): "http" | "https" {
    return this.#before.scheme;
  }
  get protocol(): Protocol {
    return this.#before.protocol;
  }
  get client(): Address {
    return this.#before.client;
  }
  get proxy(): Proxy | undefined {
    return this.#before.proxy;
  }
  get server(): Address {
    return this.#before.server;
  }
  get content(): Exchange["content"] {
    return this.#bare ? null : this.#before.content;
  }
  get signal(): AbortSignal {
    return this.#before.signal;
  }
  note(level: Level, message: string, details?: Details): void {
    this.#before.note(level, message, details);
  }
}

function withoutContent(fields: Headers): Headers {
  const bare = new Headers(fields);
  for (const name of CONTENT_FIELDS) bare.delete(name);
  return bare;
}

const CONTENT_FIELDS = [
  "content-length",
  "content-type",
  "content-encoding",
  "content-language",
  "content-location",
  "transfer-encoding",
  "expect",
];
