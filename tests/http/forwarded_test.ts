import { assertEquals } from "@std/assert";
import { readForwarded } from "../../lib/http/forwarded.ts";
import { parseNetwork } from "../../lib/http/network.ts";

const TRUSTED = ["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48", "unix"].map(
  parseNetwork,
);

interface Case {
  readonly name: string;
  readonly given: Record<string, string>;
  readonly peer?: string;
  /** Client, scheme and host with spaces between; `-` for what nobody said. */
  readonly want: string;
}

const CASES: Case[] = [
  {
    name: "nobody speaks",
    given: {},
    want: "127.0.0.1 - -",
  },
  {
    name: "who is not trusted says nothing",
    given: {
      "x-forwarded-for": "192.0.2.1",
      "x-forwarded-proto": "https",
      "forwarded": "for=192.0.2.1",
    },
    peer: "203.0.113.9",
    want: "null",
  },
  {
    name: "one proxy",
    given: {
      "x-forwarded-for": "192.0.2.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "example.org",
    },
    want: "192.0.2.1 https example.org",
  },
  {
    name: "two proxies: the last address that is not theirs",
    given: { "x-forwarded-for": "192.0.2.1, 10.1.2.3" },
    want: "192.0.2.1 - -",
  },
  {
    name: "what the client wrote itself stands before, and is not believed",
    given: {
      "x-forwarded-for": "10.0.0.1, 127.0.0.1, 198.51.100.7, 10.1.2.3",
    },
    want: "198.51.100.7 - -",
  },
  {
    name: "all are trusted: the first",
    given: { "x-forwarded-for": "10.0.0.1, 10.0.0.2" },
    want: "10.0.0.1 - -",
  },
  {
    name: "a proxy of IPv4 on a socket of IPv6",
    given: { "x-forwarded-for": "::ffff:192.0.2.1" },
    peer: "::ffff:10.0.0.1",
    want: "192.0.2.1 - -",
  },
  {
    name: "addresses of IPv6, with and without brackets and port",
    given: {
      "x-forwarded-for": "2001:db8:2::7, [2001:db8:1::1]:4711, 2001:db8:1::2",
    },
    want: "2001:db8:2::7 - -",
  },
  {
    name: "a port is no part of the address",
    given: { "x-forwarded-for": "192.0.2.1:51234" },
    want: "192.0.2.1:51234 - -",
  },
  {
    name: "what is no address ends the way",
    given: { "x-forwarded-for": "192.0.2.1, unknown, 10.0.0.3" },
    want: "10.0.0.3 - -",
  },
  {
    name: "nonsense is nobody",
    given: { "x-forwarded-for": "<script>, 999.1.1.1" },
    want: "127.0.0.1 - -",
  },
  {
    name: "lists of equal length go together",
    given: {
      "x-forwarded-for": "192.0.2.1, 10.0.0.1",
      "x-forwarded-proto": "https, http",
      "x-forwarded-host": "outer.test, inner.test",
    },
    want: "192.0.2.1 https outer.test",
  },
  {
    name: "scheme and host of entries that the client wrote are not believed",
    given: {
      "x-forwarded-for": "10.9.9.9, 192.0.2.1",
      "x-forwarded-proto": "https, http",
      "x-forwarded-host": "evil.test, good.test",
    },
    want: "192.0.2.1 http good.test",
  },
  {
    name: "of lists of other lengths, the last value counts",
    given: {
      "x-forwarded-for": "192.0.2.1",
      "x-forwarded-proto": "http, https",
    },
    want: "192.0.2.1 https -",
  },
  {
    name: "a scheme alone",
    given: { "x-forwarded-proto": "HTTPS" },
    want: "127.0.0.1 https -",
  },
  {
    name: "WebSocket schemes stand for those of HTTP",
    given: { "x-forwarded-proto": "wss" },
    want: "127.0.0.1 https -",
  },
  {
    name: "a scheme that is none",
    given: { "x-forwarded-proto": "javascript" },
    want: "127.0.0.1 - -",
  },
  {
    name: "a scheme that every object has",
    given: { "x-forwarded-proto": "constructor" },
    want: "127.0.0.1 - -",
  },
  {
    name: "a quote that the client left open takes in nothing",
    given: { "x-forwarded-for": '10.0.0.1, ", 192.0.2.1' },
    want: "192.0.2.1 - -",
  },
  {
    name: "nor in the host and the scheme",
    given: {
      "x-forwarded-for": '", 192.0.2.1',
      "x-forwarded-host": '"evil.test, good.test',
      "x-forwarded-proto": '", https',
    },
    want: "192.0.2.1 https good.test",
  },
  {
    name: "Forwarded: a quote that the client left open takes in nothing",
    given: { "forwarded": 'for="10.0.0.1, for=192.0.2.1' },
    want: "192.0.2.1 - -",
  },
  {
    name: "Forwarded: nor with quotes of the proxy's own",
    given: { "forwarded": 'for="x, for="[2001:db8:2::7]"' },
    want: "2001:db8:2::7 - -",
  },
  {
    name: "Forwarded: what is no element ends the way",
    given: { "forwarded": "for=192.0.2.1, what is this, for=10.0.0.7" },
    want: "10.0.0.7 - -",
  },
  {
    name: "Forwarded (7239 §4)",
    given: {
      "forwarded": 'For="[2001:db8:2::7]:47"; Proto=https; host="a.test:81"',
    },
    want: "2001:db8:2::7:47 https a.test:81",
  },
  {
    name: "Forwarded by two (7239 §4)",
    given: {
      "forwarded": "for=192.0.2.43;proto=https, for=10.0.0.7;proto=http",
    },
    want: "192.0.2.43 https -",
  },
  {
    name: "Forwarded: what the client wrote is not believed",
    given: {
      "forwarded": 'for=10.0.0.1;host=evil.test, for=198.51.100.17;by="_x,y"',
    },
    want: "198.51.100.17 - -",
  },
  {
    name: "a hidden name is nobody (7239 §6.3)",
    given: { "forwarded": "for=_hidden;proto=https" },
    want: "127.0.0.1 https -",
  },
  {
    name: "X-Forwarded-For goes before Forwarded, which a client may have sent",
    given: {
      "x-forwarded-for": "192.0.2.1",
      "forwarded": "for=10.0.0.1",
    },
    want: "192.0.2.1 - -",
  },
];

Deno.test("readForwarded", async (t) => {
  for (const { name, given, peer = "127.0.0.1", want } of CASES) {
    await t.step(name, () => {
      const address = { transport: "tcp", hostname: peer, port: 9 } as const;
      const found = readForwarded(new Headers(given), address, TRUSTED);
      const { client, scheme = "-", host = "-" } = found ?? {};
      const port = client && client.port !== 0 && client !== address
        ? `:${client.port}`
        : "";
      const told = found && `${client?.hostname}${port} ${scheme} ${host}`;
      assertEquals(String(told), want);
    });
  }
});

Deno.test("a proxy may come by a Unix socket", () => {
  const fields = new Headers({ "x-forwarded-for": "192.0.2.1" });
  const peer = { transport: "unix", hostname: "/run/x", port: 0 } as const;
  assertEquals(
    readForwarded(fields, peer, TRUSTED)?.client.hostname,
    "192.0.2.1",
  );
  assertEquals(readForwarded(fields, peer, TRUSTED.slice(0, 3)), null);
});
