import { assertEquals } from "@std/assert";
import { listenForNames } from "../../lib/supervision/http_listener.ts";
import { keyPairFor } from "../../lib/supervision/server_name.ts";
import { makeCertificate } from "../support/certificate.ts";
import { runs } from "../support/program.ts";
import { until } from "../support/until.ts";

const pair = (label: string, ...names: string[]) => ({
  cert: label,
  key: "",
  names,
});

const PAIRS = [
  pair("first", "one.test", "www.one.test"),
  pair("wild", "*.two.test"),
  pair("exact", "a.two.test", "*.three.test"),
  pair("late", "*.three.test"),
] as const;

const NAMES: { name: string; given: string; want: string }[] = [
  { name: "the name itself", given: "www.one.test", want: "first" },
  { name: "case does not matter", given: "WWW.One.Test", want: "first" },
  { name: "a label for *", given: "b.two.test", want: "wild" },
  { name: "the name goes before *", given: "a.two.test", want: "exact" },
  { name: "* is one label", given: "x.b.two.test", want: "first" },
  { name: "* is no empty label", given: "two.test", want: "first" },
  { name: "of two, the first", given: "x.three.test", want: "exact" },
  { name: "an unknown name", given: "four.test", want: "first" },
  { name: "no name", given: "", want: "first" },
  { name: "* itself", given: "*", want: "first" },
];

Deno.test("the key pair for a name (RFC 6066 §3, RFC 9525 §6.3)", async (t) => {
  for (const { name, given, want } of NAMES) {
    await t.step(name, () => {
      assertEquals(keyPairFor(given, [...PAIRS]).cert, want);
    });
  }
});

function makePair(name: string) {
  const names = [name, `*.${name}`];
  const out = "/dev/stdout";
  const pem = makeCertificate(names, { cert: out, key: out });
  return { cert: pem, key: pem, names };
}

/** The one listening socket at a port, by its number in the system's table, or how many there are. */
function listeningSocket(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const table = Deno.readTextFileSync("/proc/net/tcp");
  const rows = table.split("\n").map((row) => row.trim().split(/\s+/))
    .filter(([, local, , state]) =>
      local?.endsWith(`:${hex}`) && state === "0A"
    );
  return rows.length === 1 ? rows[0]?.[9] ?? "" : `${rows.length} sockets`;
}

/** The status that a client gets which believes in one certificate only; 0 where it gets another. */
async function ask(port: number, name: string, ca: string): Promise<number> {
  const file = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(file, ca);
  const { stdout } = await new Deno.Command("curl", {
    args: [
      ...["-s", "-m", "10", "-w", "%{http_code}", "--cacert", file],
      ...["--resolve", `${name}:${port}:127.0.0.1`, `https://${name}:${port}/`],
    ],
    stdin: "null",
    stderr: "null",
  }).output();
  await Deno.remove(file);
  return Number(new TextDecoder().decode(stdout));
}

Deno.test({
  name:
    "names that clients think of do not pile up: after so many, another listener takes over",
  ignore: Deno.build.os !== "linux" || !runs("openssl", "version") ||
    !runs("curl", "--version"),
  async fn() {
    const pairs = [makePair("one.test"), makePair("two.test")] as const;
    const port = freePort();
    const address = { transport: "tcp", hostname: "127.0.0.1", port } as const;
    const listened = Promise.withResolvers<void>();
    const listener = listenForNames(
      [...pairs],
      address,
      () => new Response(null, { status: 204 }),
      listened.resolve,
      3,
    );
    await listened.promise;
    const seen = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const before = listeningSocket(port);
      seen.add(before);
      for (let count = 0; count < 3; count++) {
        const name = `n${round}${count}.one.test`;
        assertEquals(await ask(port, name, pairs[0].cert), 204, name);
      }
      await until(
        () => !["2 sockets", before].includes(listeningSocket(port)),
        "another listening socket",
      );
    }
    assertEquals(seen.size, 3);
    assertEquals(await ask(port, "one.test", pairs[1].cert), 0);
    await listener.shutdown();
    await listener.finished;
    assertEquals(listeningSocket(port), "0 sockets");
  },
});

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
