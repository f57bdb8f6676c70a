import type { Address } from "../http/exchange.ts";
import { backoff } from "./backoff.ts";
import {
  endLeftovers,
  endOrphans,
  serverMark,
  threadMark,
} from "./leftovers.ts";
import { type Listening, listeningAt } from "./listening.ts";
import { type Logs, openLogs } from "./logs.ts";
import { addCounts, noCounts, type Standing } from "../metrics/mod.ts";
import type { Relief } from "./pressure.ts";
import { type PressureWatch, watchPressure } from "./pressure_watch.ts";
import { BEAT, feelPulse, START } from "./pulse.ts";
import type { ServerPlan, ServerTools } from "../server.ts";
import { createServices, type Services } from "./services.ts";
import { ServingThread } from "./serving_thread.ts";
import type { Report } from "./thread.ts";
import { after, makeTimers, within } from "./timers.ts";

/** How long a thread that was told to end its scripts may take for it, in milliseconds. */
const END_GRACE = 5_000;
/** How long to wait before a failed thread is replaced, in milliseconds: the old one must let go of its descriptors. */
const REPLACE_PAUSE = 20;
/** The same where threads fail at once, again and again. */
const REPLACE_PAUSE_MOST = 5_000;
/** How long after a silent thread was replaced another may be, in milliseconds. */
const SILENCE_PAUSE = 10_000;
/** Time between TERM and KILL for scripts of a thread that is no more, in milliseconds. */
const SCRIPT_GRACE = 200;
/** How long a thread may finish what it has when another plan takes its place, in milliseconds: as honest work takes. */
const RELOAD_GRACE = 3_600_000;

const UNANSWERED = "a serving thread does not answer and is replaced";
const REFUSED = "the configuration cannot be taken; the old one stays";

/** Keeps serving threads running, and ends what they leave behind. */
export class Supervisor<Plan extends ServerPlan> {
  readonly #address: Address;
  readonly #tools: ServerTools<Plan>;
  readonly #mark = serverMark();
  readonly #current = new Set<ServingThread<Plan>>();
  readonly #retired = new Set<ServingThread<Plan>>();
  /** Threads of a new plan that do not listen yet. */
  readonly #fresh = new Set<ServingThread<Plan>>();
  readonly #listening: Listening;
  readonly #logs: Logs;
  readonly #timers = makeTimers();
  readonly #services: Services<Plan>;
  readonly #pause = backoff(REPLACE_PAUSE, REPLACE_PAUSE_MOST);
  /** What all threads have counted. */
  readonly counts = noCounts();
  #plan: Plan;
  #reloads = { taken: 0, refused: 0 };
  #draining = false;
  #pressure: PressureWatch | null = null;
  #count = 0;
  #started = false;
  #stopping = false;
  #silenceNoticed = -Infinity;

