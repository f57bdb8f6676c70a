import type { ScriptContent } from "../gateway/content.ts";
import { createStderrLog, type StderrLog } from "../gateway/stderr.ts";
import type { EndTree } from "./options.ts";
import { type Pipe, readPipe } from "./pipe.ts";
import type { EndReason } from "../gateway/outcome.ts";
import { keepMoments } from "../gateway/piece.ts";
import { createPulse } from "../gateway/pulse.ts";

/** What a run must know besides its process. */
export interface RunContext {
  readonly token: string;
  readonly content: ScriptContent | null;
  /** Limits in milliseconds; 0 is none. */
  readonly timeout: number;
  readonly silence: number;
  readonly grace: number;
  readonly endTree: EndTree;
  readonly note: (line: string) => void;
  /** Told of all output that is read. */
  readonly output?: ((bytes: Chunk) => void) | undefined;
  /** Called once, when the process is gone and all that had to be ended is. */
  readonly over: () => void;
}

type Chunk = Uint8Array<ArrayBuffer>;

/** How long output may stay away once the script itself has ended, in milliseconds: somebody else holds the pipe. */
const QUIET = 200;
const HEAD = 4_096;
const NOTHING: Chunk = new Uint8Array();
const NO_MORE: Promise<null> = Promise.resolve(null);

/** How often limits are looked at, in milliseconds, and the most that a script's first complaint waits to be read. */
const BEAT = 25;
const pulse = createPulse(BEAT);
/** What takes longer than so many milliseconds is watched for its client's leaving. */
const LONG = 100;

/** One process of a script, from its start to its last trace. Reading its output drives it; `end` is every way out. */
export class Run {
  readonly started: number = performance.now();
  readonly stderr: StderrLog;
  /** The first bytes of its output, for the explanation of a failure. */
  head: Chunk = NOTHING;
  /** The first bytes of the content that it was given, for the same; `null` where there is none. */
  content: Chunk | null = null;
  /** How the process ended, once it has. */
  status: Deno.CommandStatus | null = null;
  /** Why it was ended from here, if it was. */
  ended: EndReason | null = null;
  /** Called once where the script takes longer than most do, if anybody wants to know. */
  lasts: (() => void) | null = null;
  /** Settles when the process is gone; never rejects. */
  readonly exited: Promise<void>;
  /** Settles when all that it started and that had to be ended is gone too; never rejects. */
  readonly gone: Promise<void>;
  /** Settles when its stderr has been read to the end; never rejects. */
  readonly errorsRead: Promise<void>;
  readonly #gone = Promise.withResolvers<void>();
  readonly #errorsRead = Promise.withResolvers<void>();
  readonly #child: Deno.ChildProcess;
  readonly #context: RunContext;
  readonly #stdout: Pipe;
  readonly #stderr: Pipe;
  #finished = false;
  #reading = false;
  /** When the process ended, or since then its output was last read. */
  #quietSince = Infinity;
  #errors: "unread" | "reading" | "over" = "unread";
  #errorsUntil = Infinity;
  #over = false;
  #active: number = this.started;
  #stopFeeding: () => void = () => {};
  readonly #leave: () => void;
  readonly #letGo: () => void = keepMoments();

