import { ask, askOverTls } from "./ask.ts";
import { type Group, openGroup } from "./group.ts";
import type { Command, Peer, Place } from "./peer.ts";
import type { Site } from "./site.ts";

/** A peer that answers. */
export interface Running {
  readonly peer: Peer;
  readonly site: Site;
  /** `http://127.0.0.1:PORT`, and `https://localhost:PORT` where it serves that too. */
  readonly url: string;
  readonly tlsUrl: string;
  readonly port: number;
  /** Its processes, and those that they start. */
  readonly group: Group;
  /** Milliseconds from its start to the last byte of its first answer. */
  readonly startUp: number;
  /** Ends it and waits for that. */
  stop(): Promise<void>;
}

/** How long a peer may take until it answers, in milliseconds. */
const PATIENCE = 15_000;

/** A port of the loopback address that is free now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/**
 * Starts a peer and waits until it answers `GET /1k.txt`, or a script where it has no files; over TLS where that is
 * a start of its own. Throws with what it said where it does not answer.
 */
export async function start(
  peer: Peer,
  site: Site,
  encrypted = false,
): Promise<Running> {
  const work = await Deno.makeTempDir({ dir: site.folder });
  await Deno.chmod(work, 0o755);
  const place: Place = { site, work, port: freePort(), tlsPort: freePort() };
  const own = encrypted ? peer.encrypted : undefined;
  const commands = (own ?? peer.commands)(place);
  const pids: number[] = [];
  const group = openGroup(pids);
  const began = performance.now();
  const children = commands.map((command) => spawn(command, work, group));
  pids.push(...children.map(({ pid }) => pid));
  const stop = async (): Promise<void> => {
    for (const child of children.toReversed()) await end(child);
    group.close();
    await Deno.remove(work, { recursive: true });
  };
  const startUp = await answers(
    own ? () => probeOverTls(place) : () => probe(peer, place),
    began,
    children,
  );
  if (startUp === undefined) {
    const said = Deno.readTextFileSync(`${work}/said`).slice(-2000);
    await stop();
    throw new Error(`${peer.name} does not answer: ${said.trim()}`);
  }
  return {
    peer,
    site,
    url: `http://127.0.0.1:${place.port}`,
    tlsUrl: `https://localhost:${place.tlsPort}`,
    port: place.port,
    group,
    startUp,
    stop,
  };
}

/** A shell joins the group and opens files for the output, then becomes the program: what is logged costs what it costs. */
function spawn(
  { line, env = {} }: Command,
  work: string,
  { door }: Group,
): Deno.ChildProcess {
  const join = door === null ? "" : 'echo $$ >"$0"; ';
  return new Deno.Command("/bin/sh", {
    args: ["-c", `${join}exec "$@" >out 2>said`, door ?? "sh", ...line],
    cwd: work,
    env: { ...env, NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

async function end(child: Deno.ChildProcess): Promise<void> {
  const hard = setTimeout(() => send(child, "SIGKILL"), 5000);
  send(child, "SIGTERM");
  await child.status;
  clearTimeout(hard);
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended already.
  }
}

type Probe = () => Promise<{ readonly status: number }>;

function probeOverTls({ site, tlsPort }: Place): ReturnType<Probe> {
  const url = `https://localhost:${tlsPort}`;
  return askOverTls(url, "/1k.txt", site.tls?.text ?? "");
}

function probe({ skills }: Peer, { port, site }: Place): ReturnType<Probe> {
  if (skills.includes("plain")) {
    return ask(port, { path: "/1k.txt" });
  }
  const script = site.missing.has("hello.cgi") ? "hello.sh" : "hello.cgi";
  return ask(port, { path: `/cgi-bin/${script}` });
}

async function answers(
  probe: Probe,
  began: number,
  children: readonly Deno.ChildProcess[],
): Promise<number | undefined> {
  let gone = false;
  for (const child of children) child.status.then(() => gone = true);
  while (!gone && performance.now() - began < PATIENCE) {
    try {
      const { status } = await probe();
      if (status === 200) return performance.now() - began;
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return undefined;
}
