import type { Fields } from "./exchange.ts";

/** What may go along with an `HttpError`. */
export interface HttpErrorOptions {
  /** Why; for the log only, never for the client. */
  readonly cause?: unknown;
  /** Fields that the status asks for, such as `Allow` or `Retry-After`. */
  readonly fields?: Fields;
  /** What the person in front of it can do; plain text, safe to show. */
  readonly remedy?: string;
  /** Whether it is the same for many requests, so that what tells of it may be kept, and tells no request's id. */
  readonly common?: boolean;
}

/**
 * A request that is refused: a status of RFC 9110 §15.5 or §15.6, one sentence that may be shown to the client,
 * and what may be done about it. Thrown anywhere, caught in `handler.ts` alone.
 */
export class HttpError extends Error {
  /** The name of the class. */
  override readonly name = "HttpError";
  /** The status code. */
  readonly status: number;
  /** Fields that go with the status. */
  readonly fields: Fields;
  /** What can be done about it, safe to show. */
  readonly remedy: string | undefined;
  /** Whether what tells of it may be kept for other requests. */
  readonly common: boolean;

  /** Refuses with a status and a sentence that may be shown. */
  constructor(status: number, message: string, options: HttpErrorOptions = {}) {
    // Whoever asks for what is not there would make the server write stacks all day, at ten times the price.
    const { stackTraceLimit } = Error;
    if (status < 500) Error.stackTraceLimit = 0;
    super(message, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.status = status;
    this.fields = options.fields ?? [];
    this.remedy = options.remedy;
    this.common = options.common ?? false;
  }
}
