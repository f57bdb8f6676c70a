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

function through(
  proxy: Proxy,
  name: string,
  body: (front: Front, fleet: Fleet) => Promise<void>,
): void {
  const run = async () => {
    await using fleet = await startFleet();
    await using front = await proxy.start(fleet);
    await body(front, fleet);
  };
  if (proxy.program !== null) Deno.test(`${proxy.name}: ${name}`, run);
  else Deno.test.ignore(`${proxy.name}: ${name} [not run: not installed]`, run);
}

for (const proxy of [HAPROXY, NGINX, CADDY]) {
  through(
    proxy,
    "pages, scripts, uploads, streams, and whose request it is",
    async (front, fleet) => {
      await forwards(front);
      await uploads(front);
      await streams(front, fleet);
    },
  );

  through(
    proxy,
    "replicas that go and come back cost no GET",
    async (front, fleet) => {
      const load = startLoad(front.url, ["GET"]);
      await more(load, 50);
      for (const index of fleet.ports.keys()) {
        assertEquals(await fleet.stop(index), 0);
        await fleet.start(index);
        await more(load, 150);
      }
      assertEquals(await load.stop(), [], front.said());
    },
  );
}

async function forwards({ url }: Front): Promise<void> {
  const response = await fetch(`${url}/cgi-bin/echo.cgi`, {
    headers: { "x-forwarded-for": "192.0.2.66", "forwarded": "for=192.0.2.66" },
  });
  const { host } = new URL(url);
  assertEquals(await response.text(), `127.0.0.1|http||${host}\n`);
}

async function uploads({ url }: Front): Promise<void> {
  const response = await fetch(`${url}/cgi-bin/length.cgi`, {
    method: "POST",
    body: new Uint8Array(20 << 20),
  });
  assertEquals(Number(await response.text()), 20 << 20);
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

through(
  HAPROXY,
  "a rolling restart under load fails no request, whatever its method",
  async (front, fleet) => {
    const { folder } = fleet;
    const load = startLoad(front.url, ["GET", "POST", "GET", "POST"]);
    await more(load, 50);
    for (const [index, server] of ["one", "two", "three"].entries()) {
      await tell(folder, `set server gatehouse/${server} state drain`);
      await until(
        async () => (await state(folder, server))[SESSIONS] === "0",
        `the end of the sessions of ${server}`,
      );
      assertEquals(await fleet.stop(index), 0);
      await fleet.start(index);
      await tell(folder, `set server gatehouse/${server} state ready`);
      await until(
        async () => (await state(folder, server))[STATUS] === "UP",
        `${server} to be up`,
      );
      await more(load, 50);
    }
    assertEquals(await load.stop(), [], front.said());
  },
);

through(
  HAPROXY,
  "a replica that is gone is left out, and taken in again when it is back",
  async (_front, fleet) => {
    const becomes = (status: string) =>
      until(
        async () => (await state(fleet.folder, "two"))[STATUS] === status,
        `the second replica to be ${status}`,
      );
    await becomes("UP");
    await fleet.stop(1);
    await becomes("DOWN");
    await fleet.start(1);
    await becomes("UP");
  },
);
