import { type Case, Unfit } from "./case.ts";
import { closeGroups } from "./group.ts";
import type { Peer } from "./peer.ts";
import { type Running, start } from "./running.ts";
import type { Result, Sample } from "./sample.ts";
import { makeSite, makeTree, type Site } from "./site.ts";

/** How long and how often. */
export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  /** Whether each peer gets some seconds of each case before it counts, or one second of its first case only. */
  readonly warm: "each" | "first";
}

/**
 * Seconds of a case before it counts: what compiles as it runs has compiled by then, and what grows with its work has
 * grown, which takes longer the first time.
 */
const WARM_UP = 1;
const COMPILING = 4;
const GROWING = 8;

/** A peer in a case, with what was measured so far. */
interface Entry {
  readonly peer: Peer;
  readonly samples: Sample[];
  skipped?: string;
}

/** The site, and the peers that run on it; ends them all when it is disposed of. */
export class Bench implements AsyncDisposable {
  readonly #site: Site;
  /** By name; a second one for TLS where that is a start of its own. */
  readonly #running = new Map<string, Running | string>();
  readonly #warm = new WeakSet<Running>();
  #hasTree = false;

  private constructor(site: Site) {
    this.#site = site;
  }

  /** Makes the site. */
  static async open(): Promise<Bench> {
    const site = await makeSite();
    for (const [name, reason] of site.missing) {
      console.error(`NOT MEASURED: ${name}: ${reason}`);
    }
    Deno.symlinkSync(site.scripts, `${site.root}/cgi-bin`);
    return new Bench(site);
  }

  /** Measures all cases: each round asks every peer in turn. `heed` gets what there is after each case. */
  async run(
    peers: readonly Peer[],
    cases: readonly Case[],
    effort: Effort,
    heed: (results: readonly Result[]) => Promise<void>,
  ): Promise<Result[]> {
    for (const { title, absent } of peers) {
      if (absent !== undefined) {
        console.error(`NOT MEASURED: ${title}: ${absent}`);
      }
    }
    const results: Result[] = [];
    for (const each of cases) {
      if (each.tree && !this.#hasTree) {
        this.#hasTree = true;
        makeTree(this.#site);
      }
      results.push(...await this.#measure(each, peers, effort));
      await heed(results);
    }
    return results;
  }

  async #measure(
    each: Case,
    peers: readonly Peer[],
    { rounds, seconds, warm }: Effort,
  ): Promise<Result[]> {
    const entries: Entry[] = peers
      .filter(({ skills }) => skills.includes(each.skill))
      .map((peer) => ({ peer, samples: [] }));
    const attempt = async (
      entry: Entry,
      work: (running: Running) => Promise<void>,
    ): Promise<void> => {
      if (entry.skipped !== undefined) return;
      try {
        const encrypted = each.skill === "tls" || each.skill === "h2";
        await work(await this.#start(entry.peer, encrypted));
      } catch (error) {
        entry.skipped = reason(error);
      }
    };
    for (const entry of entries) {
      await attempt(entry, async (running) => {
        await each.check(running);
        const known = this.#warm.has(running);
        this.#warm.add(running);
        const { ours, compiles = ours } = entry.peer;
        const compiling = known ? COMPILING : GROWING;
        const first = compiles ? compiling : WARM_UP;
        if (warm === "each") await each.measure(running, first);
        else if (!known) await each.measure(running, 1);
      });
    }
    for (let round = 1; round <= (each.rounds ?? rounds); round++) {
      for (const entry of entries) {
        if (entry.skipped !== undefined) continue;
        console.error(`${each.name}: round ${round}: ${entry.peer.title}`);
        await attempt(entry, async (running) => {
          entry.samples.push(await each.measure(running, seconds));
        });
      }
    }
    return entries.map(({ peer, samples, skipped }) => ({
      case: each.name,
      peer: peer.name,
      samples: skipped === undefined ? samples : [],
      ...(skipped === undefined ? {} : { skipped }),
    }));
  }

  /** The peer, started where it does not run yet. Throws `Unfit` where it cannot. */
  async #start(peer: Peer, encrypted: boolean): Promise<Running> {
    if (peer.absent !== undefined) throw new Unfit(peer.absent);
    const own = encrypted && peer.encrypted !== undefined;
    const key = own ? `${peer.name} over TLS` : peer.name;
    let running = this.#running.get(key);
    if (running === undefined) {
      running = await start(peer, this.#site, own).catch(reason);
      this.#running.set(key, running);
    }
    if (typeof running === "string") throw new Unfit(running);
    return running;
  }

  /** Ends everything at once, without a word to anybody. */
  abandon(): void {
    closeGroups();
    Deno.removeSync(this.#site.folder, { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const running of this.#running.values()) {
      if (typeof running !== "string") await running.stop();
    }
    await Deno.remove(this.#site.folder, { recursive: true });
  }
}

/** What to say of a failure: what it means for a peer that is unfit, all of it for a fault of ours. */
function reason(error: unknown): string {
  if (error instanceof Unfit) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, " ").slice(0, 300);
}
