import type { ScriptContent } from "../gateway/content.ts";
import type { EndTree } from "./options.ts";
import { type Pipe, readPipe } from "./pipe.ts";
import { createStderrLog, type StderrLog } from "../gateway/stderr.ts";

/** Why a run was ended before its script was done. */
export type EndReason = "client" | "time" | "silence" | "output" | "server";

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
type Timer = ReturnType<typeof setTimeout>;

/** How long output may stay away once the script itself has ended, in milliseconds: somebody else holds the pipe. */
const QUIET = 200;
const HEAD = 4_096;

/** One process of a script, from its start to its last trace. Reading its output drives it; `end` is every way out. */
export class Run {
  readonly started: number = performance.now();
  readonly stderr: StderrLog;
  /** The first bytes of its output, for the explanation of a failure. */
  head: Chunk = new Uint8Array();
  /** How the process ended, once it has. */
  status: Deno.CommandStatus | null = null;
  /** Why it was ended from here, if it was. */
  ended: EndReason | null = null;
  /** Settles when the process is gone; never rejects. */
  readonly exited: Promise<void>;
  /** Settles when all that it started and that had to be ended is gone too; never rejects. */
  readonly gone: Promise<void>;
  /** Settles when its stderr has been read to the end; never rejects. */
  readonly errorsRead: Promise<void>;
  readonly #gone = Promise.withResolvers<void>();
  readonly #child: Deno.ChildProcess;
  readonly #context: RunContext;
  readonly #stdout: Pipe;
  readonly #stderr: Pipe;
  #finished = false;
  #reading = false;
  #quiet: Timer | undefined;
  #watch: Timer | undefined;
  #active: number = this.started;
  #stopFeeding: () => void = () => {};

  constructor(child: Deno.ChildProcess, context: RunContext) {
    this.#child = child;
    this.#context = context;
    this.#stdout = readPipe(child.stdout);
    this.#stderr = readPipe(child.stderr);
    this.stderr = createStderrLog(context.note);
    this.gone = this.#gone.promise;
    this.exited = child.status.then((status) => this.#exit(status));
    this.errorsRead = this.#readErrors();
    if (context.content) this.#feed(child.stdin.getWriter(), context.content);
    this.#watchLimits();
  }

  /** The next bytes of output, one call at a time; `null` when there are no more. Never rejects. */
  async read(): Promise<Chunk | null> {
    if (this.#finished) return null;
    const chunk = await this.#pull();
    if (chunk && this.head.length < HEAD) this.#keep(chunk);
    if (chunk) this.#context.output?.(chunk);
    return chunk;
  }

  #keep(chunk: Chunk): void {
    const head = new Uint8Array(
      Math.min(this.head.length + chunk.length, HEAD),
    );
    head.set(this.head);
    head.set(
      chunk.subarray(0, head.length - this.head.length),
      this.head.length,
    );
    this.head = head;
  }

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
    if (this.status) clearTimeout(this.#watch);
    else this.#endProcesses();
  }

  async #pull(): Promise<Chunk | null> {
    this.#reading = true;
    this.#active = performance.now();
    if (this.status) this.#startQuiet();
    try {
      const chunk = await this.#stdout.read();
      if (chunk) return chunk;
    } catch {
      // The pipe was closed under us; there is no more to come.
    } finally {
      this.#reading = false;
      this.#active = performance.now();
      clearTimeout(this.#quiet);
    }
    this.#finished = true;
    if (this.status) clearTimeout(this.#watch);
    return null;
  }

  /** The answer ends with the script, even if a child that it left behind holds its stdout open. */
  #startQuiet(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#stdout.cancel(), QUIET);
  }

  #exit(status: Deno.CommandStatus): void {
    this.status = status;
    this.#stopFeeding();
    if (this.#reading) this.#startQuiet();
    if (this.#finished || this.ended) clearTimeout(this.#watch);
    if (!this.ended) this.#over();
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
    clearTimeout(this.#watch);
    this.#over();
  }

  #over(): void {
    this.#context.over();
    this.#gone.resolve();
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

  async #readErrors(): Promise<void> {
    let quiet: Timer | undefined;
    const leave = () => this.#stderr.cancel();
    this.exited.then(() => quiet = setTimeout(leave, QUIET));
    try {
      for (;;) {
        const bytes = await this.#stderr.read();
        if (bytes === null) break;
        await this.stderr.add(bytes);
      }
    } catch {
      // Nothing more can be read.
    }
    await this.exited;
    clearTimeout(quiet);
    this.stderr.end();
  }

  async #feed(
    writer: WritableStreamDefaultWriter<Uint8Array>,
    content: ScriptContent,
  ): Promise<void> {
    writer.closed.catch(() => {});
    content.broken.then(() => this.end("client"));
    this.#stopFeeding = () => {
      content.close();
      writer.abort().catch(() => {});
    };
    try {
      for (;;) {
        const chunk = await content.read();
        if (chunk === null) break;
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

  #watchLimits(): void {
    const { timeout, silence } = this.#context;
    const now = performance.now();
    // A client that reads slowly is not the script's silence.
    if (!this.#reading && !this.#finished) this.#active = now;
    const left = [
      timeout > 0 ? this.started + timeout - now : Infinity,
      silence > 0 && !this.#finished ? this.#active + silence - now : Infinity,
    ] as const;
    if (left[0] <= 0) return this.end("time");
    if (left[1] <= 0) return this.end("silence");
    const next = Math.min(...left);
    if (next === Infinity) return;
    this.#watch = setTimeout(() => this.#watchLimits(), next + 1);
  }
}
