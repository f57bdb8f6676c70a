import type { ScriptContent } from "./content.ts";
import { awaitAbandoned } from "./lost_reads.ts";
import { Pace } from "./pace.ts";
import { createSpool } from "./spool.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** How far reading goes ahead of a script that does not take its content, in bytes. */
const AHEAD = 1 << 18;
/** So much more is stored once the script has not taken anything for so many milliseconds. */
const AHEAD_ON_DISK = 1 << 26;
const PATIENCE = 300;
const RECENTLY = 200;

/**
 * Hands on exactly `length` bytes, however many come. It reads some way ahead of the script, since the platform
 * tells of a client that left only to those who read; but once the answer is under way, when it tells of it anyhow
 * and may lose a read that waits, only what the script waits for or has not taken for a while.
 */
export class StreamedContent implements ScriptContent {
  readonly length: number;
  readonly broken: Promise<void>;
  readonly #broken = Promise.withResolvers<void>();
  readonly #reader: ReadableStreamDefaultReader<Chunk>;
  readonly #spool = createSpool();
  readonly #pace: Pace;
  #left: number;
  #over = false;
  #closed = false;
  #answering = false;
  /** Whether the script waits for more. */
  #wanted = false;
  /** The read that is under way, if one is. */
  #read: Promise<unknown> | null = null;
  /** Whether a file may be made; where not, only what fits into memory is read ahead. */
  #storable = true;
  /** Whether the script has not taken anything for a while. */
  #stalled = false;
  /** Whether it is being waited for, and not yet for long. */
  #patient = false;
  #arrived: number = performance.now();
  #wakeReader: () => void = () => {};
  #wakeWriter: () => void = () => {};

  /** Begins to read at once; `silence` is how long next to nothing may come, in milliseconds, 0 being for ever. */
  constructor(
    reader: ReadableStreamDefaultReader<Chunk>,
    length: number,
    silence = 0,
  ) {
    this.#reader = reader;
    this.#pace = new Pace(silence);
    this.length = length;
    this.#left = length;
    this.broken = this.#broken.promise;
    this.#pump();
  }

  get arriving(): boolean {
    const recently = performance.now() - this.#arrived < RECENTLY;
    return !this.#over && (this.#patient || recently);
  }

  isLate(now: number): boolean {
    return !this.#over && this.#pace.isLate(now);
  }

  async read(): Promise<Chunk | null> {
    for (;;) {
      const chunk = this.#spool.shift();
      this.#stalled = false;
      this.#wakeWriter();
      if (chunk || this.#over) return chunk;
      this.#wanted = true;
      this.#pace.waits();
      this.#wakeWriter();
      await new Promise<void>((resolve) => this.#wakeReader = resolve);
      this.#wanted = false;
    }
  }

  answering(): void {
    this.#answering = true;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = this.#over = true;
    this.#spool.close();
    this.#wakeWriter();
    this.#wakeReader();
    const cancel = () => void this.#reader.cancel().catch(() => {});
    // What is cancelled seems to have ended, and nobody would know of a read that never does.
    if (this.#read) awaitAbandoned(this.#read).then(cancel);
    else cancel();
  }

  async #pump(): Promise<void> {
    try {
      for (;;) {
        const toDisk = await this.#room();
        const read = this.#reader.read();
        this.#read = read;
        const { value, done } = await read;
        this.#read = null;
        if (done || this.#over) break;
        this.#take(value, toDisk);
      }
    } catch {
      // The client is gone: no more will come.
      this.#read = null;
    }
    if (this.#left > 0 && !this.#over) this.#broken.resolve();
    this.#over = true;
    this.#wakeReader();
  }

  #take(value: Chunk, toDisk: boolean): void {
    const { length } = value;
    const chunk = length > this.#left ? value.subarray(0, this.#left) : value;
    this.#left -= chunk.length;
    this.#pace.got(chunk.length);
    this.#arrived = performance.now();
    if (chunk.length > 0) this.#hold(chunk, toDisk);
    this.#wakeReader();
  }

  #hold(chunk: Chunk, toDisk: boolean): void {
    try {
      this.#spool.push(chunk, toDisk);
    } catch {
      this.#storable = false;
      this.#spool.push(chunk, false);
    }
  }

  /** Waits until more may be held; whether it must be held on disk, of which all is given before more is read. */
  async #room(): Promise<boolean> {
    const spool = this.#spool;
    while (!this.#over && this.#isAhead()) {
      const more = this.#storable && spool.onDisk() < AHEAD_ON_DISK;
      if (this.#stalled && more) return true;
      await this.#taken();
    }
    return false;
  }

  #isAhead(): boolean {
    const spool = this.#spool;
    if (this.#answering && !this.#wanted) return true;
    return spool.onDisk() > 0 || spool.inMemory() >= AHEAD;
  }

  /** Waits until the script takes something, or has not for a while. */
  #taken(): Promise<void> {
    return new Promise((resolve) => {
      this.#patient = !this.#stalled;
      const timer = this.#stalled ? undefined : setTimeout(() => {
        this.#stalled = true;
        this.#patient = false;
        resolve();
      }, PATIENCE);
      const wake = () => {
        clearTimeout(timer);
        this.#patient = false;
        resolve();
      };
      this.#wakeWriter = wake;
    });
  }
}
