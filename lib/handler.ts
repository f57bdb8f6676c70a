import { HttpError } from "./http/error.ts";
import { errorReply } from "./http/error_page.ts";
import type {
  AccessRecord,
  Address,
  Details,
  Exchange,
  Fields,
  Handler,
  Journal,
  LocalRedirect,
  Login,
  Outcome,
  Reply,
} from "./http/exchange.ts";
import type { Network } from "./http/network.ts";
import { type Anonymous, Incoming } from "./incoming.ts";
import { redirected } from "./redirected.ts";
import { sentLength, toResponse } from "./http/reply.ts";
import { parseTarget, type Target } from "./http/target.ts";

/** Handlers by the path that they answer for, `/` or `/name/`; those of one path are asked in turn. */
export type Mounts = Readonly<Record<string, Handler | readonly Handler[]>>;

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
  readonly explain?: (error: HttpError, id: string) => Explanation | null;
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

/** A handler for `Deno.serve`. */
export type ServeHandler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.Addr>,
) => Response | Promise<Response>;

/** How many local redirects one request may take before it is taken for a loop. */
const MOST_REDIRECTS = 10;

/**
 * Composes mounts into a handler for `Deno.serve`: one request in, one response out, never a rejection.
 * Answers synchronously where the handlers do, which keeps the platform's fast path.
 */
export function composeHandler(
  mounts: Mounts,
  surroundings: Surroundings = {},
): ServeHandler {
  const select = mountSelector(mounts);
  const selectFirst = mountSelector(mounts, surroundings.before);
  const { journal = SILENT, address = NOWHERE, trusted, host } = surroundings;

  function answer(exchange: Anonymous, redirects: number): Pending<Reply> {
    const { guard } = surroundings;
    return guard
      ? guarded(guard, exchange, redirects)
      : reach(exchange, redirects);
  }

  /** What a rule answers itself, a redirect or a preflight, is no secret; of a rewrite both paths are guarded. */
  async function guarded(
    guard: Guard,
    exchange: Anonymous,
    redirects: number,
  ): Promise<Reply> {
    guard.admit(exchange);
    const early = redirects === 0
      ? await surroundings.before?.(exchange) ?? null
      : null;
    if (early !== null && !("localRedirect" in early)) return early;
    exchange.login = await guard.login(exchange) ?? exchange.login;
    const outcome = early ??
      await firstOutcome(select(exchange.target), exchange);
    return conclude(exchange, outcome, redirects);
  }

  function reach(exchange: Anonymous, redirects: number): Pending<Reply> {
    const handlers = (redirects === 0 ? selectFirst : select)(exchange.target);
    const outcome = firstOutcome(handlers, exchange);
    return outcome instanceof Promise
      ? outcome.then((settled) => conclude(exchange, settled, redirects))
      : conclude(exchange, outcome, redirects);
  }

  function conclude(
    exchange: Anonymous,
    outcome: Outcome,
    redirects: number,
  ): Pending<Reply> {
    if (outcome === null) return nothing(exchange);
    if (!("localRedirect" in outcome)) return outcome;
    return answer(follow(exchange, outcome, redirects), redirects + 1);
  }

  function refuse(incoming: Incoming, thrown: unknown): Pending<Response> {
    const error = asHttpError(thrown);
    const told = surroundings.explain?.(error, incoming.id) ?? null;
    if (error.status >= 500 || told !== null) {
      const { message, details } = told ?? causeOf(error);
      const level = error.status === 503 ? "warning" : "error";
      incoming.note(level, message, details);
    }
    const finish = (page: Reply | null) =>
      send(incoming, page ?? errorReply(incoming, error));
    try {
      const page = surroundings.errorPage?.(incoming, error) ?? null;
      if (!(page instanceof Promise)) return finish(page);
      return page.then(finish).catch(() => finish(null));
    } catch {
      return finish(null);
    }
  }

  function send(incoming: Incoming, reply: Reply): Response {
    const fields = surroundings.amend?.(incoming, reply.status, reply.fields);
    const sent = fields && fields !== reply.fields
      ? { ...reply, fields }
      : reply;
    const response = toResponse(sent, incoming);
    record(journal, incoming, sent);
    return response;
  }

  function sendLater(
    incoming: Incoming,
    reply: Promise<Reply>,
  ): Promise<Response> {
    return reply.then((reply) => send(incoming, reply))
      .catch((thrown) => refuse(incoming, thrown));
  }

  // The only catch on the way of a request, and no closure for those that nothing has to be waited for.
  return (request, info) => {
    const incoming = new Incoming(request, info, address, journal, trusted);
    try {
      incoming.locate();
      host?.(incoming);
      const reply = answer(incoming, 0);
      return reply instanceof Promise
        ? sendLater(incoming, reply)
        : send(incoming, reply);
    } catch (thrown) {
      return refuse(incoming, thrown);
    }
  };
}

