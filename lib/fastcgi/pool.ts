import type { Address } from "../http/exchange.ts";
import { formatAddress } from "./address.ts";
import { connect, type Connection } from "./connection.ts";
import {
  afterFailure,
  duringTrial,
  type Health,
  inOrder,
  WELL,
} from "./health.ts";

/** How connections are made and kept; times in milliseconds. */
export interface PoolSettings {
  readonly connectTimeout: number;
  readonly maxKept: number;
  readonly keepTime: number;
}

/** How things stand with one address. */
export interface AddressState {
  /** As `formatAddress` writes it. */
  readonly address: string;
  /** Requests that are with it. */
  readonly busy: number;
  /** Connections that wait for a request. */
  readonly kept: number;
  /** Connections made so far. */
  readonly opened: number;
  /** Requests that needed no new one. */
  readonly reused: number;
  /** Failures in a row. */
  readonly failures: number;
}

/** A connection in use. */
export interface Lease {
  readonly connection: Connection;
  readonly backend: Backend;
  /** Gives it back: kept where it may carry another request and there is room. */
  give(reusable: boolean): void;
}

/** No address could be reached; the message says why of each. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
  /** Whether each of them let the time pass. */
  readonly late: boolean;

  constructor(causes: readonly string[], late: boolean) {
    super(causes.join("; "));
    this.late = late;
  }
}

/** Connections to several addresses of the same application. */
export class Pool {
  readonly #backends: readonly Backend[];
  readonly #settings: PoolSettings;
  #turns = 0;

  constructor(addresses: readonly Address[], settings: PoolSettings) {
    this.#settings = settings;
    this.#backends = addresses.map((address) => new Backend(address, settings));
  }

  get states(): AddressState[] {
    return this.#backends.map((backend) => backend.state);
  }

  /**
   * A connection to the best address that can be reached, rather not one of `tried`. A `fresh` one has carried no
   * request before, so that it cannot turn out to have been closed meanwhile. Throws `Unreachable`.
   */
  async take(fresh: boolean, tried: ReadonlySet<Backend>): Promise<Lease> {
    const causes: string[] = [];
    let late = true;
    const now = performance.now();
    const order = inOrder(this.#backends, tried, now);
    for (const backend of order) {
      backend.chosen = ++this.#turns;
      try {
        return await backend.take(fresh);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        late &&= error instanceof Deno.errors.TimedOut;
        causes.push(`${backend.name}: ${error.message}`);
      }
    }
    throw new Unreachable(causes, late);
  }

  /** Whether connections are kept at all. */
  get keeps(): boolean {
    return this.#settings.maxKept > 0;
  }

  /** Closes what waits; connections in use end with their requests. */
  close(): void {
    for (const backend of this.#backends) backend.close();
  }
}

interface Kept {
  readonly connection: Connection;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** One address, what is known of it, and the connections to it that wait. */
export class Backend {
  readonly name: string;
  health: Health = WELL;
  busy = 0;
  chosen = 0;
  readonly #address: Address;
  readonly #settings: PoolSettings;
  readonly #kept: Kept[] = [];
  #closed = false;
  #opened = 0;
  #reused = 0;

  constructor(address: Address, settings: PoolSettings) {
    this.name = formatAddress(address);
    this.#address = address;
    this.#settings = settings;
  }

  get state(): AddressState {
    return {
      address: this.name,
      busy: this.busy,
      kept: this.#kept.length,
      opened: this.#opened,
      reused: this.#reused,
      failures: this.health.failures,
    };
  }

  /** Rejects with what the system says; the health is brought up to date. */
  async take(fresh: boolean): Promise<Lease> {
    const kept = this.#withdraw();
    if (kept && !fresh) return this.#lease(kept);
    // A kept connection holds one of the application's workers, which the new one may need.
    kept?.close();
    const { connectTimeout } = this.#settings;
    const now = performance.now();
    this.health = duringTrial(this.health, now, connectTimeout || 5_000);
    this.busy++;
    try {
      const connection = await connect(this.#address, connectTimeout);
      this.health = WELL;
      this.#opened++;
      return this.#lease(connection);
    } catch (error) {
      this.fail();
      throw error;
    } finally {
      this.busy--;
    }
  }

  /** Takes note that it does not work at present. */
  fail(): void {
    this.health = afterFailure(this.health, performance.now());
  }

  close(): void {
    this.#closed = true;
    for (let kept = this.#withdraw(); kept; kept = this.#withdraw()) {
      kept.close();
    }
  }

  #lease(connection: Connection): Lease {
    this.busy++;
    if (connection.uses++ > 0) this.#reused++;
    const give = (reusable: boolean) => {
      this.busy--;
      if (reusable) this.#keep(connection);
    };
    return { connection, backend: this, give };
  }

  /** The one that waits for the shortest time is the least likely to be closed soon. */
  #withdraw(): Connection | undefined {
    const kept = this.#kept.pop();
    clearTimeout(kept?.timer);
    return kept?.connection;
  }

  #keep(connection: Connection): void {
    const { maxKept, keepTime } = this.#settings;
    if (this.#closed || this.#kept.length >= maxKept) {
      return connection.close();
    }
    const drop = () => {
      const index = this.#kept.findIndex((kept) =>
        kept.connection === connection
      );
      if (index < 0) return;
      clearTimeout(this.#kept[index]?.timer);
      this.#kept.splice(index, 1);
      connection.close();
    };
    this.#kept.push({ connection, timer: setTimeout(drop, keepTime) });
    connection.idle(drop);
  }
}
