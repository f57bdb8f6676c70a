import type { Address } from "../http/exchange.ts";
import { type ConnectionWatch, watchConnections } from "./connection_watch.ts";
import { openConnections } from "./connections.ts";
import { Crew } from "./crew.ts";
import { type Bounds, busyTeller, growWithWork } from "./growth.ts";
import { createHandover } from "./handover.ts";
import { endOrphans } from "./leftovers.ts";
import { openListeners } from "./listeners.ts";
import { type Listening, listeningAt, portsOf } from "./listening.ts";
import { type Logs, openLogs } from "./logs.ts";
import { addCounts, noCounts, type Standing } from "../metrics/mod.ts";
import type { Relief } from "./pressure.ts";
import { clientLimits } from "./overdue.ts";
import { type PressureWatch, watchPressure } from "./pressure_watch.ts";
import { BEAT, pulseFeeler, START } from "./pulse.ts";
import type { ServerPlan, ServerTools } from "../server.ts";
import { createServices, type Services } from "./services.ts";
import type { ServingThread } from "./serving_thread.ts";
import type { Report } from "./thread.ts";
import { after, makeTimers, within } from "./timers.ts";

/** How long a thread that was told to end its scripts may take for it, in milliseconds. */
const END_GRACE = 5_000;
/** How long after a silent thread was replaced another may be, in milliseconds. */
const SILENCE_PAUSE = 10_000;
/** Time between TERM and KILL for scripts of a server that is no more, in milliseconds. */
const SCRIPT_GRACE = 200;
/** How long a thread may finish what it has when another plan takes its place, in milliseconds: as honest work takes. */
const RELOAD_GRACE = 3_600_000;

const UNLIMITED = { running: Infinity, waiting: Infinity };

const WORN = "it holds connections of clients that left";
const UNANSWERED = "a serving thread does not answer and is replaced";
const LEFT_BEHIND = "ended what scripts of a dead server left behind";
const REFUSED = "the configuration cannot be taken; the old one stays";

/** Keeps serving threads running, and ends what they leave behind. */
export class Supervisor<Plan extends ServerPlan> {
  readonly #address: Address;
  readonly #tools: ServerTools<Plan>;
  readonly #crew: Crew<Plan>;
  readonly #listening: Listening;
  readonly #logs: Logs;
  readonly #timers = makeTimers();
  readonly #feel = pulseFeeler<Plan>();
  readonly #services: Services<Plan>;
  /** What all threads have counted. */
  readonly counts = noCounts();
  #plan: Plan;
  #reloads = { taken: 0, refused: 0 };
  #draining = false;
  #watch: ConnectionWatch<ServingThread<Plan>> | null = null;
  #pressure: PressureWatch | null = null;
  #started = false;
  #stopping = false;
  #silenceNoticed = -Infinity;
  /** How long threads stood still to start scripts, in milliseconds. */
  #stoodStill = 0;
  readonly #busy = busyTeller(() => this.#stoodStill);
  readonly #ports = () => portsOf(this.#address, this.#plan);

