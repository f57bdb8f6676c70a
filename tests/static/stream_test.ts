import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { composeHandler } from "../../lib/handler.ts";
import { staticFiles } from "../../lib/static/mod.ts";
import { until } from "../support/until.ts";
import { makeTree, type Tree, YESTERDAY } from "./tree.ts";

/** More than the system buffers between two ends of a connection, so that the sender must wait for the reader. */
const SIZE = 32 * 1024 * 1024;
const OLD = 0x61;
const NEW = 0x62;

/** Serves a tree from a real listener. */
function serve(tree: Tree): Deno.HttpServer<Deno.NetAddr> {
  const handler = composeHandler({
    "/": staticFiles({ root: tree.root, direct: true }),
  });
  const onListen = () => {};
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, handler);
}

/** What a client saw of one download. */
interface Download {
  /** What was announced, and what came. */
  readonly length: number;
  readonly received: number;
  /** Whether all of it was of the file's first state. */
  readonly old: boolean;
}

/** Downloads slowly: reads the head and a little, does something, then reads all the rest. */
async function download(
  port: number,
  path: string,
  meanwhile: () => void | Promise<void>,
): Promise<Download> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const request =
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(64 * 1024);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error("no head");
    head += Array.from(
      buffer.subarray(0, count),
      (byte) => String.fromCharCode(byte),
    ).join("");
  }
  await meanwhile();
  const [fields = "", ...rest] = head.split("\r\n\r\n");
  const length = Number(/content-length: (\d+)/i.exec(fields)?.[1]);
  const first = rest.join("\r\n\r\n");
  let received = first.length;
  let old = /^a*$/.test(first);
  while (received < length) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    old &&= !hasOther(buffer, count);
    received += count;
  }
  return { length, received, old };
}

const EXPECTED = new Uint8Array(64 * 1024).fill(OLD);

function hasOther(bytes: Uint8Array, count: number): boolean {
  return Buffer.compare(
    bytes.subarray(0, count),
    EXPECTED.subarray(0, count),
  ) !== 0;
}

const CHANGES: {
  name: string;
  change: (path: string) => void;
  whole: boolean;
}[] = [
  { name: "stays as it is", change: () => {}, whole: true },
  {
    name: "shrinks",
    change: (path) => Deno.truncateSync(path, 1000),
    whole: false,
  },
  {
    name: "grows at its end",
    change: (path) => Deno.writeTextFileSync(path, "more", { append: true }),
    whole: true,
  },
  {
    name: "is replaced by another",
    change(path) {
      Deno.writeFileSync(path + ".new", new Uint8Array(SIZE).fill(NEW));
      Deno.renameSync(path + ".new", path);
    },
    whole: true,
  },
  {
    name: "is removed",
    change: (path) => Deno.removeSync(path),
    whole: true,
  },
  {
    name: "is written over",
    change: (path) => Deno.writeFileSync(path, new Uint8Array(SIZE).fill(NEW)),
    whole: false,
  },
  {
    name: "is written over by something longer",
    change: (path) =>
      Deno.writeFileSync(path, new Uint8Array(SIZE + 9).fill(NEW)),
    whole: false,
  },
  {
    name: "is written over by something shorter",
    change: (path) =>
      Deno.writeFileSync(path, new Uint8Array(SIZE - 9).fill(NEW)),
    whole: false,
  },
];

for (const { name, change, whole } of CHANGES) {
  Deno.test(`a file that ${name} while it is sent`, async () => {
    using tree = makeTree({ "a.bin": new Uint8Array(SIZE).fill(OLD) });
    await using server = serve(tree);
    const path = tree.path("a.bin");
    const got = await download(server.addr.port, "/a.bin", () => change(path));
    assertEquals(got.length, SIZE);
    assertEquals(got.received === SIZE, whole);
    // What looks complete is of one state.
    if (whole) assert(got.old);
  });
}

Deno.test("many at once get all of it, also those that the platform reads for", async () => {
  using tree = makeTree();
  const bytes = new Uint8Array(SIZE / 4).map((_, at) => at ^ (at >> 8));
  tree.write("a.bin", bytes, YESTERDAY);
  await using server = serve(tree);
  const url = `http://127.0.0.1:${server.addr.port}/a.bin`;
  const ranges = ["", "bytes=5-", "bytes=1000-6000000", "bytes=-7000000"];
  const answers = await Promise.all(
    [...ranges, ...ranges, ...ranges].map(async (range) => {
      const response = await fetch(url, { headers: range ? { range } : {} });
      return { range, content: await response.bytes() };
    }),
  );
  for (const { range, content } of answers) {
    const want = range === ""
      ? bytes
      : range === "bytes=5-"
      ? bytes.subarray(5)
      : range === "bytes=-7000000"
      ? bytes.subarray(-7_000_000)
      : bytes.subarray(1000, 6_000_001);
    assertEquals(Buffer.compare(content, want), 0, range);
  }
});

Deno.test({
  name: "a client that leaves leaves no open file behind",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using tree = makeTree({ "a.bin": new Uint8Array(SIZE) });
    await using server = serve(tree);
    const open = () =>
      [...Deno.readDirSync("/proc/self/fd")].filter(({ name }) => {
        try {
          return Deno.readLinkSync(`/proc/self/fd/${name}`)
            .startsWith(tree.root);
        } catch {
          return false;
        }
      }).length;
    for (let round = 0; round < 12; round++) {
      const connection = await Deno.connect({
        hostname: "127.0.0.1",
        port: server.addr.port,
      });
      await connection.write(
        new TextEncoder().encode(
          "GET /a.bin HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ),
      );
      await connection.read(new Uint8Array(1000));
      connection.close();
    }
    await until(() => open() === 0, "the files to be closed");
  },
});

Deno.test("HEAD of a large file opens nothing and tells its length (9110 §9.3.2)", async () => {
  using tree = makeTree({ "a.bin": new Uint8Array(SIZE) });
  await using server = serve(tree);
  const response = await fetch(`http://127.0.0.1:${server.addr.port}/a.bin`, {
    method: "HEAD",
  });
  assertEquals(response.headers.get("content-length"), String(SIZE));
  assertEquals(await response.text(), "");
});
