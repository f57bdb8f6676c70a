import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { evaluate } from "../../lib/static/conditional.ts";
import { acceptable, CODINGS } from "../../lib/static/encoding.ts";
import { parseRanges, type Range } from "../../lib/static/range.ts";
import { pieces, RUNS } from "./pieces.ts";

/** Whether these are ranges that can be sent of so many bytes. */
function assertSendable(ranges: readonly Range[], length: number): void {
  assert(ranges.length > 0 && ranges.length <= 64);
  for (const { start, end } of ranges) {
    assert(Number.isSafeInteger(start) && Number.isSafeInteger(end));
    assert(0 <= start && start < end && end <= length, `${start}-${end}`);
  }
  const sent = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  assert(sent <= length, "more is sent than there is");
  const several = ranges.length > 1;
  assert(!several || sent + 128 * ranges.length < length, "parts are dearer");
  const sorted = ranges.toSorted((one, other) => one.start - other.start);
  for (const [index, { end }] of sorted.entries()) {
    const next = sorted[index + 1];
    assert(next === undefined || next.start > end, "two overlap");
  }
}

Deno.test("a Range field is passed over, or comes to ranges that can be sent (9110 §14.1.2)", () => {
  const text = pieces(
    "bytes=",
    "BYTES=",
    "0",
    "9",
    "499",
    "-",
    ",",
    " ",
    "\t",
    "99999999999999999999",
    "items=",
    "+",
    ".",
  );
  fc.assert(
    fc.property(text, fc.nat(2_000), (value, length) => {
      const ranges = parseRanges(value, length);
      if (typeof ranges !== "string") assertSendable(ranges, length);
      else if (ranges === "unsatisfiable") assert(/^\s*bytes=/i.test(value));
    }),
    RUNS,
  );
});

interface Spec {
  readonly first: number | null;
  readonly last: number | null;
}

/** A spec of numbers up to a bound. */
function specs(most: number): fc.Arbitrary<Spec> {
  const place = fc.nat(most);
  return fc.oneof(
    fc.tuple(place, place).map(([one, other]) => ({
      first: Math.min(one, other),
      last: Math.max(one, other),
    })),
    // Short ones, of which several are sent apart.
    fc.tuple(place, fc.nat(3)).map(([first, more]) => ({
      first,
      last: first + more,
    })),
    place.map((first) => ({ first, last: null })),
    fc.nat(9).map((last) => ({ first: null, last })),
  );
}

/** A length, and specs that are now and then beyond it. */
const ASKED = fc.constantFrom(3, 40, 1_000).chain((most) =>
  fc.record({
    length: fc.integer({ min: 1, max: most }),
    specs: fc.array(specs(most), { minLength: 1, maxLength: 7 }),
  })
);

/** Whether a byte is asked for (9110 §14.1.1). */
function isAsked({ first, last }: Spec, byte: number, length: number): boolean {
  if (first === null) return byte >= length - (last ?? 0);
  return byte >= first && byte <= (last ?? Infinity);
}

Deno.test("every byte that is asked for is sent, and others only between near ranges (9110 §14.2)", () => {
  fc.assert(
    fc.property(ASKED, ({ specs, length }) => {
      const value = "bytes=" +
        specs.map(({ first, last }) => `${first ?? ""}-${last ?? ""}`).join(
          ", ",
        );
      const ranges = parseRanges(value, length);
      const bytes = Array.from({ length }, (_, byte) => byte);
      const asked = new Set(
        bytes.filter((byte) =>
          specs.some((spec) => isAsked(spec, byte, length))
        ),
      );
      if (ranges === "whole") return assert(asked.size > 0);
      if (ranges === "unsatisfiable") return assertEquals(asked.size, 0);
      assertSendable(ranges, length);
      const sent = bytes.filter((byte) =>
        ranges.some(({ start, end }) => byte >= start && byte < end)
      );
      assert(asked.isSubsetOf(new Set(sent)), "something is not sent");
      if (specs.length === 1) assertEquals(sent, [...asked]);
      for (const { start, end } of ranges) {
        assert(asked.has(start) && asked.has(end - 1), "too much at an end");
      }
    }),
    RUNS,
  );
});