  /** Opens the logs. Throws where it cannot. */
  constructor(plan: Plan, address: Address, tools: ServerTools<Plan>) {
    this.#plan = plan;
    this.#address = address;
    this.#tools = tools;
    this.#logs = openLogs(plan);
    this.#services = createServices({
      threads: () => [...this.#current, ...this.#retired],
      endTree: tools.endTree,
      table: () => this.#pressure?.table() ?? Promise.resolve(null),
    });
    this.#listening = listeningAt(address);
  }

  /** Settles when every thread listens. Throws the reason where one cannot. */
  async start(): Promise<void> {
    this.#clean();
    for (let count = 0; count < this.#plan.workers; count++) this.#add();
    await Promise.all([...this.#current].map(({ listening }) => listening));
    this.#started = true;
    this.#timers.every(BEAT, () => this.#feelPulse());
    this.#pressure = await watchPressure(this.#plan.clientTimeout, {
      port: this.#address.port,
      timers: this.#timers,
      open: () => this.#open(),
      relieve: (relief) => this.#relieveAll(relief),
    });
  }

  /** Lets requests finish for the drain time or until `atOnce`, then ends what is left. */
  async stop(atOnce: Promise<void>): Promise<void> {
    this.#draining = true;
    await Promise.race([atOnce, after(this.#plan.drainDelay ?? 0)]);
    this.#stopping = true;
    this.#timers.stop();
    const threads = [...this.#current, ...this.#fresh, ...this.#retired];
    const stopped = Promise.all(threads.map((thread) => thread.stopped));
    for (const thread of threads) thread.retire(this.#plan.drain);
    await Promise.race([stopped, atOnce, after(this.#plan.drain)]);
    // One that is ended has said already that it stopped; what remains are its scripts.
    for (const thread of threads) thread.order({ kind: "end" });
    await Promise.race([stopped, after(END_GRACE)]);
    for (const thread of threads) thread.terminate();
    this.#listening.end();
    await this.#endScripts(null);
    await Promise.race([this.#logs.drained(), after(END_GRACE)]);
  }

  /**
   * Serves by another plan: new threads listen before the old ones, which finish what they have, let go. Where `read`
   * throws, or the new threads cannot start, all stays as it was, and the log says why.
   */
  async reload(read: () => Plan): Promise<void> {
    if (this.#stopping || this.#fresh.size > 0) return;
    try {
      await this.#succeed(read());
      this.#reloads.taken++;
      this.#logs.note("info", "the configuration was read anew", {});
    } catch (error) {
      this.#reloads.refused++;
      const text = error instanceof Error ? error.message : String(error);
      const reason = text.replaceAll("\n", "; ");
      this.#logs.note("error", REFUSED, { reason });
    }
  }

  /** How the server stands, but for what the process itself knows. */
  standing(): Omit<Standing, "version" | "started" | "memory"> {
    const listens = [...this.#current].some((thread) => thread.isListening);
    return {
      ready: listens && !this.#draining,
      open: this.#open(),
      threads: this.#current.size + this.#retired.size,
      threadStarts: this.#count,
      reloads: this.#reloads,
      droppedLines: this.#logs.dropped(),
      descriptors: this.#pressure?.descriptors() ?? null,
    };
  }

  /** Opens the log files anew. */
  reopen(): void {
    this.#logs.reopen();
  }

  async #succeed(plan: Plan): Promise<void> {
    const before = this.#plan;
    this.#logs.configure(plan);
    this.#plan = plan;
    try {
      for (let count = 0; count < plan.workers; count++) this.#add(this.#fresh);
      const listening = [...this.#fresh].map((thread) => thread.listening);
      await within(START, Promise.all(listening));
    } catch (error) {
      this.#plan = before;
      this.#logs.configure(before);
      for (const thread of this.#fresh) this.#end(thread);
      throw error;
    }
    this.#pressure?.judgeBy(plan.clientTimeout);
    for (const thread of this.#current) {
      this.#retired.add(thread);
      thread.retire(RELOAD_GRACE);
    }
    this.#current.clear();
    for (const thread of this.#fresh) this.#current.add(thread);
    this.#fresh.clear();
  }

  #clean(): void {
    endOrphans(this.#tools.endTree, SCRIPT_GRACE).then((count) => {
      if (count === 0) return;
      this.#logs.note(
        "warning",
        "ended what scripts of a dead server left behind",
        {
          processes: count,
        },
      );
    }, () => {});
  }

  #add(among = this.#current): ServingThread<Plan> {
    const address = this.#listening.prepare(this.#plan);
    const number = ++this.#count;
    const thread: ServingThread<Plan> = new ServingThread<Plan>({
      entry: this.#tools.entry,
      permissions: this.#tools.permissions(address, this.#plan),
      number,
    }, (report) => this.#heed(thread, report));
    among.add(thread);
    thread.order({
      kind: "start",
      plan: this.#plan,
      address,
      mark: threadMark(this.#mark, number),
    });
    return thread;
  }

  #heed(thread: ServingThread<Plan>, report: Report): void {
    if (report.kind === "listening") {
      this.#listening.begun(this.#plan);
    } else if (report.kind === "log") this.#logs.write(report.batch);
    else if (report.kind === "beat") addCounts(this.counts, report.counts);
    else if (report.kind === "failed") this.#fail(thread, report.reason);
    else if (report.kind === "stopped") {
      if (!this.#stopping && this.#retired.has(thread)) this.#end(thread);
    } else this.#services.heed(thread, report);
  }

  /** The old thread goes first: a new one could not start while it holds the last descriptors. */
  #fail(thread: ServingThread<Plan>, reason: string): void {
    if (!this.#started || this.#stopping) return;
    if (!this.#current.has(thread)) return this.#end(thread);
    this.#logs.note("error", "a serving thread failed and is replaced", {
      reason,
    });
    this.#end(thread);
    this.#replaceLater(thread);
  }

  #replaceLater(thread: ServingThread<Plan>): void {
    const pause = this.#pause.next(performance.now() - thread.started);
    this.#timers.later(pause, () => this.#tryAdd());
  }

  #tryAdd(): ServingThread<Plan> | null {
    try {
      return this.#add();
    } catch (error) {
      this.#logs.note("error", "a serving thread cannot start", {
        reason: String(error),
      });
      this.#timers.later(REPLACE_PAUSE_MOST, () => this.#tryAdd());
      return null;
    }
  }

  /** Ends a thread, and the scripts that it can no longer end itself. */
  #end(thread: ServingThread<Plan>): void {
    const known = this.#current.delete(thread) ||
      this.#retired.delete(thread) || this.#fresh.delete(thread);
    if (!known) return;
    thread.terminate();
    this.#services.bury(thread);
    if (thread.isDone) return;
    this.#endScripts(thread.number);
  }

  #endScripts(thread: number | null): Promise<unknown> {
    const { endTree } = this.#tools;
    return endLeftovers(this.#mark, thread, endTree, SCRIPT_GRACE);
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
    const stalls = this.#pressure?.stalled() !== 0;
    const { silent, spent } = feelPulse(this.#current, this.#retired, stalls);
    for (const thread of spent) this.#end(thread);
    for (const thread of silent) {
      const now = performance.now();
      if (now - this.#silenceNoticed < SILENCE_PAUSE) continue;
      this.#silenceNoticed = now;
      const milliseconds = Math.round(thread.silent);
      this.#logs.note("error", UNANSWERED, { milliseconds });
      this.#relieve(thread, this.#plan.clientTimeout);
    }
  }

  /** How many requests are under way. */
  #open(): number {
    return [...this.#current, ...this.#retired]
      .reduce((sum, { open }) => sum + open, 0);
  }

  #relieveAll({ reason, grace, oldFirst }: Relief): void {
    this.#logs.note("warning", "serving threads are replaced", { reason });
    for (const thread of this.#retired) thread.retire(grace);
    for (const thread of [...this.#current]) {
      if (!oldFirst) this.#relieve(thread, grace);
      else {
        this.#end(thread);
        this.#replaceLater(thread);
      }
    }
  }
}
