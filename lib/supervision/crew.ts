import type { Address } from "../http/exchange.ts";
import { backoff } from "./backoff.ts";
import type { Handover } from "./handover.ts";
import { endLeftovers, serverMark, threadMark } from "./leftovers.ts";
import { ALL } from "./pulse.ts";
import { ServingThread } from "./serving_thread.ts";
import type { Report } from "./thread.ts";
import type { Timers } from "./timers.ts";

/** How long to wait before a failed thread is replaced, in milliseconds: the old one must let go of its descriptors. */
const REPLACE_PAUSE = 20;
/** The same where threads fail at once, again and again. */
const REPLACE_PAUSE_MOST = 5_000;
/** Time between TERM and KILL for scripts of a thread that is no more, in milliseconds. */
const SCRIPT_GRACE = 200;

/** What a crew is lent. */
export interface CrewTools<Plan> {
  /** The module that a serving thread runs. */
  readonly entry: string;
  readonly timers: Timers;
  readonly handover: Handover<ServingThread<Plan>>;
  /** What a new thread serves. */
  plan(): Plan;
  /** Where a new thread listens. */
  prepare(): Address;
  permissions(address: Address, plan: Plan): Deno.PermissionOptions;
  /** Takes what a thread says. */
  heed(thread: ServingThread<Plan>, report: Report): void;
  /** A thread is no more; `ended` settles when what it had started is gone, too. */
  bury(thread: ServingThread<Plan>, ended: Promise<unknown>): void;
  /** How long a thread that is not needed any more may take for what it has, in milliseconds. */
  readonly patience: number;
  /** A thread could not be started, and it will be tried again. */
  failed(reason: string): void;
  /** Ends a process and all that it started. */
  endTree(pid: number, token: string, grace: number): Promise<void>;
}

/** The serving threads of a server: those that serve, those that finish what they have, those that begin. */
export class Crew<Plan> {
  readonly current = new Set<ServingThread<Plan>>();
  readonly retired = new Set<ServingThread<Plan>>();
  /** Threads of a new plan that do not listen yet. */
  readonly fresh = new Set<ServingThread<Plan>>();
  /** How many were started so far. */
  count = 0;
  readonly #tools: CrewTools<Plan>;
  readonly #mark = serverMark();
  readonly #pause = backoff(REPLACE_PAUSE, REPLACE_PAUSE_MOST);

  /** Starts nothing yet. */
  constructor(tools: CrewTools<Plan>) {
    this.#tools = tools;
  }

  /** Those that may have requests under way. */
  get working(): ServingThread<Plan>[] {
    return [...this.current, ...this.retired];
  }

  /** How many requests are under way. */
  get open(): number {
    return this.working.reduce((sum, { open }) => sum + open, 0);
  }

  /** Starts a thread. Throws where the platform cannot. */
  add(among: Set<ServingThread<Plan>> = this.current): ServingThread<Plan> {
    const { entry, permissions, prepare, heed, handover } = this.#tools;
    const plan = this.#tools.plan();
    const address = prepare();
    const number = ++this.count;
    const thread: ServingThread<Plan> = new ServingThread<Plan>({
      entry,
      permissions: permissions(address, plan),
      number,
    }, (report) => heed(thread, report));
    among.add(thread);
    const mark = threadMark(this.#mark, number);
    handover.begin(
      thread,
      () => thread.order({ kind: "start", plan, address, mark }),
    );
    return thread;
  }

  /** The fresh ones serve from now on; those before finish what they have. Settles when these take no more requests. */
  async succeed(grace: number): Promise<void> {
    const before = [...this.current];
    for (const thread of before) this.#withdraw(thread);
    for (const thread of this.fresh) this.current.add(thread);
    this.fresh.clear();
    await Promise.all(before.map((thread) => this.#retire(thread, grace)));
  }

  /** How many serve. */
  get size(): number {
    return this.current.size;
  }

  /** One thread more serves, as soon as it can be started. */
  grow(): void {
    this.#tryAdd();
  }

  /** The thread that came last takes no more requests, and finishes those that it has. */
  shrink(): void {
    const last = [...this.current].at(-1);
    if (last === undefined) return;
    this.#withdraw(last);
    this.#retire(last, this.#tools.patience);
  }

  #withdraw(thread: ServingThread<Plan>): boolean {
    const known = this.current.delete(thread);
    if (known) this.retired.add(thread);
    return known;
  }

  async #retire(thread: ServingThread<Plan>, grace: number): Promise<void> {
    const parted = this.#tools.handover.end(thread);
    thread.order({ kind: "beat", close: ALL });
    await parted;
    thread.retire(grace);
  }

  /** Replaces a thread without a gap: the new one listens before the old one lets go. */
  relieve(thread: ServingThread<Plan>, grace: number): void {
    if (!this.#withdraw(thread)) return;
    const successor = this.#tryAdd();
    const retire = () => this.#retire(thread, grace);
    successor?.listening.then(retire, retire);
  }

  /** Ends a thread first: a new one could not start while it holds the last descriptors. */
  replace(thread: ServingThread<Plan>): void {
    this.end(thread);
    const pause = this.#pause.next(performance.now() - thread.started);
    this.#tools.timers.later(pause, () => this.#tryAdd());
  }

  /** Ends a thread, and the scripts that it can no longer end itself. */
  end(thread: ServingThread<Plan>): void {
    const known = this.current.delete(thread) ||
      this.retired.delete(thread) || this.fresh.delete(thread);
    if (!known) return;
    thread.terminate();
    this.#tools.handover.forget(thread);
    const ended = thread.isDone
      ? Promise.resolve()
      : this.endScripts(thread.number);
    this.#tools.bury(thread, ended);
  }

  /** Ends what scripts of a thread have left behind, or of all (`null`). */
  endScripts(thread: number | null): Promise<unknown> {
    return endLeftovers(
      this.#mark,
      thread,
      this.#tools.endTree,
      SCRIPT_GRACE,
    );
  }

  #tryAdd(): ServingThread<Plan> | null {
    try {
      return this.add();
    } catch (error) {
      this.#tools.failed(String(error));
      this.#tools.timers.later(REPLACE_PAUSE_MOST, () => this.#tryAdd());
      return null;
    }
  }
}
