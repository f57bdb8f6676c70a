import { assertEquals } from "@std/assert";
import type { Exchange, Fields } from "../../lib/http/exchange.ts";
import { lengthened } from "../../lib/http/one_write.ts";
import { BEFORE_2_8 } from "../../lib/platform/version.ts";
import { exchange, type Given } from "../support/exchange.ts";

const FIELDS: Fields = [["content-type", "text/html"], ["etag", '"1"']];
const content = (length: number) => new Uint8Array(length);

let lastPort = 20_000;

/** A client that nobody has heard of. */
function client(given: Given = {}): Exchange {
  const port = ++lastPort;
  const address = { transport: "tcp", hostname: "192.0.2.1", port } as const;
  return exchange("/", { client: address, ...given });
}

/** Which of so many answers, counted from 1, had other fields. */
function changed(
  times: number,
  length: number,
  asker: Exchange,
  fields = FIELDS,
): number[] {
  return Array.from({ length: times }, (_, index) => index + 1)
    .filter(() => lengthened(fields, content(length), asker) !== null);
}

Deno.test({
  name: "a connection that asks for many small files gets one long head",
  ignore: BEFORE_2_8,
  fn() {
    assertEquals(changed(31, 1024, client()), []);
    assertEquals(changed(1200, 1024, client()), [32, 1056]);
    const proxied = client({
      proxy: {
        scheme: "http",
        address: { transport: "tcp", hostname: "192.0.2.2", port: ++lastPort },
      },
    });
    assertEquals(changed(40, 1024, proxied), [32]);
    const other = exchange("/", { ...proxied, fields: {}, content: null });
    assertEquals(changed(40, 1024, other), []);
  },
});

Deno.test({
  name: "none is sent where it is no use",
  ignore: BEFORE_2_8,
  fn() {
    assertEquals(changed(40, 191, client()), []);
    assertEquals(changed(40, 3585, client()), []);
    assertEquals(changed(40, 1024, client({ protocol: "HTTP/1.0" })), []);
    assertEquals(changed(40, 1024, client({ protocol: "HTTP/2.0" })), []);
    const long: Fields = [...FIELDS, [
      "content-security-policy",
      "x".repeat(2000),
    ]];
    assertEquals(changed(40, 1024, client(), long), []);
    const asker = client();
    for (let time = 0; time < 40; time++) {
      assertEquals(lengthened(FIELDS, null, asker), null);
    }
  },
});

Deno.test({
  name:
    "the long head has the fields as they are, and belongs to the connection",
  ignore: BEFORE_2_8,
  fn() {
    const asker = client();
    changed(31, 1024, asker);
    const fields = lengthened(FIELDS, content(1024), asker) ?? [];
    assertEquals(fields.slice(0, 3), [...FIELDS, ["connection", "x-pad"]]);
    assertEquals(fields.slice(3).map(([name]) => name), ["x-pad"]);
    const head = "HTTP/1.1 200 OK\r\n" +
      fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    assertEquals(head.length, 2048 + "\r\n".length);
  },
});

Deno.test({
  name: "before 2.8 the platform sends all in one anyway",
  ignore: !BEFORE_2_8,
  fn() {
    assertEquals(changed(1200, 1024, client()), []);
  },
});
