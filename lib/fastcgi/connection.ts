import type { Address } from "../http/exchange.ts";

type Chunk = Uint8Array<ArrayBuffer>;

const BUFFER = 65_536;

/** A connection to an application: the one file of this slice that touches sockets. */
export class Connection {
  /** How many requests it has carried before this one. */
  uses = 0;
  readonly #socket: Deno.Conn;
  readonly #buffer: Chunk = new Uint8Array(BUFFER);
  #reading: Promise<number | null> | null = null;
  #closed = false;

  constructor(socket: Deno.Conn) {
    this.#socket = socket;
  }

  /** The next bytes, good until the next call; `null` at the end. Rejects where the connection breaks or is closed. */
  async read(): Promise<Chunk | null> {
    const reading = this.#reading ?? this.#socket.read(this.#buffer);
    this.#reading = null;
    const count = await reading;
    return count === null ? null : this.#buffer.subarray(0, count);
  }

  /** Writes all of it. Rejects where the other end takes no more. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      done += await this.#socket.write(bytes.subarray(done));
    }
  }

  /** Waits while nobody uses it; calls `gone` when the other end closes it or speaks unasked. */
  idle(gone: () => void): void {
    const reading = this.#socket.read(this.#buffer);
    this.#reading = reading;
    const over = () => {
      if (this.#reading === reading) gone();
    };
    reading.then(over, over);
  }

  /** Ends it, and with it whatever waits for it; may be called more than once. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#socket.close();
    } catch {
      // The system has closed it already.
    }
  }
}

/** Connects within so many milliseconds (0 is for ever). Rejects with what the system says, or `TimedOut`. */
export async function connect(
  address: Address,
  timeout: number,
): Promise<Connection> {
  const opening = open(address);
  if (timeout === 0) return new Connection(await opening);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let late = false;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late = true;
      reject(new Deno.errors.TimedOut(`no connection after ${timeout} ms`));
    }, timeout);
  });
  opening.then((socket) => late && socket.close(), () => {});
  try {
    return new Connection(await Promise.race([opening, limit]));
  } finally {
    clearTimeout(timer);
  }
}

async function open(
  { transport, hostname, port }: Address,
): Promise<Deno.Conn> {
  if (transport === "unix") {
    return await Deno.connect({ transport, path: hostname });
  }
  const socket = await Deno.connect({ hostname, port });
  socket.setNoDelay(true);
  return socket;
}