  constructor(child: Deno.ChildProcess, context: RunContext) {
    this.#child = child;
    this.#context = context;
    this.#stdout = readPipe(child.stdout);
    this.#stderr = readPipe(child.stderr);
    this.stderr = createStderrLog(context.note);
    this.gone = this.#gone.promise;
    this.errorsRead = this.#errorsRead.promise;
    this.exited = child.status.then((status) => this.#exit(status));
    if (context.content) this.#feed(child.stdin.getWriter(), context.content);
    this.#leave = pulse.add((now) => this.#look(now));
  }

  /** The next bytes of output, one call at a time; `null` when there are no more. Never rejects. */
  read(): Promise<Chunk | null> {
    if (this.#finished) return NO_MORE;
    this.#reading = true;
    this.#active = performance.now();
    if (this.status) this.#quietSince = this.#active;
    return this.#stdout.read().then(this.#take, this.#take);
  }

  /** One for all reads: where a pipe was closed under us, there is no more to come either. */
  readonly #take = (given: unknown): Chunk | null => {
    this.#reading = false;
    this.#active = performance.now();
    if (!(given instanceof Uint8Array)) {
      this.#finished = true;
      this.#rest();
      return null;
    }
    const chunk = given as Chunk;
    if (this.head.length === 0) this.#context.content?.answering();
    if (this.head.length < HEAD) this.head = withMore(this.head, chunk);
    this.#context.output?.(chunk);
    return chunk;
  };

  /** Whether the client is busy sending content. */
  get receiving(): boolean {
    return this.#context.content?.arriving ?? false;
  }

  /** Reads what is left and throws it away. */
  async discard(): Promise<void> {
    while (await this.read() !== null);
  }

  /** Ends the script and all that it started, and with it the output. Only the first reason counts. */
  end(reason: EndReason): void {
    if (this.ended || (this.#finished && this.status)) return;
    this.ended = reason;
    this.#stopFeeding();
    this.#stdout.cancel();
    if (!this.status) this.#endProcesses();
    this.#rest();
  }

  #exit(status: Deno.CommandStatus): void {
    this.status = status;
    this.#stopFeeding();
    this.#quietSince = performance.now();
    this.#errorsUntil = this.#quietSince + QUIET;
    if (this.#errors === "unread") this.#readErrors();
    if (this.#errors === "over") this.#lastWords();
    if (!this.ended) this.#conclude();
    this.#rest();
  }

  async #endProcesses(): Promise<void> {
    const { token, grace, endTree } = this.#context;
    try {
      await endTree(this.#child.pid, token, grace);
    } catch {
      // Without the permission to signal others, the script itself can still be reached.
      await this.#endChild(grace);
    }
    await this.exited;
    this.#conclude();
  }

  #conclude(): void {
    this.#over = true;
    this.#context.over();
    this.#gone.resolve();
    this.#rest();
  }

  async #endChild(grace: number): Promise<void> {
    this.#signal("SIGTERM");
    const timer = AbortSignal.timeout(grace);
    await Promise.race([
      this.exited,
      new Promise((resolve) => timer.addEventListener("abort", resolve)),
    ]);
    this.#signal("SIGKILL");
  }

  #signal(signal: Deno.Signal): void {
    try {
      if (!this.status) this.#child.kill(signal);
    } catch {
      // It ended in between.
    }
  }

  /**
   * Begins at the first beat, or when the process ends, and most end before: to read a pipe that has ended already
   * costs half of being called when it does (measured: a twentieth of the smallest script's request).
   */
  async #readErrors(): Promise<void> {
    this.#errors = "reading";
    try {
      for (;;) {
        const bytes = await this.#stderr.read();
        if (bytes === null) break;
        await this.stderr.add(bytes);
      }
    } catch {
      // Nothing more can be read.
    }
    this.#errors = "over";
    if (this.status) this.#lastWords();
  }

  #lastWords(): void {
    this.stderr.end();
    this.#errorsRead.resolve();
    this.#rest();
  }

  async #feed(
    writer: WritableStreamDefaultWriter<Uint8Array>,
    content: ScriptContent,
  ): Promise<void> {
    writer.closed.catch(() => {});
    content.broken.then(() => this.end("client"));
    const stop = () => {
      content.close();
      writer.abort().catch(() => {});
    };
    this.#stopFeeding = stop;
    try {
      for (;;) {
        const chunk = await content.read();
        if (chunk === null) break;
        const before = this.content ?? NOTHING;
        if (before.length < HEAD) this.content = withMore(before, chunk);
        await writer.write(chunk);
        this.#active = performance.now();
      }
      if (!this.ended && !this.status) await writer.close();
    } catch {
      // A script need not read its content (RFC 3875 §4.2).
      this.#stopFeeding();
    } finally {
      content.close();
    }
  }

  /** Leaves the pulse once there is nothing more to be watched. */
  #rest(): void {
    const read = this.#finished || this.ended !== null;
    if (this.#over && read && this.#errors === "over") {
      this.#leave();
      this.#letGo();
    }
  }

  /** It takes longer than most. */
  #goOn(): void {
    this.#letGo();
    const { lasts } = this;
    this.lasts = null;
    lasts?.();
  }

  #look(now: number): void {
    if (this.#errors === "unread") this.#readErrors();
    if (now > this.started + LONG) this.#goOn();
    if (now > this.#errorsUntil) this.#stderr.cancel();
    // The answer ends with the script, even if a child that it left behind holds its stdout open.
    if (this.#reading && now > this.#quietSince + QUIET) this.#stdout.cancel();
    // A client that reads slowly is not the script's silence.
    if (!this.#reading && !this.#finished) this.#active = now;
    if (this.ended || (this.#finished && this.status)) return;
    const { timeout, silence } = this.#context;
    if (timeout > 0 && now > this.started + timeout) this.end("time");
    else if (this.#finished || silence === 0) return;
    // Looked at a beat ahead: a script that waits for content is silent, too.
    else if (this.#context.content?.isLate(now + BEAT)) this.end("content");
    else if (now > this.#active + silence) this.end("silence");
  }
}

/** The first bytes, and as many of those that follow as are kept. */
function withMore(head: Chunk, chunk: Chunk): Chunk {
  const length = Math.min(head.length + chunk.length, HEAD);
  if (head.length === 0) {
    return chunk.length === length ? chunk : chunk.slice(0, length);
  }
  const whole = new Uint8Array(length);
  whole.set(head);
  whole.set(chunk.subarray(0, length - head.length), head.length);
  return whole;
}
