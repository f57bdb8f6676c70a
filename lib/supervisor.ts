import { createGauge, type Gauge } from "./gauge.ts";
import type { Address } from "./http/exchange.ts";
import { jsonNoteLine, noteLine } from "./log/format.ts";
import { type LogWriter, logWriter } from "./log/writer.ts";
import {
  endLeftovers,
  endOrphans,
  serverMark,
  threadMark,
} from "./leftovers.ts";
import { createPressure, isSpent, type Relief } from "./pressure.ts";
import type { ServerPlan, ServerTools } from "./server.ts";
import { ServingThread } from "./serving_thread.ts";
import type { Report } from "./thread.ts";

/** How long a thread that was told to end its scripts may take for it, in milliseconds. */
const END_GRACE = 5_000;
/** How long to wait before a failed thread is replaced, in milliseconds: the old one must let go of its descriptors. */
const REPLACE_PAUSE = 20;
/** The same where threads fail at once, again and again. */
const REPLACE_PAUSE_MOST = 5_000;
/** A thread that has served for so long has not failed at once, in milliseconds. */
const SETTLED = 1_000;
/** How often threads must say that they are alive, in milliseconds… */
const BEAT = 250;
/** …and how long they may fail to before another takes their place… */
const SILENCE = 1_000;
/** …unless that has been tried just before. */
const SILENCE_PAUSE = 10_000;
/** Time between TERM and KILL for scripts of a thread that is no more, in milliseconds. */
const SCRIPT_GRACE = 200;

/** Keeps serving threads running, and ends what they leave behind. */
export class Supervisor<Plan extends ServerPlan> {
  readonly #plan: Plan;
  readonly #address: Address;
  readonly #tools: ServerTools;
  readonly #mark = serverMark();
  readonly #current = new Set<ServingThread<Plan>>();
  readonly #retired = new Set<ServingThread<Plan>>();
  readonly #access: LogWriter = logWriter(Deno.stdout);
  readonly #notes: LogWriter = logWriter(Deno.stderr);
  readonly #judge: ReturnType<typeof createPressure>;
  #gauge: Gauge | null = null;
  #stalled: number | null = null;
  #count = 0;
  #started = false;
  #stopping = false;
  #pause = REPLACE_PAUSE;
  #silenceNoticed = -Infinity;
  #timers: number[] = [];

  constructor(plan: Plan, address: Address, tools: ServerTools) {
    this.#plan = plan;
    this.#address = address;
    this.#tools = tools;
    this.#judge = createPressure(plan.clientTimeout);
  }

  /** Settles when every thread listens. Throws the reason where one cannot. */
  async start(): Promise<void> {
    this.#clean();
    const threads = Array.from(
      { length: this.#plan.workers },
      () => this.#add(),
    );
    await Promise.all(threads.map(({ listening }) => listening));
    this.#started = true;
    this.#gauge = await createGauge(this.#address.port);
    this.#every(BEAT, () => this.#feelPulse());
    this.#measure();
  }

  /** Lets requests finish for the drain time or until `atOnce`, then ends what is left. */
  async stop(atOnce: Promise<void>): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    const threads = [...this.#current, ...this.#retired];
    const stopped = Promise.all(threads.map((thread) => thread.stopped));
    for (const thread of threads) thread.retire(this.#plan.drain);
    await Promise.race([stopped, atOnce, after(this.#plan.drain)]);
    // One that is ended has said already that it stopped; what remains are its scripts.
    for (const thread of threads) thread.order({ kind: "end" });
    await Promise.race([stopped, after(END_GRACE)]);
    for (const thread of threads) thread.terminate();
    await this.#endScripts(null);
    await Promise.race([
      Promise.all([this.#access.drained(), this.#notes.drained()]),
      after(END_GRACE),
    ]);
  }

  #clean(): void {
    endOrphans(this.#tools.endTree, SCRIPT_GRACE).then((count) => {
      if (count === 0) return;
      this.#note("warning", "ended what scripts of a dead server left behind", {
        processes: count,
      });
    }, () => {});
  }

  #add(): ServingThread<Plan> {
    const number = ++this.#count;
    const thread: ServingThread<Plan> = new ServingThread<Plan>({
      entry: this.#tools.entry,
      permissions: this.#tools.permissions(this.#address),
      number,
    }, (report) => this.#heed(thread, report));
    this.#current.add(thread);
    thread.order({
      kind: "start",
      plan: this.#plan,
      address: this.#address,
      mark: threadMark(this.#mark, number),
    });
    return thread;
  }

  #heed(thread: ServingThread<Plan>, report: Report): void {
    if (report.kind === "log") {
      if (report.batch.access) this.#access.write(report.batch.access);
      if (report.batch.notes) this.#notes.write(report.batch.notes);
    } else if (report.kind === "endTree") {
      const { pid, token, grace } = report;
      const ended = () => thread.order({ kind: "ended", token });
      this.#tools.endTree(pid, token, grace).then(ended, ended);
    } else if (report.kind === "connections") {
      const tell = (table: string | null) =>
        thread.order({ kind: "connections", table });
      if (!this.#gauge) tell(null);
      else this.#gauge.table().then(tell, () => tell(null));
    } else if (report.kind === "failed") this.#fail(thread, report.reason);
    else if (report.kind === "stopped" && !this.#stopping) {
      if (this.#retired.has(thread)) this.#end(thread);
    }
  }

  /** The old thread goes first: a new one could not start while it holds the last descriptors. */
  #fail(thread: ServingThread<Plan>, reason: string): void {
    if (!this.#started || this.#stopping) return;
    if (!this.#current.has(thread)) return this.#end(thread);
    this.#note("error", "a serving thread failed and is replaced", { reason });
    this.#end(thread);
    this.#replaceLater(thread);
  }

  #replaceLater(thread: ServingThread<Plan>): void {
    if (performance.now() - thread.started > SETTLED) {
      this.#pause = REPLACE_PAUSE;
    }
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, REPLACE_PAUSE_MOST);
    this.#later(pause, () => this.#tryAdd());
  }

  #tryAdd(): ServingThread<Plan> | null {
    try {
      return this.#add();
    } catch (error) {
      this.#note("error", "a serving thread cannot start", {
        reason: String(error),
      });
      this.#later(REPLACE_PAUSE_MOST, () => this.#tryAdd());
      return null;
    }
  }

  /** Ends a thread, and the scripts that it can no longer end itself. */
  #end(thread: ServingThread<Plan>): void {
    const known = this.#current.delete(thread) || this.#retired.delete(thread);
    if (!known) return;
    thread.terminate();
    if (thread.isDone) return;
    this.#endScripts(thread.number);
  }

