import { assert, assertEquals, assertMatch } from "@std/assert";
import { acceptedHosts, hostRule } from "../../lib/access/mod.ts";
import { HttpError } from "../../lib/http/error.ts";
import type { Address, Exchange } from "../../lib/http/exchange.ts";
import { parseAuthority } from "../../lib/http/target.ts";
import { gatehouse } from "../../lib/mod.ts";
import { exchange } from "../support/exchange.ts";
import { sendRaw } from "../support/raw.ts";
import { runGatehouse, startServer } from "../support/server.ts";

const at = (hostname: string): Address => ({
  transport: "tcp",
  hostname,
  port: 8000,
});
const HERE = at("127.0.0.1");
const SOCKET: Address = {
  transport: "unix",
  hostname: "/run/g.sock",
  port: 0,
};

const ROWS: {
  name: string;
  names?: string[];
  address?: Address;
  host?: string;
  tls?: boolean;
  good?: string[];
  bad?: string[];
}[] = [
  {
    name: "the loopback answers to its names (6761 §6.3)",
    good: ["localhost", "app.localhost", "localhost."],
    bad: ["gatehouse.test", "localhost.evil.test", "evillocalhost"],
  },
  {
    name: "an address is no name that a page elsewhere could have",
    good: ["127.0.0.1", "127.9.9.9", "[::1]", "192.168.0.7", "[fe80::1]"],
    bad: ["127.0.0.1.evil.test", "127.1", "2130706433", "0x7f.0.0.1"],
  },
  {
    name: "an address of the loopback in IPv6",
    address: at("::1"),
    good: ["localhost"],
    bad: ["gatehouse.test"],
  },
  {
    name: "names that are given",
    names: ["a.test", "*.b.test"],
    good: ["a.test", "a.test.", "x.b.test", "x.y.b.test", "localhost"],
    bad: ["b.test", "x.a.test", "xb.test", "a.test.evil.test", "test"],
  },
  {
    name: "the name that it was told to listen at",
    host: "Dev.test",
    good: ["dev.test", "localhost"],
    bad: ["test"],
  },
  { name: "any name", names: ["a.test", "*"], good: ["evil.test"] },
  {
    name: "all addresses of the machine",
    address: at("0.0.0.0"),
    good: ["evil.test"],
  },
  {
    name: "all addresses of the machine, and names that are given",
    names: ["a.test"],
    address: at("0.0.0.0"),
    good: ["a.test", "192.0.2.1", "localhost"],
    bad: ["evil.test"],
  },
  { name: "HTTPS: the certificate has names", tls: true, good: ["evil.test"] },
  {
    name: "HTTPS, and names that are given",
    tls: true,
    names: ["a.test"],
    bad: ["evil.test"],
  },
  { name: "a Unix socket", address: SOCKET, good: ["evil.test"] },
  {
    name: "a Unix socket, and names that are given",
    names: ["a.test"],
    address: SOCKET,
    bad: ["evil.test"],
  },
];

Deno.test("by which hosts a server may be called", async (t) => {
  for (const { name, good = [], bad = [], ...row } of ROWS) {
    await t.step(name, () => {
      const options = { names: [], address: HERE, ...row };
      const accepts = acceptedHosts(options) ?? (() => true);
      assertEquals(good.filter((one) => !accepts(one)), []);
      assertEquals(bad.filter(accepts), []);
    });
  }
});

function status(
  rule: ReturnType<typeof hostRule>,
  given: Partial<Exchange>,
): number {
  try {
    rule?.(exchange("/", { authority: parseAuthority("a.test"), ...given }));
    return 200;
  } catch (error) {
    if (error instanceof HttpError) return error.status;
    throw error;
  }
}

Deno.test("what asks for another host is misdirected (9110 §15.5.20)", () => {
  const rule = hostRule({ names: [], address: HERE });
  const proxy = { address: HERE, scheme: "http" } as const;
  assertEquals(status(rule, {}), 421);
  assertEquals(status(rule, { authority: parseAuthority("localhost:1") }), 200);
  assertEquals(status(rule, {}), 421);
  assertEquals(status(rule, { authority: null }), 200);
  assertEquals(status(rule, { proxy }), 200, "what a trusted proxy brings");
  const named = hostRule({ names: ["b.test"], address: HERE });
  assertEquals(status(named, { proxy }), 421, "the names are for all");
});

