import type { ScriptContent } from "../gateway/content.ts";
import type { EndReason, Output } from "../gateway/outcome.ts";
import { createStderrLog, type StderrLog } from "../gateway/stderr.ts";
import type { Connection } from "./connection.ts";
import {
  joinBytes,
  type Part,
  type Reading,
  type Refusal,
  type Wire,
} from "./wire.ts";

/** What a call must know besides its connection. */
export interface CallContext {
  readonly wire: Wire;
  /** All that goes before the content, as it is sent. */
  readonly head: Uint8Array;
  readonly content: ScriptContent | null;
  /** Limits in milliseconds; 0 is none. */
  readonly timeout: number;
  readonly silence: number;
  readonly note: (line: string) => void;
  /** Called once, when the connection is no longer needed; whether it may carry another request. */
  readonly over: (reusable: boolean) => void;
}

type Chunk = Uint8Array<ArrayBuffer>;
type Timer = ReturnType<typeof setTimeout>;

/** Content that is late in so many milliseconds is late: who waits for it is silent, too. */
const NEARLY = 25;
/** How long the word that nobody waits any more may take to be written, in milliseconds. */
const FAREWELL = 100;

/** One request over one connection, and its answer. Reading the answer drives it; `end` is every other way out. */
export class Call implements Output {
  readonly stderr: StderrLog;
  readonly status: Output["status"] = null;
  readonly exited: Promise<void>;
  /** Why the application did not take the request, if it said so. */
  refusal: Refusal | null = null;
  /** What went wrong with the connection, if anything did. */
  fault: unknown = null;
  /** Whether any of the answer has come. */
  answered = false;
  #reason: EndReason | "connection" | null = null;
  readonly #connection: Connection;
  readonly #context: CallContext;
  readonly #reading: Reading;
  readonly #parts: Part[] = [];
  readonly #started: number = performance.now();
  #settle: () => void = () => {};
  #active: number = this.#started;
  #waiting = false;
  #finished = false;
  #fed = false;
  #watch: Timer | undefined;

  constructor(connection: Connection, context: CallContext) {
    this.#connection = connection;
    this.#context = context;
    this.#reading = context.wire.read();
    this.stderr = createStderrLog(context.note);
    this.exited = new Promise((resolve) => this.#settle = resolve);
    this.#send();
    this.#watchLimits();
  }

  get ended(): EndReason | "connection" | null {
    return this.#reason;
  }

  async read(): Promise<Chunk | null> {
    this.#waiting = true;
    this.#active = performance.now();
    try {
      while (!this.#finished) {
        const part = this.#parts.shift() ?? await this.#next();
        if (part === null || part.kind === "end") this.#finish(part);
        else if (part.kind === "stderr") this.stderr.add(part.bytes);
        else {
          if (!this.answered) this.#context.content?.answering();
          this.answered = true;
          // The bytes lie in the connection's buffer, which is filled anew.
          return part.bytes.slice();
        }
      }
    } catch (error) {
      this.#break(error);
    } finally {
      this.#waiting = false;
      this.#active = performance.now();
    }
    return null;
  }

  async discard(): Promise<void> {
    while (await this.read() !== null);
  }

  /** Tells the application that nobody waits (FastCGI §5.4) and lets go of it. Only the first reason counts. */
  end(reason: EndReason): void {
    if (this.#finished) return;
    this.#reason = reason;
    this.#leave();
    this.#conclude(false);
  }

  /** In the midst of its content there is no room for a word, and the end of the connection says the same. */
  async #leave(): Promise<void> {
    const close = () => this.#connection.close();
    const { abort } = this.#context.wire;
    if (abort.length === 0 || !this.#fed) return close();
    const timer = setTimeout(close, FAREWELL);
    await this.#connection.write(abort).catch(() => {});
    clearTimeout(timer);
    close();
  }

  /** The next part of the answer; `null` at the end of the connection. */
  async #next(): Promise<Part | null> {
    for (;;) {
      const bytes = await this.#connection.read();
      this.#active = performance.now();
      if (bytes === null || this.#finished) return null;
      this.#parts.push(...this.#reading.parse(bytes));
      const part = this.#parts.shift();
      if (part) return part;
    }
  }

  #finish(end: Extract<Part, { kind: "end" }> | null): void {
    if (this.#finished) return;
    if (end === null && !this.#reading.endsByClosing) {
      return this.#break(new Error("the connection was closed"));
    }
    this.refusal = end?.refusal ?? null;
    const done = end !== null && this.refusal === null && this.#reading.done();
    if (!done || !this.#fed) this.#connection.close();
    this.#conclude(done && this.#fed);
  }

  #break(error: unknown): void {
    if (this.#finished) return;
    // One that closes before it has taken all of its content makes the system send a reset.
    const reset = error instanceof Deno.errors.ConnectionReset && !this.#fed;
    if (!reset || !this.#reading.endsByClosing) {
      this.fault = error;
      this.#reason = "connection";
    }
    this.#connection.close();
    this.#conclude(false);
  }

  #conclude(reusable: boolean): void {
    this.#finished = true;
    clearTimeout(this.#watch);
    this.#context.content?.close();
    this.stderr.end();
    this.#settle();
    this.#context.over(reusable);
  }

  /** An application need not take all of its content, and may answer all the same. */
  async #send(): Promise<void> {
    const { head, content, wire } = this.#context;
    try {
      if (content === null) {
        this.#fed = true;
        await this.#connection.write(joinBytes([head, wire.end]));
        return;
      }
      content.broken.then(() => this.end("client"));
      await this.#connection.write(head);
      for (;;) {
        const chunk = await content.read();
        if (this.#finished) return;
        if (chunk === null) break;
        await this.#connection.write(wire.content(chunk));
        this.#active = performance.now();
      }
      // Said beforehand: the answer may be there as soon as this is written.
      this.#fed = true;
      await this.#connection.write(wire.end);
    } catch {
      this.#fed = false;
      content?.close();
    }
  }

  #watchLimits(): void {
    const { timeout, silence } = this.#context;
    const now = performance.now();
    // A client that reads slowly is not the application's silence.
    if (!this.#waiting) this.#active = now;
    const total = timeout > 0 ? this.#started + timeout - now : Infinity;
    const quiet = silence > 0 ? this.#active + silence - now : Infinity;
    if (total <= 0) return this.end("time");
    const late = this.#context.content?.isLate(now + NEARLY) ?? false;
    if (late) return this.end("content");
    if (quiet <= 0) return this.end("silence");
    const next = Math.min(total, quiet);
    if (next === Infinity) return;
    this.#watch = setTimeout(() => this.#watchLimits(), next + 1);
  }
}
