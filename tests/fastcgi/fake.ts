import { joinBytes } from "../../lib/fastcgi/wire.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** An application under test that does what it is told with each connection. */
export interface Fake extends AsyncDisposable {
  readonly address: string;
  /** How many connections it has accepted. */
  readonly accepted: number;
  /** Types of the records that came, in order, over all connections. */
  readonly types: number[];
  /** Connections that the other side has closed. */
  readonly left: number;
}

/** One connection as the fake sees it. */
export interface FakeConnection {
  /** Waits for the end of a request's content, or for the end of the connection. */
  request(): Promise<boolean>;
  write(bytes: Bytes): Promise<void>;
  /** Waits until the other side is gone. */
  gone(): Promise<void>;
  close(): void;
}

const text = (words: string): Bytes => new TextEncoder().encode(words);

/** A record as an application sends it. */
export function record(type: number, content: Bytes): Bytes {
  const { length } = content;
  return joinBytes([
    Uint8Array.of(1, type, 0, 1, length >> 8, length & 255, 0, 0),
    content,
  ]);
}

/** A piece of the answer. */
export function stdout(words: string): Bytes {
  return record(6, text(words));
}

/** The end of an answer, with its protocol status. */
export function end(status = 0): Bytes {
  return record(3, Uint8Array.of(0, 0, 0, 0, status, 0, 0, 0));
}

/** Listens on a free port of the loopback and hands each connection to `serve`, with its number from 1. */
export function startFake(
  serve: (connection: FakeConnection, count: number) => Promise<void>,
): Fake {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const sockets = new Set<Deno.Conn>();
  const types: number[] = [];
  const served: Promise<void>[] = [];
  let accepted = 0;
  let left = 0;

  const accept = async () => {
    for await (const socket of listener) {
      sockets.add(socket);
      const connection = fakeConnection(socket, types, () => left++);
      served.push(
        serve(connection, ++accepted).catch(() => {}).finally(() => {
          connection.close();
          sockets.delete(socket);
        }),
      );
    }
  };
  const accepting = accept();
  return {
    address: `127.0.0.1:${listener.addr.port}`,
    get accepted() {
      return accepted;
    },
    types,
    get left() {
      return left;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const socket of sockets) close(socket);
      await accepting.catch(() => {});
      await Promise.all(served);
    },
  };
}

function close(socket: Deno.Conn): void {
  try {
    socket.close();
  } catch {
    // It is closed already.
  }
}

function fakeConnection(
  socket: Deno.Conn,
  types: number[],
  left: () => void,
): FakeConnection {
  let buffered: Bytes = new Uint8Array();

  async function take(size: number): Promise<Bytes | null> {
    while (buffered.length < size) {
      const more = new Uint8Array(65_536);
      const count = await socket.read(more).catch(() => null);
      if (count === null) return null;
      buffered = joinBytes([buffered, more.subarray(0, count)]);
    }
    const taken = buffered.slice(0, size);
    buffered = buffered.slice(size);
    return taken;
  }

  async function next(): Promise<{ type: number; length: number } | null> {
    const header = await take(8);
    if (header === null) return null;
    const [, type = 0, , , high = 0, low = 0, padding = 0] = header;
    const length = (high << 8) | low;
    if (await take(length + padding) === null) return null;
    types.push(type);
    return { type, length };
  }

  return {
    async request() {
      for (;;) {
        const got = await next();
        if (got === null) {
          left();
          return false;
        }
        if (got.type === 5 && got.length === 0) return true;
      }
    },
    async write(bytes) {
      for (let done = 0; done < bytes.length;) {
        done += await socket.write(bytes.subarray(done));
      }
    },
    async gone() {
      while (await next() !== null);
      left();
    },
    close: () => close(socket),
  };
}