const ask = (port: number, host: string, more = "", target = "/") =>
  sendRaw(
    port,
    `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`,
  );

Deno.test("a page elsewhere whose name leads here reads nothing (DNS rebinding)", async (t) => {
  const root = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.writeTextFile(`${root}/index.html`, "secret");
  const admin = ["--admin", "127.0.0.1:0"];
  await using server = await startServer([root, "--dev", "--status", ...admin]);
  for (const path of ["/", "/nothing", "/-/status", "/-/live"]) {
    await t.step(path, async () => {
      const { status, text } = await ask(server.port, "evil.test", "", path);
      assertEquals(status, 421);
      assertMatch(text, /--allow-host evil\.test/);
      assert(!text.includes("secret"));
    });
  }
  await t.step(
    "an absolute target counts as the Host field does (9112 §3.2.2)",
    async () => {
      const target = `http://evil.test:${server.port}/`;
      assertEquals(
        (await ask(server.port, "localhost", "", target)).status,
        421,
      );
    },
  );
  await t.step("by its own names it is there", async () => {
    for (const host of ["localhost", `127.0.0.1:${server.port}`, "[::1]"]) {
      assertEquals((await ask(server.port, host)).text, "secret");
    }
    const old = await sendRaw(server.port, "GET / HTTP/1.0\r\n\r\n");
    assertEquals(old.text, "secret");
  });
  await t.step("nor what is for the operator", async () => {
    const [, port] = /admin {4}http:\/\/127\.0\.0\.1:(\d+)\//.exec(
      server.stderr(),
    ) ?? [];
    const path = "/-/metrics";
    const there = await ask(Number(port), `evil.test:${port}`, "", path);
    assertEquals(there.status, 421);
    assert(!there.text.includes("gatehouse_threads"));
    const here = await ask(Number(port), `localhost:${port}`, "", path);
    assertEquals(here.status, 200);
  });
  await server.stop();
  await Deno.remove(root, { recursive: true });
});

Deno.test("behind a proxy on this machine", async (t) => {
  const root = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.writeTextFile(`${root}/index.html`, "page");
  const statuses = async (options: string[], ...hosts: string[]) => {
    await using server = await startServer([root, ...options]);
    const all = [];
    for (const host of hosts) all.push((await ask(server.port, host)).status);
    return all;
  };
  await t.step("one that is trusted brings what name it likes", async () => {
    const options = ["--trusted-proxy=127.0.0.1"];
    assertEquals(await statuses(options, "a.test", "b.test"), [200, 200]);
  });
  await t.step("one that is not needs the names to be given", async () => {
    const options = ["--allow-host=a.test", "--allow-host=*.b.test"];
    const hosts = ["a.test", "x.b.test", "c.test"];
    assertEquals(await statuses(options, ...hosts), [200, 200, 421]);
  });
  await t.step("the configuration file can say them", async () => {
    const options = { "allow-host": ["a.test", "*.B.test"] };
    const file = `${root}/gatehouse.json`;
    await Deno.writeTextFile(file, JSON.stringify(options));
    assertEquals(await statuses([], "x.b.test", "c.test"), [200, 421]);
    await Deno.remove(file);
  });
  await t.step("what cannot be a name is refused at the start", async () => {
    for (const word of ["a.test:80", "http://a.test", "a b", "", "a/b"]) {
      const { code, stderr } = await runGatehouse([root, "--allow-host", word]);
      assertEquals(code, 2, word);
      assertMatch(stderr, /--allow-host/);
    }
  });
  await t.step(
    "a name in another script is taken as browsers send it",
    async () => {
      const options = ["--allow-host=Bücher.example"];
      assertEquals(await statuses(options, "xn--bcher-kva.example"), [200]);
    },
  );
  await Deno.remove(root, { recursive: true });
});

Deno.test("the handler for other programs compares names only where it is asked to", async () => {
  const root = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.writeTextFile(`${root}/index.html`, "page");
  const statusOf = async (hosts?: string[]) => {
    const { handler } = gatehouse({ root, ...(hosts ? { hosts } : {}) });
    const server = Deno.serve({ port: 0, onListen() {} }, handler);
    const { status } = await ask(server.addr.port, "b.test");
    await server.shutdown();
    return status;
  };
  assertEquals(await statusOf(), 200);
  assertEquals(await statusOf(["a.test"]), 421);
  assertEquals(await statusOf(["B.test"]), 200);
  await Deno.remove(root, { recursive: true });
});
