/**
 * Clients that hold connections and do as little as they can, each in its way. As a program of its own, one crowd: it
 * says how many connections it made, and then how many are open as often as that changes, until its stdin ends.
 *
 *   deno run -A tests/supervision/crowd.ts PORT MANNER COUNT PATH
 */
import { toBytes } from "../support/raw.ts";

/** The ways in which clients do little. */
export const MANNERS = [
  "says nothing",
  "stops in the fields",
  "drips fields",
  "stops in the content",
  "drips content",
  "takes nothing",
] as const;

/** One of the ways. */
export type Manner = (typeof MANNERS)[number];

/** Connections of one manner. */
export interface Crowd extends Disposable {
  /** How many were made. */
  readonly made: number;
  /** How many the server has not closed yet. */
  open(): number;
}

/** How many connections are made at a time. */
const AT_A_TIME = 100;
/** Between the bytes of those that drip, in milliseconds. */
const DRIP = 900;

function request(manner: Manner, path: string): string {
  const sends = manner.endsWith("content");
  const line = `${sends ? "POST" : "GET"} ${path}`;
  const head = `${line} HTTP/1.1\r\nHost: localhost\r\n`;
  if (manner === "says nothing") return "";
  if (manner.endsWith("fields")) return `${head}X-Long: `;
  if (manner === "takes nothing") return `${head}\r\n`;
  return `${head}Content-Length: 100000\r\n\r\nonly so much`;
}

/** Opens `count` connections that send what their manner is, and then nothing more, or a byte now and then. */
export async function gather(
  port: number,
  manner: Manner,
  count: number,
  path = "/",
): Promise<Crowd> {
  const bytes = toBytes(request(manner, path));
  const connections = new Set<Deno.TcpConn>();
  const all: Deno.TcpConn[] = [];

  async function one(): Promise<void> {
    const connection = await connect(port);
    if (connection === null) return;
    connections.add(connection);
    all.push(connection);
    const over = () => void connections.delete(connection);
    if (bytes.length > 0) connection.write(bytes).catch(over);
    // One that takes nothing would not notice its end; a write does.
    if (manner !== "takes nothing") drain(connection).then(over);
  }

  const timer = setInterval(() => {
    if (manner !== "takes nothing" && !manner.startsWith("drips")) return;
    for (const connection of connections) {
      connection.write(toBytes("x")).catch(() =>
        connections.delete(connection)
      );
    }
  }, DRIP);
  for (let done = 0; done < count; done += AT_A_TIME) {
    const some = Math.min(AT_A_TIME, count - done);
    await Promise.all(Array.from({ length: some }, one));
  }
  return {
    made: all.length,
    open: () => connections.size,
    [Symbol.dispose]() {
      clearInterval(timer);
      for (const connection of all) {
        try {
          connection.close();
        } catch {
          // The server was first.
        }
      }
    },
  };
}

/** A connection, or `null` where it is refused: a server in distress may. */
async function connect(port: number): Promise<Deno.TcpConn | null> {
  try {
    return await Deno.connect({ hostname: "127.0.0.1", port });
  } catch {
    return null;
  }
}

async function drain(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(1024);
  try {
    while (await connection.read(buffer) !== null);
  } catch {
    // Reset.
  }
}

if (import.meta.main) {
  const [port, manner, count, path] = Deno.args;
  using crowd = await gather(
    Number(port),
    manner as Manner,
    Number(count),
    path,
  );
  console.log(crowd.made);
  let over = false;
  const ended = (async () => {
    while (await Deno.stdin.read(new Uint8Array(64)) !== null);
    over = true;
  })();
  for (let last = -1; !over;) {
    const open = crowd.open();
    if (open !== last) console.log(open);
    last = open;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await ended;
}