  /** Opens the logs. Throws where it cannot. */
  constructor(plan: Plan, address: Address, tools: ServerTools<Plan>) {
    this.#plan = plan;
    this.#address = address;
    this.#tools = tools;
    this.#logs = openLogs(plan);
    this.#services = createServices({
      threads: () => this.#crew.working,
      endTree: tools.endTree,
      table: () => this.#pressure?.table() ?? Promise.resolve(null),
      limits: () => this.#plan.places ?? UNLIMITED,
      clients: (thread, clients) => this.#watch?.told(thread, clients),
    });
    this.#listening = listeningAt(address);
    this.#crew = new Crew({
      entry: tools.entry,
      patience: RELOAD_GRACE,
      timers: this.#timers,
      handover: createHandover(() => openListeners(this.#ports)),
      plan: () => this.#plan,
      prepare: () => this.#listening.prepare(this.#plan),
      permissions: tools.permissions.bind(tools),
      heed: (thread, report) => this.#heed(thread, report),
      bury: (thread, ended) => this.#services.bury(thread, ended),
      failed: (reason) =>
        this.#logs.note("error", "a serving thread cannot start", { reason }),
      endTree: tools.endTree.bind(tools),
    });
  }

  /** Settles when every thread listens. Throws the reason where one cannot. */
  async start(): Promise<void> {
    try {
      await this.#begin();
    } catch (error) {
      // The platform may not know how to share, and it can be done without.
      if (!this.#listening.part()) throw error;
      for (const thread of this.#crew.current) this.#crew.end(thread);
      await this.#begin();
    }
    this.#started = true;
    this.#clean();
    this.#timers.every(BEAT, () => this.#feelPulse());
    this.#watch = this.#watchConnections();
    growWithWork(
      this.#crew,
      () => this.#bounds(),
      this.#timers,
      () => this.#stoodStill,
    );
    this.#pressure = await watchPressure(this.#patience(), {
      port: this.#address.port,
      timers: this.#timers,
      open: () => this.#crew.open,
      matters: () => this.#patience() > 0 || this.#crew.retired.size > 0,
      relieve: (relief) => this.#relieveAll(relief),
    });
  }

  #bounds(): Bounds {
    const { workers, mostWorkers = workers } = this.#plan;
    return { least: workers, most: mostWorkers };
  }

  #watchConnections(): ConnectionWatch<ServingThread<Plan>> | null {
    if (this.#address.transport !== "tcp") return null;
    const connections = openConnections(this.#ports);
    return connections && watchConnections({
      connections,
      timers: this.#timers,
      threads: () => this.#crew.working,
      limits: () => clientLimits(this.#plan),
      descriptors: () => this.#pressure?.descriptors() ?? null,
      note: (counts) =>
        this.#logs.note("warning", "connections were ended", { ...counts }),
    });
  }

  /** How long crowds may do nothing before threads are replaced for it, where there is no other means. */
  #patience(): number {
    return this.#watch === null ? this.#plan.clientTimeout : 0;
  }

  async #begin(): Promise<void> {
    for (let count = 0; count < this.#plan.workers; count++) this.#crew.add();
    const { current } = this.#crew;
    await Promise.all(Array.from(current, ({ listening }) => listening));
  }

  /** Lets requests finish for the drain time or until `atOnce`, then ends what is left. */
  async stop(atOnce: Promise<void>): Promise<void> {
    this.#draining = true;
    await Promise.race([atOnce, after(this.#plan.drainDelay ?? 0)]);
    this.#stopping = true;
    this.#timers.stop();
    this.#listening.stop();
    const threads = [...this.#crew.working, ...this.#crew.fresh];
    const stopped = Promise.all(threads.map((thread) => thread.stopped));
    for (const thread of threads) thread.retire(this.#plan.drain);
    await Promise.race([stopped, atOnce, after(this.#plan.drain)]);
    // One that is ended has said already that it stopped; what remains are its scripts.
    for (const thread of threads) thread.order({ kind: "end" });
    await Promise.race([stopped, after(END_GRACE)]);
    for (const thread of threads) thread.terminate();
    this.#listening.end();
    await this.#crew.endScripts(null);
    await Promise.race([this.#logs.drained(), after(END_GRACE)]);
  }

  /**
   * Serves by another plan: new threads listen before the old ones, which finish what they have, let go. Where `read`
   * throws, or the new threads cannot start, all stays as it was, and the log says why. To be done one at a time.
   */
  async reload(read: () => Plan): Promise<void> {
    if (this.#stopping) return;
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
    const listens = [...this.#crew.current].some((thread) =>
      thread.isListening
    );
    return {
      ready: listens && !this.#draining,
      open: this.#crew.open,
      threads: this.#crew.working.length,
      threadStarts: this.#crew.count,
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
      for (let count = 0; count < plan.workers; count++) {
        this.#crew.add(this.#crew.fresh);
      }
      const listening = [...this.#crew.fresh].map(({ listening }) => listening);
      await within(START, Promise.all(listening));
    } catch (error) {
      this.#plan = before;
      this.#logs.configure(before);
      for (const thread of this.#crew.fresh) this.#crew.end(thread);
      throw error;
    }
    this.#pressure?.judgeBy(this.#patience());
    await this.#crew.succeed(RELOAD_GRACE);
  }

  #clean(): void {
    endOrphans(this.#tools.endTree, SCRIPT_GRACE).then((count) => {
      if (count === 0) return;
      this.#logs.note("warning", LEFT_BEHIND, { processes: count });
    }, () => {});
  }

  #heed(thread: ServingThread<Plan>, report: Report): void {
    if (report.kind === "listening") {
      this.#listening.begun(this.#plan);
    } else if (report.kind === "log") this.#logs.write(report.batch);
    else if (report.kind === "beat") {
      this.#stoodStill += report.stoodStill;
      this.#watch?.close(report.closed);
      addCounts(this.counts, report.counts);
    } else if (report.kind === "failed") this.#fail(thread, report.reason);
    else if (report.kind === "stopped") {
      const spent = !this.#stopping && this.#crew.retired.has(thread);
      if (spent) this.#crew.end(thread);
    } else this.#services.heed(thread, report);
  }

  #fail(thread: ServingThread<Plan>, reason: string): void {
    if (!this.#started || this.#stopping) return;
    if (!this.#crew.current.has(thread)) return this.#crew.end(thread);
    this.#logs.note("error", "a serving thread failed and is replaced", {
      reason,
    });
    this.#crew.replace(thread);
  }

  #feelPulse(): void {
    const stalls = this.#pressure?.stalled() !== 0;
    const watched = this.#watch !== null && this.#plan.clientTimeout > 0;
    const { silent, spent, worn } = this.#feel(
      this.#crew.current,
      this.#crew.retired,
      { stalls, watched, busy: this.#watch !== null && this.#busy() },
    );
    for (const thread of spent) this.#crew.end(thread);
    for (const thread of worn) {
      this.#logs.note("info", "a serving thread is replaced", { reason: WORN });
      this.#crew.relieve(thread, RELOAD_GRACE);
    }
    for (const thread of silent) {
      const now = performance.now();
      if (now - this.#silenceNoticed < SILENCE_PAUSE) continue;
      this.#silenceNoticed = now;
      const milliseconds = Math.round(thread.silent);
      this.#logs.note("error", UNANSWERED, { milliseconds });
      this.#crew.relieve(thread, this.#plan.clientTimeout);
    }
  }

  #relieveAll({ reason, grace, oldFirst }: Relief): void {
    this.#logs.note("warning", "serving threads are replaced", { reason });
    for (const thread of this.#crew.retired) thread.retire(grace);
    for (const thread of [...this.#crew.current]) {
      if (oldFirst) this.#crew.replace(thread);
      else this.#crew.relieve(thread, grace);
    }
  }
}
