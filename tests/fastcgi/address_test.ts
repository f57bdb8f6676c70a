import { assertEquals, assertThrows } from "@std/assert";
import { formatAddress, parseAddress } from "../../lib/fastcgi/address.ts";

const READ = [
  {
    name: "an IPv4 address and a port",
    given: "127.0.0.1:9000",
    want: { transport: "tcp", hostname: "127.0.0.1", port: 9000 },
  },
  {
    name: "an IPv6 address in brackets and a port",
    given: "[::1]:9000",
    want: { transport: "tcp", hostname: "::1", port: 9000 },
  },
  {
    name: "a name and a port",
    given: "php.internal:9000",
    want: { transport: "tcp", hostname: "php.internal", port: 9000 },
  },
  {
    name: "the path of a Unix socket",
    given: "unix:/run/php.sock",
    want: { transport: "unix", hostname: "/run/php.sock", port: 0 },
  },
] as const;

for (const { name, given, want } of READ) {
  Deno.test(`parseAddress: ${name}`, () => {
    assertEquals(parseAddress(given), want);
    assertEquals(formatAddress(want), given);
  });
}

Deno.test("parseAddress: a path alone is a Unix socket", () => {
  assertEquals(parseAddress("/run/php.sock").transport, "unix");
});

for (
  const given of [
    "",
    "9000",
    "localhost",
    "::1:9000",
    "host:0",
    "host:65536",
    "unix:run/php.sock",
    "http://host:80",
  ]
) {
  Deno.test(`parseAddress: ${JSON.stringify(given)} is none`, () => {
    assertThrows(() => parseAddress(given), RangeError);
  });
}
