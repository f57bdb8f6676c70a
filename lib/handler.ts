import { HttpError } from "./http/error.ts";
import { errorReply } from "./http/error_page.ts";
import type {
  Address,
  Details,
  Exchange,
  Fields,
  Handler,
  Journal,
  LocalRedirect,
  Outcome,
  Reply,
} from "./http/exchange.ts";
import type { Network } from "./http/network.ts";
import { Incoming, redirected } from "./incoming.ts";
import { sentLength, toResponse } from "./http/reply.ts";
import { parseTarget } from "./http/target.ts";

/** Handlers by the path that they answer for, `/` or `/name/`; those of one path are asked in turn. */
export type Mounts = Readonly<Record<string, Handler | readonly Handler[]>>;

/** What may be done around the mounts, each part optional. */
export interface Surroundings {
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
  const { before, journal = SILENT, address = NOWHERE, trusted } = surroundings;

  function answer(exchange: Exchange, redirects: number): Pending<Reply> {
    const outcome = redirects === 0 && before
      ? firstOutcome([before, ...select(exchange)], exchange)
      : firstOutcome(select(exchange), exchange);
    return after(outcome, (outcome) => conclude(exchange, outcome, redirects));
  }

  function conclude(
    exchange: Exchange,
    outcome: Outcome,
    redirects: number,
  ): Pending<Reply> {
    if (outcome === null) return nothing(exchange);
    if (!("localRedirect" in outcome)) return outcome;
    return answer(follow(exchange, outcome, redirects), redirects + 1);
  }

  function refuse(exchange: Exchange, thrown: unknown): Pending<Reply> {
    const error = asHttpError(thrown);
    if (error.status >= 500) {
      const { message, details } = surroundings.explain?.(error, exchange.id) ??
        causeOf(error);
      const level = error.status === 503 ? "warning" : "error";
      exchange.note(level, message, details);
    }
    const plain = () => errorReply(exchange, error);
    if (!surroundings.errorPage) return plain();
    return settle(
      () => surroundings.errorPage?.(exchange, error) ?? null,
      (page) => page ?? plain(),
      plain,
    );
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

  return (request, info) => {
    const incoming = new Incoming(request, info, address, journal, trusted);
    return settle(
      () => answer(incoming.locate(), 0),
      (reply) => send(incoming, reply),
      (thrown) =>
        after(
          refuse(incoming, thrown),
          (reply) => send(incoming, reply),
        ),
    );
  };
}

/** A value, at once or later. */
type Pending<T> = T | Promise<T>;

function after<T, U>(value: Pending<T>, next: (value: T) => U): Pending<
  Awaited<U>
> {
  return (value instanceof Promise ? value.then(next) : next(value)) as Pending<
    Awaited<U>
  >;
}

/** Runs what may throw or reject, at once or later; the only catch on the way of a request. */
function settle<T, U>(
  attempt: () => Pending<T>,
  good: (value: T) => Pending<U>,
  bad: (thrown: unknown) => Pending<U>,
): Pending<U> {
  try {
    const value = attempt();
    if (!(value instanceof Promise)) return good(value);
    return value.then(good).catch(bad);
  } catch (thrown) {
    return bad(thrown);
  }
}

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

/** Security: mounts are told apart by decoded segments, so that `/%63gi-bin/x` cannot reach a script as a file. */
function mountSelector(
  mounts: Mounts,
): (exchange: Exchange) => readonly Handler[] {
  const table = Object.entries(mounts).map(([path, handlers]) => ({
    segments: parseTarget(path).segments,
    handlers: [handlers].flat(),
  })).sort((a, b) => b.segments.length - a.segments.length);
  return ({ target }) =>
    table.find(({ segments }) =>
      segments.every((segment, index) => segment === target.segments[index])
    )?.handlers ?? [];
}

/** Asterisk-form asks what the server as a whole can do (RFC 9110 §9.3.7); all else is not there. */
function nothing({ method, target }: Exchange): Reply {
  if (method === "OPTIONS" && target.raw === "/*") {
    const allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    return { status: 204, fields: [["allow", allow]], content: null };
  }
  throw new HttpError(404, "There is nothing here.");
}

function follow(
  exchange: Exchange,
  redirect: LocalRedirect,
  redirects: number,
): Exchange {
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
  const write = (bytes: number) =>
    journal.access({
      exchange: incoming,
      target: incoming.rawTarget,
      status: reply.status,
      bytes,
      time: incoming.time,
      duration: performance.now() - incoming.started,
    });
  const bytes = sentLength(reply, incoming.method);
  if (!(reply.content instanceof ReadableStream)) return write(bytes ?? 0);
  const over = () => write(reply.sent?.() ?? bytes ?? 0);
  incoming.completed.then(over, over);
}

const SILENT: Journal = { access() {}, note() {} };
const NOWHERE: Address = { transport: "tcp", hostname: "localhost", port: 0 };
