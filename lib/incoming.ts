import type {
  Address,
  Details,
  Exchange,
  Journal,
  Level,
  Login,
  Protocol,
  Proxy,
} from "./http/exchange.ts";
import { type Forwarding, readForwarded } from "./http/forwarded.ts";
import { HttpError } from "./http/error.ts";
import type { Network } from "./http/network.ts";
import { remembering } from "./http/remembering.ts";
import {
  type Authority,
  parseAuthority,
  parseTarget,
  splitUrl,
  type Target,
} from "./http/target.ts";
import { BEFORE_2_8 } from "./platform/version.ts";

type Info = Deno.ServeHandlerInfo<Deno.Addr>;

/** An exchange whose client can still be found to be somebody. */
export interface Anonymous extends Exchange {
  login: Login | null;
}

/** A request as `Deno.serve` hands it over, read lazily: what no handler asks for costs nothing. */
export class Incoming implements Anonymous {
  readonly method: string;
  /** When it arrived, in milliseconds since the epoch. */
  readonly time: number = Date.now();
  /** The same on the clock of `performance.now()`. */
  readonly started: number = performance.now();
  readonly fields: Headers;
  readonly server: Address;
  login: Login | null = null;
  readonly origin = null;
  target: Target = UNREAD;
  authority: Authority | null = null;
  readonly #request: Request;
  readonly #info: Info;
  readonly #journal: Journal;
  readonly #trusted: readonly Network[];
  #id = "";
  /** The Host field, once it was read. */
  #host: string | null | undefined;
  #address: Address | undefined;
  #forwarding: Forwarding | null | undefined;

  /** `trusted` are the networks of proxies that may speak for their clients. */
  constructor(
    request: Request,
    info: Info,
    server: Address,
    journal: Journal,
    trusted: readonly Network[] = [],
  ) {
    this.method = request.method;
    this.fields = request.headers;
    this.server = server;
    this.#request = request;
    this.#info = info;
    this.#journal = journal;
    this.#trusted = trusted;
  }

  /**
   * Reads where the request wants to go (RFC 9112 §3.2). Throws `HttpError` 400 where that makes no sense.
   * Security: the platform pastes the Host field into the URL as it is, so it is checked before the URL is cut.
   */
  locate(): this {
    // That platform lets such requests pass.
    if (BEFORE_2_8) this.#refuseTwoLengths();
    const host = this.#host = this.fields.get("host");
    if (host) this.authority = readAuthority(host);
    const { url } = this.#request;
    const { authority, target } = readUrl(url);
    // The authority of an absolute-form target goes before the Host field (RFC 9112 §3.2.2).
    const named = authority !== "" && authority !== host && host !== "";
    if (named && this.#peer.transport === "tcp") {
      this.authority = readAuthority(authority);
    }
    const forwarded = this.#forwarded?.host;
    if (forwarded) this.authority = readAuthority(forwarded);
    this.target = target;
    return this;
  }

  /**
   * Security: where a length and a coding disagree, two servers in a row could see different requests in the same bytes
   * (RFC 9112 §6.1); the connection must not be used again.
   */
  #refuseTwoLengths(): void {
    const { fields } = this;
    if (fields.get("transfer-encoding") === null) return;
    if (fields.get("content-length") === null) return;
    throw new HttpError(400, "The content has both a length and a coding.", {
      fields: [["connection", "close"]],
    });
  }

  get id(): string {
    return this.#id ||= nextId();
  }

  get scheme(): "http" | "https" {
    return this.#forwarded?.scheme ?? this.#ownScheme;
  }

  get #ownScheme(): "http" | "https" {
    return this.#request.url.startsWith("https:") ? "https" : "http";
  }

  /** The platform does not tell; a request without a Host field is HTTP/2 over TLS and HTTP/1.0 elsewhere. */
  get protocol(): Protocol {
    if (this.#host === undefined) {
      // To get a field asks the platform for one; `has` would make it copy them all, at ten times the price.
      this.#host = this.fields.get("host");
    }
    if (this.#host !== null) return "HTTP/1.1";
    return this.#ownScheme === "https" ? "HTTP/2.0" : "HTTP/1.0";
  }

  get client(): Address {
    return this.#forwarded?.client ?? this.#peer;
  }

  get proxy(): Proxy | undefined {
    if (!this.#forwarded) return undefined;
    return { address: this.#peer, scheme: this.#ownScheme };
  }

  get #peer(): Address {
    return this.#address ??= readAddress(this.#info.remoteAddr);
  }

  /** What trusted proxies say, or `null` where the other end is none. */
  get #forwarded(): Forwarding | null {
    if (this.#trusted.length === 0) return null;
    if (this.#forwarding === undefined) {
      const { fields } = this;
      this.#forwarding = readForwarded(fields, this.#peer, this.#trusted);
    }
    return this.#forwarding;
  }

  get content(): Exchange["content"] {
    return this.#request.body;
  }

  get signal(): AbortSignal {
    return this.#request.signal;
  }

  /** Settles when the response is over, whole or not. */
  get completed(): Promise<void> {
    return this.#info.completed;
  }

  /** Path and query as they arrived, also where they make no sense. */
  get rawTarget(): string {
    if (this.target !== UNREAD) return this.target.raw;
    const { url } = this.#request;
    const path = url.indexOf("/", url.indexOf("://") + 3);
    return path < 0 ? url : url.slice(path);
  }

  note(level: Level, message: string, details: Details = {}): void {
    this.#journal.note(level, message, this.id, details);
  }
}

const UNREAD: Target = parseTarget("/");

/** Nearly every request names the same host as the one before. */
let last = { value: "", authority: parseAuthority("localhost") };

function readAuthority(value: string): Authority {
  if (value !== last.value) {
    last = { value, authority: parseAuthority(value) };
  }
  return last.authority;
}

/** A request URL taken apart. */
interface Located {
  /** As it was written, unchecked. */
  readonly authority: string;
  readonly target: Target;
}

/** A site has few URLs that are asked for often, and to read one costs 2 µs. */
const readUrl = remembering((url): Located => {
  const { authority, target } = splitUrl(url);
  return { authority, target: parseTarget(target) };
});

const IDS = crypto.randomUUID().slice(0, 8);
let count = 0;

/** Unique among all threads and restarts, short enough to be read out on the telephone. */
function nextId(): string {
  return `${IDS}-${(++count).toString(36)}`;
}

function readAddress(address: Deno.Addr): Address {
  if ("hostname" in address) {
    const hostname = address.hostname.startsWith("::ffff:")
      ? address.hostname.slice(7)
      : address.hostname;
    return { transport: "tcp", hostname, port: address.port };
  }
  const hostname = "path" in address ? address.path : "vsock";
  return { transport: "unix", hostname, port: 0 };
}
