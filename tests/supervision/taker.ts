/** A thread that takes connections and keeps them, and says how many it has: 0 as soon as it waits for the first. */
const connections: Deno.Conn[] = [];

interface Place {
  readonly port: number;
  readonly shared: boolean;
}

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Place>) => void;
  postMessage(count: number): void;
};

scope.onmessage = async ({ data }) => {
  const { port, shared } = data;
  const options = {
    hostname: "127.0.0.1",
    port,
    ...(shared ? { loadBalanced: true } : { reusePort: true }),
  };
  const listener = Deno.listen(options);
  for (;;) {
    const next = listener.accept();
    scope.postMessage(connections.length);
    connections.push(await next);
  }
};
