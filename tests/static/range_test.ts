import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseRanges, type Ranges } from "../../lib/static/range.ts";
import { toBytes } from "../support/raw.ts";
import { makeTree, noise } from "./tree.ts";

const CASES: { name: string; given: string; length?: number; want: string }[] =
  [
    { name: "first bytes", given: "bytes=0-9", want: "0-10" },
    { name: "one byte", given: "bytes=0-0", want: "0-1" },
    { name: "the last byte", given: "bytes=999-999", want: "999-1000" },
    { name: "open", given: "bytes=990-", want: "990-1000" },
    { name: "the whole as a range", given: "bytes=0-", want: "0-1000" },
    { name: "an end past the end", given: "bytes=5-9999", want: "5-1000" },
    { name: "a suffix", given: "bytes=-10", want: "990-1000" },
    { name: "a suffix longer than all", given: "bytes=-9999", want: "0-1000" },
    { name: "a suffix of nothing", given: "bytes=-0", want: "unsatisfiable" },
    { name: "past the end", given: "bytes=1000-", want: "unsatisfiable" },
    {
      name: "digits without end",
      given: `bytes=${"9".repeat(400)}-`,
      want: "unsatisfiable",
    },
    {
      name: "digits without end as the last byte",
      given: `bytes=1-${"9".repeat(400)}`,
      want: "1-1000",
    },
    { name: "last before first", given: "bytes=9-5", want: "whole" },
    { name: "another unit", given: "lines=0-9", want: "whole" },
    { name: "the unit in any case", given: "BYTES=0-9", want: "0-10" },
    { name: "no unit", given: "0-9", want: "whole" },
    { name: "nothing", given: "bytes=", want: "whole" },
    { name: "only a comma", given: "bytes=,", want: "whole" },
    { name: "no digits", given: "bytes=-", want: "whole" },
    { name: "letters", given: "bytes=a-b", want: "whole" },
    { name: "a sign", given: "bytes=+1-2", want: "whole" },
    { name: "a fraction", given: "bytes=1.5-2", want: "whole" },
    { name: "one broken spoils all", given: "bytes=0-1,x", want: "whole" },
    {
      name: "spaces and empty elements (§5.6.1)",
      given: "bytes= 0-9 , , 500-509",
      want: "0-10 500-510",
    },
    {
      name: "their order is kept (§15.3.7.2)",
      given: "bytes=500-509,0-9",
      want: "500-510 0-10",
    },
    {
      name: "what overlaps is joined (§15.3.7.2)",
      given: "bytes=0-9,5-19,500-509",
      want: "0-20 500-510",
    },
    {
      name: "what nearly touches is joined (§15.3.7.2)",
      given: "bytes=0-9,20-29",
      want: "0-30",
    },
    {
      name: "a later range joins two earlier ones",
      given: "bytes=0-9,400-409,5-405",
      want: "0-410",
    },
    {
      name: "what cannot be satisfied is left out (§14.1.2)",
      given: "bytes=0-9,2000-",
      want: "0-10",
    },
    {
      name: "none of several can be satisfied",
      given: "bytes=1000-,2000-",
      want: "unsatisfiable",
    },
    {
      name: "parts that weigh more than the whole",
      given: "bytes=0-499,700-999",
      want: "whole",
    },
    {
      name: "many small ones (§14.2)",
      given: `bytes=${
        Array.from({ length: 65 }, (_, at) => `${at}-${at}`).join()
      }`,
      want: "whole",
    },
    { name: "of nothing", given: "bytes=0-", length: 0, want: "whole" },
    {
      name: "a suffix of nothing there",
      given: "bytes=-5",
      length: 0,
      want: "whole",
    },
  ];

for (const { name, given, length = 1000, want } of CASES) {
  Deno.test(`Range: ${name} (9110 §14.1.2, §14.2)`, () => {
    assertEquals(describe(parseRanges(given, length)), want);
  });
}

function describe(ranges: Ranges): string {
  if (typeof ranges === "string") return ranges;
  return ranges.map(({ start, end }) => `${start}-${end}`).join(" ");
}

const spec = fc.oneof(
  fc.tuple(fc.nat(3000), fc.nat(3000)).map(([a, b]) => `${a}-${b}`),
  fc.nat(3000).map((a) => `${a}-`),
  fc.nat(3000).map((a) => `-${a}`),
  fc.constantFrom("", " ", "x", "-", "9".repeat(30) + "-"),
);

Deno.test("Range: whatever is asked, the parts lie inside, apart, and are no longer than the whole", () => {
  fc.assert(
    fc.property(fc.array(spec, { maxLength: 80 }), fc.nat(2000), (specs, n) => {
      const ranges = parseRanges(`bytes=${specs.join(",")}`, n);
      if (typeof ranges === "string") return;
      assert(ranges.length > 0);
      for (const { start, end } of ranges) {
        assert(0 <= start && start < end && end <= n);
      }
      const sorted = [...ranges].sort((a, b) => a.start - b.start);
      sorted.slice(1).forEach(({ start }, at) =>
        assert(start > (sorted[at]?.end ?? n))
      );
    }),
  );
});

