import { assert, assertEquals } from "@std/assert";
import { ScriptFailure } from "../../lib/cgi/mod.ts";
import { until } from "../support/until.ts";
import { gone, isAlive, refusalOf, site, streamOf, textOf } from "./site.ts";

const MEBIBYTE = 1 << 20;
const HEADER = "printf 'Content-Type: text/plain\\n\\n'";
const COUNTS = `${HEADER}; printf '%s ' "$CONTENT_LENGTH"; cat | wc -c`;

/** Bytes in pieces, without end where `size` is infinite; says how much was asked for. */
function pieces(
  size: number,
  piece = 65_536,
): { stream: ReadableStream<Uint8Array<ArrayBuffer>>; taken: () => number } {
  let taken = 0;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const length = Math.min(piece, size - taken);
      if (length === 0) return controller.close();
      taken += length;
      controller.enqueue(new Uint8Array(length));
    },
  }, { highWaterMark: 0 });
  return { stream, taken: () => taken };
}

function post(
  size: number,
  content: BodyInit | ReadableStream<Uint8Array<ArrayBuffer>>,
): {
  method: string;
  fields: HeadersInit;
  content: ReadableStream<Uint8Array<ArrayBuffer>> | null;
} {
  return {
    method: "POST",
    fields: Number.isNaN(size) ? {} : { "content-length": String(size) },
    content: new Response(content as BodyInit).body,
  };
}

const counted: readonly {
  name: string;
  given: Parameters<typeof post>;
  want: string;
}[] = [
  {
    name: "content of known length is streamed (§4.2)",
    given: [3_000_000, pieces(3_000_000).stream],
    want: "3000000 3000000",
  },
  {
    name: "not a byte more than CONTENT_LENGTH (§4.2)",
    given: [10, "0123456789 and more"],
    want: "10 10",
  },
  {
    name: "content of unknown length is counted first (§4.1.2)",
    given: [NaN, "hello"],
    want: "5 5",
  },
  {
    name: "beyond a mebibyte too",
    given: [NaN, pieces(5 * MEBIBYTE).stream],
    want: `${5 * MEBIBYTE} ${5 * MEBIBYTE}`,
  },
  { name: "empty content has length 0", given: [0, ""], want: "0 0" },
];

for (const { name, given, want } of counted) {
  Deno.test(`content: ${name}`, async () => {
    await using scripts = site({ counts: COUNTS });
    const text = await textOf(await scripts.ask("counts", post(...given)));
    assertEquals(text.trim().replace(/ +/g, " "), want);
  });
}

Deno.test("content: octets arrive as they are, from memory and from disk", async () => {
  await using scripts = site({ sums: `${HEADER}; cksum` });
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const many = new Uint8Array(60_000 * 40);
  for (let n = 0; n < 40; n++) many.set(bytes, n * 60_000);
  const streamed = await scripts.ask("sums", post(many.length, many));
  const stored = await scripts.ask("sums", post(NaN, many));
  assertEquals(await textOf(stored), await textOf(streamed));
});

Deno.test("content: none at all is none on stdin (§4.2)", async () => {
  await using scripts = site({
    counts: `${HEADER}; echo "[\${CONTENT_LENGTH-unset}]"; cat`,
  });
  assertEquals(await textOf(await scripts.ask("counts")), "[unset]\n");
});

Deno.test("content: none announced and none sent leaves CONTENT_LENGTH unset (§4.1.2)", async () => {
  await using scripts = site({
    counts: `${HEADER}; echo "[\${CONTENT_LENGTH-unset}]"; cat`,
  });
  assertEquals(
    await textOf(await scripts.ask("counts", post(NaN, ""))),
    "[unset]\n",
  );
  assertEquals(
    await textOf(
      await scripts.ask("counts", {
        ...post(NaN, ""),
        fields: { "transfer-encoding": "chunked" },
      }),
    ),
    "[0]\n",
  );
});

for (
  const [name, given] of Object.entries({
    "of known length": post(11, pieces(11).stream),
    "of unknown length": post(NaN, pieces(11, 3).stream),
    "of unknown length, without end": post(NaN, pieces(Infinity).stream),
  })
) {
  Deno.test(`content: more than it may be is refused, ${name} (9110 §15.5.14)`, async () => {
    await using scripts = site({ counts: COUNTS }, { maxBody: 10 });
    const error = await refusalOf(scripts.ask("counts", given));
    assertEquals([error.status, scripts.runner.running], [413, 0]);
  });
}

