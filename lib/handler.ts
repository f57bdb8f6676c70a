import { HttpError } from "./http/error.ts";
import { errorReply } from "./http/error_page.ts";
import type {
  AccessRecord,
  Address,
  Exchange,
  Handler,
  Journal,
  LocalRedirect,
  Outcome,
  Reply,
} from "./http/exchange.ts";
import { type Anonymous, Incoming } from "./incoming.ts";
import { redirected } from "./redirected.ts";
import type { Explanation, Guard, Surroundings } from "./surroundings.ts";
import { sentLength, toResponse } from "./http/reply.ts";
import { parseTarget, type Target } from "./http/target.ts";

export type { Explanation, Guard, Surroundings } from "./surroundings.ts";

/** Handlers by the path that they answer for, `/` or `/name/`; those of one path are asked in turn. */
export type Mounts = Readonly<Record<string, Handler | readonly Handler[]>>;

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

  function answer(exchange: Anonymous, redirects: number): Pending<Answer> {
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
  ): Promise<Answer> {
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

  function reach(exchange: Anonymous, redirects: number): Pending<Answer> {
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
  ): Pending<Answer> {
    if (outcome === null) return nothing(exchange);
    if (!("localRedirect" in outcome)) return outcome;
    return answer(follow(exchange, outcome, redirects), redirects + 1);
  }

  /** The one place where an error becomes a response; at once where nothing has to be waited for. */
  function refuse(incoming: Incoming, thrown: unknown): Pending<Response> {
    const error = asHttpError(thrown);
    const explained = attempt(() => surroundings.explain?.(error, incoming.id));
    if (!(explained instanceof Promise)) {
      return tell(incoming, error, explained);
    }
    return explained.then((settled) => tell(incoming, error, settled));
  }

  /** Tells the log why, and the client by the site's own page or the plain one. */
  function tell(
    incoming: Incoming,
    error: HttpError,
    explained: Explanation | null,
  ): Pending<Response> {
    if (error.status >= 500 || explained !== null) {
      const { message, details } = explained ?? causeOf(error);
      const level = error.status === 503 ? "warning" : "error";
      incoming.note(level, message, details);
    }
    const sendOwn = (page: Reply | null) => page && send(incoming, page);
    const own = attempt(() => {
      const page = surroundings.errorPage?.(incoming, error) ?? null;
      return page instanceof Promise ? page.then(sendOwn) : sendOwn(page);
    });
    const plain = () => send(incoming, errorReply(incoming, error));
    return own instanceof Promise
      ? own.then((sent) => sent ?? plain())
      : own ?? plain();
  }

  function give(incoming: Incoming, answer: Answer): Pending<Response> {
    return answer instanceof HttpError
      ? refuse(incoming, answer)
      : send(incoming, answer);
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

  function giveLater(
    incoming: Incoming,
    later: Promise<Answer>,
  ): Promise<Response> {
    return later.then((settled) => give(incoming, settled))
      .catch((thrown) => refuse(incoming, thrown));
  }

  // The only catch on the way of a request, and no closure for those that nothing has to be waited for.
  return (request, info) => {
    const incoming = new Incoming(request, info, address, journal, trusted);
    try {
      incoming.locate();
      host?.(incoming);
      const given = answer(incoming, 0);
      return given instanceof Promise
        ? giveLater(incoming, given)
        : give(incoming, given);
    } catch (thrown) {
      return refuse(incoming, thrown);
    }
  };
}

/** A value, at once or later. */
type Pending<T> = T | Promise<T>;

/** A reply; or a refusal that is frequent: from a throw to its catch takes as long as to look for a file. */
type Answer = Reply | HttpError;

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
function nothing({ method, target }: Exchange): Answer {
  if (method === "OPTIONS" && target.raw === "/*") {
    const allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    return { status: 204, fields: [["allow", allow]], content: null };
  }
  return nothingHere ??= new HttpError(404, "There is nothing here.", {
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

/** What `make` gives, or `null` where it fails: what is more than a plain answer may, and then there is that one. */
function attempt<T>(
  make: () => Pending<T | null> | undefined,
): Pending<T | null> {
  try {
    const made = make() ?? null;
    return made instanceof Promise ? made.catch(() => null) : made;
  } catch {
    return null;
  }
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
