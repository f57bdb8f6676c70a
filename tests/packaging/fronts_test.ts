import { assertEquals } from "@std/assert";
import { findProgram } from "../fastcgi/backend.ts";
import { until } from "../support/until.ts";
import {
  configure,
  type Fleet,
  freePort,
  type Front,
  more,
  startFleet,
  startFront,
  startLoad,
} from "./fleet.ts";

/** A proxy that Gatehouse comes with a configuration for. */
interface Proxy {
  readonly name: string;
  readonly program: string | null;
  start(fleet: Fleet): Promise<Front>;
}

const HAPROXY: Proxy = {
  name: "HAProxy",
  program: findProgram(/^haproxy$/),
  async start(fleet) {
    const port = freePort();
    const config = await configure("haproxy.cfg", fleet, port, {
      "socket /run/haproxy/admin.sock": `socket ${fleet.folder}/admin.sock`,
    });
    const command = [this.program ?? "", "-db", "-f", config];
    return await startFront(command, port, fleet.folder);
  },
};

const NGINX: Proxy = {
  name: "nginx",
  program: findProgram(/^nginx$/),
  async start(fleet) {
    const port = freePort();
    const config = await configure("nginx.conf", fleet, port, {
      "pid /run/nginx.pid": `pid ${fleet.folder}/nginx.pid`,
    });
    const flags = ["-e", "stderr", "-g", "daemon off;"];
    const command = [this.program ?? "", "-c", config, ...flags];
    return await startFront(command, port, fleet.folder);
  },
};

const CADDY: Proxy = {
  name: "Caddy",
  program: findProgram(/^caddy$/),
  async start(fleet) {
    const port = freePort();
    const config = await configure("Caddyfile", fleet, port);
    const flags = ["run", "--adapter", "caddyfile", "--config", config];
    return await startFront([this.program ?? "", ...flags], port, fleet.folder);
  },
};

type Step = (front: Front, fleet: Fleet) => Promise<void>;

/** What holds behind every proxy. */
const STEPS: Readonly<Record<string, Step>> = {
  "whose request it is": forwards,
  "uploads": uploads,
  "streams": streams,
  "replicas that go and come back cost no GET": survives,
};

const HAPROXY_STEPS: Readonly<Record<string, Step>> = {
  ...STEPS,
  "a rolling restart under load fails no request, whatever its method": rolls,
  "a replica that is gone is left out, and taken in again when it is back":
    notices,
};

for (
  const [proxy, steps] of [
    [HAPROXY, HAPROXY_STEPS],
    [NGINX, STEPS],
    [CADDY, STEPS],
  ] as const
) {
  const name = `three replicas behind ${proxy.name}`;
  if (proxy.program === null) {
    Deno.test.ignore(`${name} [not run: it is not installed]`, () => {});
    continue;
  }
  Deno.test(name, async (test) => {
    await using fleet = await startFleet();
    await using front = await proxy.start(fleet);
    for (const [name, step] of Object.entries(steps)) {
      await test.step(name, () => step(front, fleet));
    }
  });
}

async function survives(front: Front, fleet: Fleet): Promise<void> {
  const load = startLoad(front.url, ["GET"]);
  await more(load, 20);
  for (const index of fleet.ports.keys()) {
    assertEquals(await fleet.stop(index), 0);
    await more(load, 50);
    await fleet.start(index);
    await more(load, 50);
  }
  assertEquals(await load.stop(), [], front.said());
}

async function forwards({ url }: Front): Promise<void> {
  const response = await fetch(`${url}/cgi-bin/echo.cgi`, {
    headers: {
      "x-forwarded-for": "192.0.2.66",
      "x-forwarded-host": "evil.test",
      "forwarded": "for=192.0.2.66;host=evil.test",
    },
  });
  const { host, hostname } = new URL(url);
  const want = `127.0.0.1|http||${host}|${hostname}\n`;
  assertEquals(await response.text(), want);
}

async function uploads({ url, said }: Front, fleet: Fleet): Promise<void> {
  const response = await fetch(`${url}/cgi-bin/length.cgi`, {
    method: "POST",
    body: new Uint8Array(20 << 20),
  });
  const told = `${response.status}: ${said()}\n${fleet.said()}`;
  assertEquals(Number(await response.text()), 20 << 20, told);
}

/** The first line arrives before the script is let go on to write the second. */
async function streams({ url }: Front, { folder }: Fleet): Promise<void> {
  const response = await fetch(`${url}/cgi-bin/waits.cgi`);
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += new TextDecoder().decode(bytes);
    if (text === "first\n") await Deno.writeTextFile(`${folder}/go`, "");
  }
  assertEquals(text, "first\nsecond\n");
}

/** Says something to HAProxy, and what it answers. */
async function tell(folder: string, words: string): Promise<string> {
  const path = `${folder}/admin.sock`;
  using socket = await Deno.connect({ transport: "unix", path });
  await socket.write(new TextEncoder().encode(`${words}\n`));
  return await new Response(socket.readable).text();
}

/** A server's columns in HAProxy's statistics. */
async function state(folder: string, server: string): Promise<string[]> {
  const table = await tell(folder, "show stat");
  const line = table.split("\n").find((line) =>
    line.startsWith(`gatehouse,${server},`)
  );
  return line?.split(",") ?? [];
}

const SESSIONS = 4;
const STATUS = 17;

async function becomes(
  { folder }: Fleet,
  server: string,
  status: string,
): Promise<void> {
  await until(
    async () => (await state(folder, server))[STATUS] === status,
    `${server} to be ${status}`,
  );
}

async function rolls(front: Front, fleet: Fleet): Promise<void> {
  const { folder } = fleet;
  const load = startLoad(front.url, ["GET", "POST"]);
  await more(load, 20);
  for (const [index, server] of ["one", "two", "three"].entries()) {
    await tell(folder, `set server gatehouse/${server} state drain`);
    await until(
      async () => (await state(folder, server))[SESSIONS] === "0",
      `the end of the sessions of ${server}`,
    );
    assertEquals(await fleet.stop(index), 0);
    await fleet.start(index);
    await tell(folder, `set server gatehouse/${server} state ready`);
    await becomes(fleet, server, "UP");
    await more(load, 30);
  }
  assertEquals(await load.stop(), [], front.said());
}

async function notices(_front: Front, fleet: Fleet): Promise<void> {
  await becomes(fleet, "two", "UP");
  await fleet.stop(1);
  await becomes(fleet, "two", "DOWN");
  await fleet.start(1);
  await becomes(fleet, "two", "UP");
}
