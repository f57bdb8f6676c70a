import { assertEquals } from "@std/assert";
import { createClientWatch } from "../../lib/gateway/client_watch.ts";
import type { Address } from "../../lib/http/exchange.ts";
import { until } from "../support/until.ts";

const CLIENT: Address = {
  transport: "tcp",
  hostname: "127.0.0.1",
  port: 40000,
};
const SERVER: Address = { transport: "tcp", hostname: "127.0.0.1", port: 8000 };

/** A row as Linux writes it: server and client, ports 8000 and 40000, in the given state. */
function row(state: string): string {
  return `  1: 0100007F:1F40 0100007F:9C40 ${state} 00000000:00000000 00:00000000 00000000\n`;
}

const OTHER =
  "  0: 0100007F:1F40 0100007F:9C41 01 00000000:00000000 00:00000000 00000000\n";

const rows: readonly {
  name: string;
  tables: (string | null)[];
  want: boolean;
}[] = [
  { name: "it closed its end", tables: [row("01"), row("08")], want: true },
  { name: "its row is gone", tables: [row("01"), OTHER], want: true },
  {
    name: "its row was missing once",
    tables: [row("01"), OTHER, row("01")],
    want: false,
  },
  { name: "it is there", tables: [OTHER + row("01")], want: false },
  { name: "it was never seen", tables: [OTHER], want: false },
  { name: "there is no table", tables: [null], want: false },
];

for (const { name, tables, want } of rows) {
  Deno.test(`a client has ${want ? "" : "not "}left where ${name}`, async () => {
    let reads = 0;
    let left = false;
    const watch = createClientWatch(() =>
      tables[Math.min(reads++, tables.length - 1)] ?? null
    );
    const unwatch = watch(CLIENT, SERVER, () => left = true);
    const enough = tables[0] === null || tables[0] === OTHER
      ? 1
      : tables.length + 2;
    await until(() => reads >= enough || left, "the table to be read");
    unwatch();
    assertEquals(left, want);
  });
}

Deno.test("a client of a Unix socket is not watched", () => {
  const watch = createClientWatch(() => {
    throw new Error("the table was read");
  });
  watch({ ...CLIENT, transport: "unix", port: 0 }, SERVER, () => {})();
});

Deno.test("a client that left before the first look is missed where others are found", async () => {
  const late: Address = { ...CLIENT, port: 50000 };
  const watch = createClientWatch(() => row("01"));
  const left: string[] = [];
  const ends = [
    watch(CLIENT, SERVER, () => left.push("seen")),
    watch(late, SERVER, () => left.push("never seen")),
  ];
  await until(() => left.length > 0, "somebody to be missed");
  for (const end of ends) end();
  assertEquals(left, ["never seen"]);
});