Deno.test("no coding is sent that a client refuses, whatever it writes (9110 §12.5.3)", () => {
  const text = pieces(
    "gzip",
    "br",
    "zstd",
    "identity",
    "*",
    "x-gzip",
    ";q=",
    ";",
    "0",
    "0.5",
    "1",
    "1.0",
    "0.000",
    ",",
    " ",
    "Q=0",
  );
  fc.assert(
    fc.property(text, (value) => {
      const { groups, plain, plainFirst } = acceptable(value);
      const all = groups.flat();
      assertEquals(new Set(all).size, all.length, "one is named twice");
      for (const coding of all) {
        assert(coding === null || CODINGS.includes(coding));
      }
      assertEquals(plain, all.includes(null));
      assert(!plainFirst || all[0] === null);
      const named = value.toLowerCase();
      for (const coding of CODINGS) {
        if (!named.includes(coding) && !named.includes("*")) {
          assert(!all.includes(coding), `${coding} was not named`);
        }
      }
    }),
    RUNS,
  );
});

Deno.test("codings are taken by their weights, and none of weight 0 (9110 §12.4.2)", () => {
  const weight = fc.integer({ min: 0, max: 1_000 });
  const weights = fc.record({
    br: weight,
    zstd: weight,
    gzip: weight,
    identity: weight,
  }, { requiredKeys: [] });
  fc.assert(
    fc.property(weights, (weights) => {
      const entries = Object.entries(weights);
      const value = entries.map(([name, weight]) =>
        `${name};q=${(weight / 1_000).toFixed(3)}`
      ).join(", ");
      const order = acceptable(value).groups.flat().map((coding) =>
        coding ?? "identity"
      );
      const taken = entries.filter(([, weight]) => weight > 0).map(([name]) =>
        name
      );
      // The content as it is needs no naming.
      if (weights.identity === undefined) taken.push("identity");
      assertEquals(order.toSorted(), taken.toSorted());
      const all: Record<string, number> = { identity: 0, ...weights };
      const given = order.map((name) => all[name] ?? 0);
      assertEquals(given, given.toSorted((one, other) => other - one));
    }),
    RUNS,
  );
});

Deno.test("preconditions come to one of three verdicts, and a tag's own decides alone (9110 §13.2.2)", () => {
  const validators = { tag: '"a"', modified: 784_111_777_000 };
  const text = pieces(
    '"a"',
    'W/"a"',
    '"b"',
    "*",
    ",",
    " ",
    '"',
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:36 GMT",
  );
  const names = [
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
  ];
  fc.assert(
    fc.property(fc.array(text, { minLength: 4, maxLength: 4 }), (values) => {
      const fields = new Headers();
      for (const [index, name] of names.entries()) {
        const value = values[index] ?? "";
        if (value !== "" && /^[\t\x20-\x7e]*$/.test(value)) {
          fields.set(name, value);
        }
      }
      const verdict = evaluate(fields, validators);
      assert(["proceed", "not modified", "failed"].includes(verdict));
      if (fields.get("if-match") === '"a"') assert(verdict !== "failed");
      if (verdict === "not modified") {
        assert(fields.has("if-none-match") || fields.has("if-modified-since"));
      }
      if (fields.get("if-none-match") === '"a"') assert(verdict !== "proceed");
    }),
    RUNS,
  );
});

Deno.test("tags match as they are compared: strongly, weakly (9110 §8.8.3.2)", () => {
  const tag = fc.constantFrom('"a"', 'W/"a"', '"b"', '"a,b"', 'W/"b"');
  const separator = fc.constantFrom(",", ", ", ",, ", " ,\t");
  const list = fc.tuple(
    fc.array(tag, { minLength: 1, maxLength: 4 }),
    separator,
  );
  const opaque = (tag: string) => tag.replace("W/", "");
  fc.assert(
    fc.property(tag, list, (own, [tags, separator]) => {
      const validators = { tag: own, modified: 0 };
      const verdict = (name: string) =>
        evaluate(new Headers({ [name]: tags.join(separator) }), validators);
      const strongly = own.startsWith('"') && tags.includes(own);
      assertEquals(verdict("if-match"), strongly ? "proceed" : "failed");
      const weakly = tags.map(opaque).includes(opaque(own));
      assertEquals(
        verdict("if-none-match"),
        weakly ? "not modified" : "proceed",
      );
    }),
    RUNS,
  );
});