  async #endScripts(thread: number | null): Promise<void> {
    const { endTree } = this.#tools;
    await endLeftovers(this.#mark, thread, endTree, SCRIPT_GRACE);
  }

  /** Replaces a thread without a gap: the new one listens before the old one lets go. */
  #relieve(thread: ServingThread<Plan>, grace: number): void {
    if (!this.#current.delete(thread)) return;
    this.#retired.add(thread);
    const successor = this.#tryAdd();
    const retire = () => thread.retire(grace);
    successor?.listening.then(retire, retire);
  }

  #feelPulse(): void {
    const now = performance.now();
    for (const thread of this.#current) {
      thread.order({ kind: "beat" });
      const excused = now - this.#silenceNoticed < SILENCE_PAUSE;
      if (thread.silent < SILENCE || excused) continue;
      this.#silenceNoticed = now;
      this.#note("error", "a serving thread does not answer and is replaced", {
        milliseconds: Math.round(thread.silent),
      });
      this.#relieve(thread, this.#plan.clientTimeout);
    }
    for (const thread of this.#retired) {
      thread.order({ kind: "beat" });
      if (thread.retired === null) continue;
      const spent = isSpent({
        age: now - thread.retired,
        grace: thread.grace,
        open: thread.open,
        silent: thread.silent,
        stalls: this.#stalled !== 0,
      });
      if (spent) this.#end(thread);
    }
  }

  async #measure(): Promise<void> {
    if (!this.#gauge || this.#stopping) return;
    const began = performance.now();
    try {
      const reading = await this.#gauge.read();
      this.#stalled = reading.stalled;
      let open = 0;
      for (const thread of this.#current) open += thread.open;
      for (const thread of this.#retired) open += thread.open;
      const relief = this.#judge({
        ...reading,
        time: performance.now(),
        most: this.#gauge.most,
        open,
      });
      if (relief) this.#relieveAll(relief);
    } catch {
      // Nothing can be opened at this moment, which the next look will tell.
    }
    // A long table takes long to read: it must not keep this thread from its other work.
    const pause = Math.max(
      this.#gauge.pause,
      (performance.now() - began) * 10,
    );
    this.#later(pause, () => this.#measure());
  }

  #relieveAll({ reason, grace, oldFirst }: Relief): void {
    this.#note("warning", "serving threads are replaced", { reason });
    for (const thread of this.#retired) thread.retire(grace);
    for (const thread of [...this.#current]) {
      if (!oldFirst) this.#relieve(thread, grace);
      else {
        this.#end(thread);
        this.#replaceLater(thread);
      }
    }
  }

  #note(
    level: "warning" | "error",
    message: string,
    details: Readonly<Record<string, string | number>>,
  ): void {
    const line = this.#plan.logFormat === "json" ? jsonNoteLine : noteLine;
    this.#notes.write(line(level, message, "", details));
  }

  #later(milliseconds: number, work: () => void): void {
    if (this.#stopping) return;
    const timer = setTimeout(() => {
      this.#timers = this.#timers.filter((other) => other !== timer);
      if (!this.#stopping) work();
    }, milliseconds) as unknown as number;
    this.#timers.push(timer);
  }

  #every(milliseconds: number, work: () => void): void {
    this.#later(milliseconds, () => {
      work();
      this.#every(milliseconds, work);
    });
  }
}

function after(milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  Deno.unrefTimer(setTimeout(resolve, milliseconds) as unknown as number);
  return promise;
}
