import { startServer, type TestServer } from "../support/server.ts";
import { lines } from "../support/lines.ts";
import { until } from "../support/until.ts";

/** Three replicas of a small site, each at a port of its own that it keeps when it is started anew. */
export interface Fleet extends AsyncDisposable {
  readonly folder: string;
  readonly ports: readonly number[];
  /** Ends a replica as an operator does; its exit code. */
  stop(index: number): Promise<number>;
  /** Starts it again. */
  start(index: number): Promise<void>;
  /** All messages of the replicas. */
  said(): string;
}

const PAGE = "<!doctype html><title>fleet</title><p>fleet\n";

const SCRIPTS: Readonly<Record<string, string>> = {
  // What a proxy told about the client, and the content.
  "echo.cgi": `#!/bin/sh
printf 'Content-Type: text/plain\\n\\n'
echo "$HTTP_X_FORWARDED_FOR|$HTTP_X_FORWARDED_PROTO|$HTTP_FORWARDED|$HTTP_HOST|$SERVER_NAME"
cat
`,
  // It takes all before it answers: nginx stops passing content on as soon as an answer begins.
  "length.cgi": `#!/bin/sh
length=$(wc -c)
printf 'Content-Type: text/plain\\n\\n'
echo "$length"
`,
  // Writes a word, and goes on when a file tells it to.
  "waits.cgi": `#!/bin/sh
printf 'Content-Type: text/plain\\n\\nfirst\\n'
while [ ! -e "../go" ]; do sleep 0.05; done
echo second
`,
};

/** A port that nobody has. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

async function makeSite(): Promise<string> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  await Deno.mkdir(`${folder}/www`);
  await Deno.mkdir(`${folder}/cgi-bin`);
  await Deno.writeTextFile(`${folder}/www/index.html`, PAGE);
  for (const [name, text] of Object.entries(SCRIPTS)) {
    await Deno.writeTextFile(`${folder}/cgi-bin/${name}`, text);
    await Deno.chmod(`${folder}/cgi-bin/${name}`, 0o755);
  }
  return folder;
}

/** Starts the replicas. */
export async function startFleet(): Promise<Fleet> {
  const folder = await makeSite();
  const ports = [freePort(), freePort(), freePort()];
  const start = (port: number) =>
    startServer([
      ...["www", "--port", String(port), "--log-format", "none"],
      ...["--trusted-proxy", "127.0.0.1"],
    ], { cwd: folder });
  const replicas: TestServer[] = await Promise.all(ports.map(start));
  return {
    folder,
    ports,
    stop: async (index) => await replicas[index]?.stop() ?? -1,
    async start(index) {
      replicas[index] = await start(ports[index] ?? 0);
    },
    said: () => replicas.map((replica) => replica.stderr()).join(""),
    async [Symbol.asyncDispose]() {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A proxy in front of a fleet. */
export interface Front extends AsyncDisposable {
  readonly url: string;
  said(): string;
}

/** The packaged configuration of that name, with its addresses put at those of the test. */
export async function configure(
  name: string,
  { ports, folder }: Fleet,
  port: number,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const source = new URL(`../../.packaging/${name}`, import.meta.url);
  let text = await Deno.readTextFile(source);
  const places = {
    "127.0.0.1:8000": `127.0.0.1:${port}`,
    ...Object.fromEntries(
      ports.map((port, index) => [
        `127.0.0.1:800${index + 1}`,
        `127.0.0.1:${port}`,
      ]),
    ),
    ...more,
  };
  for (const [place, test] of Object.entries(places)) {
    if (!text.includes(place)) throw new Error(`${name} has no ${place}`);
    text = text.replaceAll(place, test);
  }
  const path = `${folder}/${name}`;
  await Deno.writeTextFile(path, text);
  return path;
}

/** Runs a proxy until it passes requests on. */
export async function startFront(
  command: readonly string[],
  port: number,
  cwd: string,
): Promise<Front> {
  const [program = "", ...args] = command;
  const child = new Deno.Command(program, {
    args,
    cwd,
    env: { HOME: cwd, XDG_DATA_HOME: cwd, XDG_CONFIG_HOME: cwd },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  const gathered = [lines(child.stdout), lines(child.stderr)];
  const said = () => gathered.map((stream) => stream.text()).join("");
  await until(() => answers(url), `${program} to answer: `, said);
  return {
    url,
    said,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await Promise.all(gathered.map(({ done }) => done));
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    return (await response.text()) === PAGE;
  } catch {
    return false;
  }
}

/** Requests that go on until they are told to stop, and those of them that failed. */
export interface Load {
  readonly done: number;
  stop(): Promise<string[]>;
}

/** Has some clients ask again and again, each with a connection that is kept; `methods` take turns. */
export function startLoad(url: string, methods: readonly string[]): Load {
  const failures: string[] = [];
  let stopping = false;
  let done = 0;

  async function one(method: string, count: number): Promise<string | null> {
    const path = count % 3 === 0 ? "/" : "/cgi-bin/echo.cgi";
    const content = method === "POST" ? `content ${count}` : undefined;
    const target = content === undefined ? path : "/cgi-bin/echo.cgi";
    const response = await fetch(url + target, { method, body: content });
    const text = await response.text();
    if (response.status !== 200) return `${method} ${response.status} ${text}`;
    const want = content ?? (path === "/" ? PAGE : "");
    return text.endsWith(want) ? null : `${method} ${JSON.stringify(text)}`;
  }

  async function client(first: number): Promise<void> {
    for (let count = first; !stopping; count++) {
      const method = methods[count % methods.length] ?? "GET";
      const failure = await one(method, count).catch(String);
      if (failure !== null) failures.push(failure);
      done++;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const clients = Array.from({ length: 6 }, (_, index) => client(index * 7));
  return {
    get done() {
      return done;
    },
    async stop() {
      stopping = true;
      await Promise.all(clients);
      return failures;
    },
  };
}

/** Waits until so many more requests were answered. */
export async function more(load: Load, count: number): Promise<void> {
  const goal = load.done + count;
  await until(() => load.done >= goal, `${count} more requests`);
}
