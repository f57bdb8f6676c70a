import { assertEquals, assertThrows } from "@std/assert";
import { isWithin, parseNetwork } from "../../lib/http/network.ts";

const tcp = (hostname: string) =>
  ({ transport: "tcp", hostname, port: 1 }) as const;

const ROWS: [network: string, inside: string[], outside: string[]][] = [
  ["10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["11.0.0.0", "9.255.255.255"]],
  ["192.0.2.7", ["192.0.2.7", "::ffff:192.0.2.7"], ["192.0.2.6", "::1"]],
  ["192.0.2.128/25", ["192.0.2.128", "192.0.2.255"], ["192.0.2.127"]],
  ["192.0.2.0/31", ["192.0.2.1"], ["192.0.2.2"]],
  ["0.0.0.0/0", ["1.2.3.4"], ["::1"]],
  ["::/0", ["::1", "2001:db8::1"], ["1.2.3.4"]],
  ["::1", ["::1", "0:0:0:0:0:0:0:1"], ["::2", "127.0.0.1"]],
  ["2001:db8::/33", ["2001:db8:7fff::"], ["2001:db8:8000::"]],
  ["fe80::/10", ["fe80::1%eth0", "febf::"], ["fec0::"]],
  ["::ffff:10.0.0.0/104", [], ["10.0.0.1"]],
];

for (const [network, inside, outside] of ROWS) {
  const read = () => [parseNetwork(network)];
  if (network.startsWith("::ffff:")) {
    Deno.test(`a network is written in its own family: ${network}`, () => {
      assertThrows(read, RangeError);
    });
    continue;
  }
  Deno.test(`isWithin ${network}`, () => {
    for (const hostname of inside) {
      assertEquals(isWithin(tcp(hostname), read()), true, hostname);
    }
    for (const hostname of outside) {
      assertEquals(isWithin(tcp(hostname), read()), false, hostname);
    }
  });
}

Deno.test("a Unix socket has no address, only its own word", () => {
  const unix = { transport: "unix", hostname: "/run/x.sock", port: 0 } as const;
  const everything = [parseNetwork("0.0.0.0/0"), parseNetwork("::/0")];
  assertEquals(isWithin(unix, everything), false);
  assertEquals(isWithin(unix, [parseNetwork("unix")]), true);
  assertEquals(isWithin(tcp("127.0.0.1"), [parseNetwork("unix")]), false);
});

for (
  const text of [
    "",
    "10",
    "10.0.0.0/33",
    "10.0.0.256",
    "010.0.0.1",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "10.0.0.0/ 8",
    "::1::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "12345::",
    "::1/129",
    "localhost",
  ]
) {
  Deno.test(`parseNetwork: ${JSON.stringify(text)} is none`, () => {
    assertThrows(() => parseNetwork(text), RangeError);
  });
}
