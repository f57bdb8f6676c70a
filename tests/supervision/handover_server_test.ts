import { assert, assertEquals } from "@std/assert";
import { makeCertificate } from "../support/certificate.ts";
import { runs } from "../support/program.ts";
import {
  gatehouseCommand,
  NARROW,
  startServer,
  type TestServer,
} from "../support/server.ts";
import { until } from "../support/until.ts";
import { makeGround } from "./ground.ts";

/** Only the system's library can be asked to give a thread no more connections. */
const EACH = Deno.build.target.endsWith("-linux-gnu");

const LINUX = Deno.build.os === "linux";

const CLIENTS = 8;
const RELOADS = 4;

type Connect = (port: number) => Promise<Deno.Conn>;

/** What clients saw. */
interface Seen {
  answered: number;
  readonly faults: string[];
}

/** Asks for `/`; whether the server keeps the connection. Throws where it does not answer. */
async function ask(connection: Deno.Conn, closes: boolean): Promise<boolean> {
  const more = closes ? "Connection: close\r\n" : "";
  const request = `GET / HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(4096);
  let text = "";
  while (!text.endsWith("\r\n\r\nhome")) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error(`it ends after ${text.length} bytes`);
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return !/^connection: close/im.test(text);
}

/** Asks all the time, with connections for one request each or for as many as the server lets them have. */
async function visit(
  connect: () => Promise<Deno.Conn>,
  once: boolean,
  seen: Seen,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    try {
      using connection = await connect();
      while (await ask(connection, once)) {
        seen.answered++;
        if (isOver()) return;
      }
      seen.answered++;
    } catch (error) {
      seen.faults.push(String(error));
    }
  }
}

/** Reloads a server under load. */
async function reloaded(
  server: TestServer,
  connect: Connect,
  once: boolean,
): Promise<Seen> {
  const seen: Seen = { answered: 0, faults: [] };
  let over = false;
  const visitors = Array.from(
    { length: CLIENTS },
    () => visit(() => connect(server.port), once, seen, () => over),
  );
  const lines = () => server.stderr().split("was read anew").length - 1;
  const done = lines();
  for (let count = done + 1; count <= done + RELOADS; count++) {
    const before = seen.answered;
    await until(
      () => seen.answered > before + 50,
      "answers",
      () => seen.faults.slice(0, 3).join("; "),
    );
    Deno.kill(server.pid, "SIGHUP");
    await until(() => lines() === count, `reload ${count}`);
  }
  over = true;
  await Promise.all(visitors);
  return seen;
}

const connect: Connect = (port) =>
  Deno.connect({ hostname: "127.0.0.1", port });

for (
  const { name, once, all } of [
    { name: "connections that are kept", once: false, all: true },
    { name: "connections of one request each", once: true, all: true },
    { name: "kept, with less than all permissions", once: false, all: false },
  ]
) {
  Deno.test({
    name: `reloads under load, ${name}: every request has its answer`,
    ignore: all ? !EACH : !LINUX,
    async fn() {
      await using ground = await makeGround();
      await using server = await startServer(
        [ground.root, "--workers=2", "--log-format=none"],
        all ? {} : { command: gatehouseCommand(...NARROW) },
      );
      const { answered, faults } = await reloaded(server, connect, once);
      assertEquals(faults, []);
      assert(answered > 0);
      assertEquals(await server.stop(), 0);
    },
  });
}

Deno.test({
  name: "reloads under load at a Unix socket: every request has its answer",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using ground = await makeGround();
    const path = `${ground.root}/../x.sock`;
    const connectUnix: Connect = () =>
      Deno.connect({ transport: "unix", path });
    await using server = await startServer([
      ...[ground.root, `--host=unix:${path}`, "--log-format=none"],
    ]);
    for (const once of [false, true]) {
      const { answered, faults } = await reloaded(server, connectUnix, once);
      assertEquals(faults, []);
      assert(answered > 0);
    }
    assertEquals(await server.stop(), 0);
  },
});

Deno.test({
  name: "reloads under load over TLS: hands are shaken to the end",
  ignore: !EACH || !runs("openssl", "version"),
  async fn() {
    await using ground = await makeGround();
    const [key, cert] = [
      `${ground.root}/../key.pem`,
      `${ground.root}/../cert.pem`,
    ];
    const own = ["-addext", "basicConstraints=critical,CA:FALSE"];
    makeCertificate(["localhost"], { key, cert }, own);
    const caCerts = [await Deno.readTextFile(cert)];
    const connectTls: Connect = (port) =>
      Deno.connectTls({ hostname: "localhost", port, caCerts });
    await using server = await startServer([
      ...[ground.root, "--workers=2", "--log-format=none"],
      ...["--tls-cert", cert, "--tls-key", key],
    ]);
    const { answered, faults } = await reloaded(server, connectTls, true);
    // Each thread has a socket of its own, and a client may come in the microseconds before that is closed.
    assert(faults.length <= 2, faults.join("\n"));
    assert(answered > 0);
    assertEquals(await server.stop(), 0);
  },
});