Deno.test("content: as much as it may be is taken", async () => {
  await using scripts = site({ counts: COUNTS }, { maxBody: 10 });
  const text = await textOf(
    await scripts.ask("counts", post(NaN, "0123456789")),
  );
  assert(/^10 +10/.test(text), text);
});

/** Content that comes in pieces of so many bytes, with so many milliseconds between; `leave` breaks it off. */
function drip(size: number, pause: number, count = Infinity) {
  let left = count;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = () => {};
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      leave = () => {
        clearTimeout(timer);
        controller.error(new Error("the client left"));
      };
    },
    pull(controller) {
      if (left-- <= 0) return controller.close();
      const { promise, resolve } = Promise.withResolvers<void>();
      timer = setTimeout(() => {
        controller.enqueue(new Uint8Array(size));
        resolve();
      }, pause);
      return promise;
    },
  }, { highWaterMark: 0 });
  return { stream, leave: () => leave() };
}

/** Answers when it has all of its content. */
const READS = `size=$(cat | wc -c); ${HEADER}; echo $size`;

for (
  const { name, length, pause } of [
    { name: "stops", length: 1e6, pause: 60_000 },
    { name: "comes byte by byte", length: 1e6, pause: 20 },
    { name: "of unknown length stops", length: NaN, pause: 60_000 },
    { name: "of unknown length comes byte by byte", length: NaN, pause: 20 },
  ]
) {
  Deno.test(`content that ${name} is waited for no longer than a script may be silent (9110 §15.5.9)`, async () => {
    await using scripts = site({ reads: READS }, {
      silence: 300,
      grace: 100,
    });
    const { stream, leave } = drip(1, pause);
    const error = await refusalOf(
      scripts.ask("reads", { ...post(length, ""), content: stream }),
    );
    leave();
    assertEquals(error.status, 408);
    await until(() => scripts.runner.running === 0, "the script's end");
    const { cause } = error;
    if (cause instanceof ScriptFailure) {
      assertEquals(cause.run.limit, "content");
    } else assert(Number.isNaN(length), "the script was not started");
  });
}

Deno.test("content that comes by the kibibyte may take its time", async () => {
  await using scripts = site({ counts: COUNTS }, { silence: 300 });
  const { stream } = drip(1_024, 60, 10);
  const text = await textOf(
    await scripts.ask("counts", { ...post(10_240, ""), content: stream }),
  );
  assert(/^10240 +10240/.test(text), text);
});

Deno.test("content: a script that does not read holds the client back", async () => {
  await using scripts = site({
    reads_late:
      `${HEADER}; echo first; echo $$ > reads_late.pid; until [ -e go ]; do sleep 0.02; done; cat | wc -c`,
  });
  const size = 100 * MEBIBYTE;
  const { stream, taken } = pieces(size);
  const outcome = await scripts.ask("reads_late", post(size, stream));
  const reader = streamOf(outcome).getReader();
  const first = await reader.read();
  assertEquals(new TextDecoder().decode(first.value), "first\n");
  await until(() => taken() > 60 * MEBIBYTE, "as much as is read ahead");
  // So much is read ahead, on disk; the rest waits with the client.
  await stays(taken);
  assert(taken() < 70 * MEBIBYTE, `${taken()} bytes were taken`);
  Deno.writeTextFileSync(`${scripts.folder}/go`, "");
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  assertEquals(Number(text), size);
});

Deno.test("content: what a script leaves unread is not asked for any more", async () => {
  await using scripts = site({
    leaves: `${HEADER}; echo $$ > leaves.pid; head -c 10 | wc -c`,
  });
  const { stream, taken } = pieces(Infinity);
  const outcome = await scripts.ask("leaves", post(2 ** 40, stream));
  assertEquals((await textOf(outcome)).trim(), "10");
  await gone(await scripts.pid("leaves"));
  assert(!isAlive(await scripts.pid("leaves")));
  await stays(taken);
});

Deno.test("content: nothing is left in the folder for temporary files", async () => {
  const folder = Deno.makeTempDirSync();
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", folder);
  try {
    await using scripts = site({ counts: COUNTS });
    const outcome = await scripts.ask(
      "counts",
      post(NaN, pieces(3 * MEBIBYTE).stream),
    );
    assertEquals(
      Array.from(Deno.readDirSync(folder), ({ name }) => name)
        .filter((name) => !scripts.folder.endsWith(name)),
      [],
    );
    await textOf(outcome);
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    Deno.removeSync(folder, { recursive: true });
  }
});

/** Waits until a number has not changed for a while. */
async function stays(value: () => number): Promise<void> {
  let last = NaN;
  await until(async () => {
    const same = value() === last;
    last = value();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return same;
  }, "it to settle");
}