/** A value, at once or later. */
type Pending<T> = T | Promise<T>;

function firstOutcome(
  handlers: readonly Handler[],
  exchange: Exchange,
  from = 0,
): Pending<Outcome> {
  for (let index = from; index < handlers.length; index++) {
    const outcome = handlers[index]?.(exchange) ?? null;
    if (outcome instanceof Promise) {
      return outcome.then((settled) =>
        settled ?? firstOutcome(handlers, exchange, index + 1)
      );
    }
    if (outcome !== null) return outcome;
  }
  return null;
}

/**
 * Chooses the handlers of the longest mount that a target is in, `before` ahead of them.
 * Security: mounts are told apart by decoded segments, so that `/%63gi-bin/x` cannot reach a script as a file.
 */
function mountSelector(
  mounts: Mounts,
  before?: Handler,
): (target: Target) => readonly Handler[] {
  const first = before ? [before] : [];
  const table = Object.entries(mounts).map(([path, handlers]) => ({
    segments: parseTarget(path).segments,
    handlers: [...first, ...[handlers].flat()],
  })).sort((a, b) => b.segments.length - a.segments.length);
  return (target) => {
    for (const { segments, handlers } of table) {
      if (beginsWith(target.segments, segments)) return handlers;
    }
    return first;
  };
}

function beginsWith(
  segments: readonly string[],
  start: readonly string[],
): boolean {
  for (let index = 0; index < start.length; index++) {
    if (segments[index] !== start[index]) return false;
  }
  return true;
}

/** Asterisk-form asks what the server as a whole can do (RFC 9110 §9.3.7); all else is not there. */
function nothing({ method, target }: Exchange): Reply {
  if (method === "OPTIONS" && target.raw === "/*") {
    const allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    return { status: 204, fields: [["allow", allow]], content: null };
  }
  throw nothingHere ??= new HttpError(404, "There is nothing here.", {
    common: true,
  });
}

/** Says the same each time; to make an error took a fifth of the time of such an answer. */
let nothingHere: HttpError | undefined;

function follow(
  exchange: Exchange,
  redirect: LocalRedirect,
  redirects: number,
): Anonymous {
  if (redirects >= MOST_REDIRECTS) {
    throw new HttpError(502, "The scripts here redirect in a circle.", {
      cause: `more than ${MOST_REDIRECTS} local redirects`,
    });
  }
  return redirected(exchange, redirect);
}

function asHttpError(thrown: unknown): HttpError {
  if (thrown instanceof HttpError) return thrown;
  return new HttpError(500, "Something went wrong on the server.", {
    cause: thrown,
  });
}

function causeOf({ message, cause }: HttpError): Explanation {
  const why = cause instanceof Error ? (cause.stack ?? cause.message) : cause;
  return { message, details: why === undefined ? {} : { cause: String(why) } };
}

function record(journal: Journal, incoming: Incoming, reply: Reply): void {
  const bytes = sentLength(reply, incoming.method) ?? 0;
  if (!(reply.content instanceof ReadableStream)) {
    return journal.access(accessRecord(incoming, reply, bytes));
  }
  const over = () =>
    journal.access(accessRecord(incoming, reply, reply.sent?.() ?? bytes));
  incoming.completed.then(over, over);
}

function accessRecord(
  incoming: Incoming,
  { status }: Reply,
  bytes: number,
): AccessRecord {
  const { rawTarget: target, time, started } = incoming;
  const duration = performance.now() - started;
  return { exchange: incoming, target, status, bytes, time, duration };
}

const SILENT: Journal = { access() {}, note() {} };
const NOWHERE: Address = { transport: "tcp", hostname: "localhost", port: 0 };