Deno.test("Range: any text is understood or passed over, never a fault", () => {
  fc.assert(fc.property(fc.string(), fc.nat(), (text, length) => {
    parseRanges(text, length);
    parseRanges(`bytes=${text}`, length);
  }));
});

const SIZES = [{ kept: "in memory", size: 10_000 }, {
  kept: "on disk",
  size: 400_000,
}];

for (const { kept, size } of SIZES) {
  Deno.test(`Range: a part of a file ${kept} (9110 §14.4, §15.3.7.1)`, async () => {
    const bytes = noise(size);
    using tree = makeTree({ "a.bin": bytes });
    const answer = await tree.ask("/a.bin", {
      fields: { range: "bytes=100-299" },
    });
    assertEquals(answer.status, 206);
    assertEquals(answer.fields.get("content-range"), `bytes 100-299/${size}`);
    assertEquals(answer.content, bytes.slice(100, 300));
  });

  Deno.test(`Range: a long part of a file ${kept}`, async () => {
    const bytes = noise(size);
    using tree = makeTree({ "a.bin": bytes });
    const answer = await tree.ask("/a.bin", { fields: { range: "bytes=7-" } });
    assertEquals(answer.content, bytes.slice(7));
  });

  Deno.test(`Range: several parts of a file ${kept} (9110 §14.6)`, async () => {
    const bytes = noise(size);
    using tree = makeTree({ "a.bin": bytes });
    const answer = await tree.ask("/a.bin", {
      fields: { range: "bytes=0-99,5000-5009,-5" },
    });
    assertEquals(answer.status, 206);
    assertEquals(answer.fields.get("content-range"), null);
    assertEquals(parts(answer.fields, answer.content), [
      [`bytes 0-99/${size}`, bytes.slice(0, 100)],
      [`bytes 5000-5009/${size}`, bytes.slice(5000, 5010)],
      [`bytes ${size - 5}-${size - 1}/${size}`, bytes.slice(-5)],
    ]);
  });
}

Deno.test("Range: long parts of a large file are streamed (9110 §14.6)", async () => {
  const bytes = noise(2_000_000);
  using tree = makeTree({ "a.bin": bytes });
  const answer = await tree.ask("/a.bin", {
    fields: { range: "bytes=0-299999,500000-699999" },
  });
  assertEquals(
    answer.fields.get("content-length"),
    String(answer.content.length),
  );
  assertEquals(parts(answer.fields, answer.content), [
    ["bytes 0-299999/2000000", bytes.slice(0, 300_000)],
    ["bytes 500000-699999/2000000", bytes.slice(500_000, 700_000)],
  ]);
});

/** Takes `multipart/byteranges` apart: Content-Range and content of each part. */
function parts(
  fields: Headers,
  content: Uint8Array,
): [string, Uint8Array][] {
  const boundary = /^multipart\/byteranges; boundary=([\w-]+)$/
    .exec(fields.get("content-type") ?? "")?.[1];
  assert(boundary !== undefined);
  const text = Array.from(content, (byte) => String.fromCharCode(byte)).join(
    "",
  );
  const pieces = text.split(`--${boundary}`);
  assertEquals(pieces[0], "");
  assertEquals(pieces.at(-1), "--\r\n");
  return pieces.slice(1, -1).map((piece) => {
    const match =
      /^\r\nContent-Type: application\/octet-stream\r\nContent-Range: (.*)\r\n\r\n([^]*)\r\n$/
        .exec(piece);
    const [, range = "", bytes = ""] = match ?? [];
    return [range, toBytes(bytes)];
  });
}

Deno.test("Range: an unsatisfiable one says the length (9110 §14.4, §15.5.17)", async () => {
  using tree = makeTree({ "a.txt": "hello" });
  const answer = await tree.ask("/a.txt", { fields: { range: "bytes=5-" } });
  assertEquals(answer.status, 416);
  assertEquals(answer.fields.get("content-range"), "bytes */5");
});

Deno.test("Range: none on HEAD (9110 §14.2)", async () => {
  using tree = makeTree({ "a.txt": "hello" });
  const answer = await tree.ask("/a.txt", {
    method: "HEAD",
    fields: { range: "bytes=0-1" },
  });
  assertEquals(answer.status, 200);
  assertEquals(answer.fields.get("content-length"), "5");
});

Deno.test("Range: a part is never of a coded form", async () => {
  using tree = makeTree({ "a.txt": "hello ".repeat(1000) });
  const answer = await tree.ask("/a.txt", {
    fields: { range: "bytes=0-4", "accept-encoding": "gzip, br" },
  });
  assertEquals(answer.text, "hello");
  assertEquals(answer.fields.get("content-encoding"), null);
  assertEquals(answer.fields.get("vary"), "accept-encoding");
});
