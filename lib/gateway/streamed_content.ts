import type { ScriptContent } from "./content.ts";
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
 * tells of a client that left only to those who read.
 */
export class StreamedContent implements ScriptContent {
  readonly length: number;
  readonly broken: Promise<void>;
  readonly #broken = Promise.withResolvers<void>();
  readonly #reader: ReadableStreamDefaultReader<Chunk>;
  readonly #spool = createSpool();
  #left: number;
  #over = false;
  /** Whether a file may be made; where not, only what fits into memory is read ahead. */
  #storable = true;
  /** Whether the script has not taken anything for a while. */
  #stalled = false;
  /** Whether it is being waited for, and not yet for long. */
  #patient = false;
  #arrived: number = performance.now();
  #wakeReader: () => void = () => {};
  #wakeWriter: () => void = () => {};

  /** Begins to read at once. */
  constructor(reader: ReadableStreamDefaultReader<Chunk>, length: number) {
    this.#reader = reader;
    this.length = length;
    this.#left = length;
    this.broken = this.#broken.promise;
    this.#pump();
  }

  get arriving(): boolean {
    const recently = performance.now() - this.#arrived < RECENTLY;
    return !this.#over && (this.#patient || recently);
  }

  async read(): Promise<Chunk | null> {
    for (;;) {
      const chunk = this.#spool.shift();
      this.#stalled = false;
      this.#wakeWriter();
      if (chunk || this.#over) return chunk;
      await new Promise<void>((resolve) => this.#wakeReader = resolve);
    }
  }

  close(): void {
    this.#over = true;
    this.#spool.close();
    this.#wakeWriter();
    this.#wakeReader();
    this.#reader.cancel().catch(() => {});
  }

  async #pump(): Promise<void> {
    try {
      for (;;) {
        const toDisk = await this.#room();
        const { value, done } = await this.#reader.read();
        if (done) break;
        this.#take(value, toDisk);
      }
    } catch {
      // The client is gone: no more will come.
    }
    if (this.#left > 0 && !this.#over) this.#broken.resolve();
    this.#over = true;
    this.#wakeReader();
  }

  #take(value: Chunk, toDisk: boolean): void {
    const { length } = value;
    const chunk = length > this.#left ? value.subarray(0, this.#left) : value;
    this.#left -= chunk.length;
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
    while (!this.#over && (spool.onDisk > 0 || spool.inMemory >= AHEAD)) {
      const more = this.#storable && spool.onDisk < AHEAD_ON_DISK;
      if (this.#stalled && more) return true;
      await this.#taken();
    }
    return false;
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
      this.#wakeWriter = () => {
        clearTimeout(timer);
        this.#patient = false;
        resolve();
      };
    });
  }
}
