/** Clients that hold connections and do as little as they can, each in its way. */
export type Manner =
  | "says nothing"
  | "stops in the fields"
  | "stops in the content"
  | "takes nothing";

/** Connections of one manner. */
export interface Crowd extends Disposable {
  /** How many the server has not closed yet. */
  open(): number;
}

function request(manner: Manner, path: string): string {
  const line = `${manner === "stops in the content" ? "POST" : "GET"} ${path}`;
  const head = `${line} HTTP/1.1\r\nHost: localhost\r\n`;
  if (manner === "says nothing") return "";
  if (manner === "stops in the fields") return head;
  if (manner === "takes nothing") return `${head}\r\n`;
  return `${head}Content-Length: 1000\r\n\r\nonly so much`;
}

/** Opens `count` connections that send what their manner is, and then nothing more. */
export async function gather(
  port: number,
  manner: Manner,
  count: number,
  path = "/",
): Promise<Crowd> {
  const bytes = new TextEncoder().encode(request(manner, path));
  const connections: Deno.TcpConn[] = [];
  let open = 0;
  for (let index = 0; index < count; index++) {
    const connection = await connect(port);
    if (connection === null) continue;
    connections.push(connection);
    open++;
    const over = () => void open--;
    if (bytes.length > 0) connection.write(bytes).catch(() => {});
    // One that takes nothing would not notice its end either; a write does.
    if (manner === "takes nothing") poke(connection).then(over);
    else drain(connection).then(over);
  }
  return {
    open: () => open,
    [Symbol.dispose]() {
      for (const connection of connections) {
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

async function poke(connection: Deno.Conn): Promise<void> {
  try {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await connection.write(new Uint8Array([13, 10]));
    }
  } catch {
    // Reset.
  }
}
