import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseHeader, UnreadableHeader } from "../../lib/gateway/response.ts";
import { HttpError } from "../../lib/http/error.ts";
import {
  formatDate,
  isFieldName,
  isFieldValue,
  parseDate,
  parseList,
} from "../../lib/http/fields.ts";
import {
  formatPath,
  parseAuthority,
  parseTarget,
  splitUrl,
} from "../../lib/http/target.ts";

/** Text of the pieces that a grammar is made of, in any order. */
function pieces(...words: string[]): fc.Arbitrary<string> {
  return fc.array(
    fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 3 })),
    { maxLength: 12 },
  ).map((parts) => parts.join(""));
}

/** The value, or `undefined` where it is refused as the client's fault; all else fails the test. */
function orRefused<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    assert(error instanceof HttpError && error.status === 400, String(error));
    return undefined;
  }
}

const PATHS = pieces(
  "/",
  "..",
  ".",
  "%2e",
  "%2F",
  "%00",
  "%",
  "%c3%a9",
  "?",
  "a",
  "\\",
  "#",
  "//",
);

Deno.test("a target is refused, or has no segment that leads anywhere else (3986 §5.2.4)", () => {
  fc.assert(fc.property(PATHS, (text) => {
    const target = orRefused(() => parseTarget("/" + text));
    if (target === undefined) return;
    for (const segment of target.segments) {
      assert(segment !== "" && segment !== "." && segment !== "..");
      assert(!segment.includes("\0"));
    }
  }));
});

Deno.test("what formatPath writes, parseTarget reads", () => {
  const segment = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) =>
    text !== "." && text !== ".." && !text.includes("\0") &&
    text.isWellFormed()
  );
  fc.assert(
    fc.property(fc.array(segment), fc.boolean(), (segments, folder) => {
      const target = parseTarget(formatPath(segments, folder));
      assertEquals(target.segments, segments);
      assertEquals(target.folder, folder || segments.length === 0);
    }),
  );
});

Deno.test("an authority is refused, or holds nothing that ends it (9110 §7.2)", () => {
  const text = pieces(
    "a",
    ".",
    ":",
    "80",
    "[",
    "]",
    "::1",
    "@",
    "/",
    "?",
    "#",
    "%",
    "\r\n",
    " ",
  );
  fc.assert(fc.property(text, (value) => {
    const authority = orRefused(() => parseAuthority(value));
    if (authority === undefined) return;
    assert(/^[\w.~:[\]-]+$/.test(authority.host), authority.host);
    assert((authority.port ?? 0) <= 65535);
  }));
});

Deno.test("a URL is cut only after its authority", () => {
  const authority = fc.stringMatching(/^[a-z0-9.:-]{0,20}$/);
  fc.assert(fc.property(authority, PATHS, (host, path) => {
    const cut = orRefused(() => splitUrl(`http://${host}/${path}`));
    assertEquals(cut, { authority: host, target: `/${path}` });
  }));
});

Deno.test("a date that is written is read (9110 §5.6.7)", () => {
  const second = fc.integer({ min: 0, max: 253402300799 });
  fc.assert(fc.property(second, (seconds) => {
    assertEquals(parseDate(formatDate(seconds * 1000)), seconds * 1000);
  }));
});

Deno.test("no text makes a date of what is none, or throws", () => {
  const text = pieces(
    "Sun",
    ", ",
    "06",
    " ",
    "Nov",
    "1994",
    "08:49:37",
    "GMT",
    "Sunday",
    "-",
    "94",
    "99",
    "24:60:61",
  );
  fc.assert(fc.property(text, (value) => {
    const date = parseDate(value);
    assert(date === undefined || Number.isSafeInteger(date));
  }));
});

Deno.test("a list's elements hold no comma but in quotes (9110 §5.6.1)", () => {
  const text = pieces(",", '"', "\\", "a", " ", "\t", ";q=0", '\\"');
  fc.assert(fc.property(text, (value) => {
    for (const element of parseList(value)) {
      assertEquals(element, element.trim());
      const bare = element.replace(/"(?:[^"\\]|\\.)*"/g, "");
      assert(!bare.includes(",") || bare.includes('"'), element);
    }
  }));
});

Deno.test("a script's header is refused, or only fields come of it that may leave (3875 §6.2)", () => {
  const bytes = fc.array(
    fc.oneof(
      fc.constantFrom(
        "Content-Type: text/plain",
        "Status: 200 OK",
        "Status: 99",
        "Location: /x",
        "Set-Cookie: a=b",
        ": empty",
        "No colon",
        "X\x01: y",
        "X: \x01\x7f",
        " folded",
        "\r",
        "\n",
        "\r\n",
        "\n\n",
        "\0",
      ),
      fc.string({ unit: "binary", maxLength: 8 }),
    ),
    { maxLength: 12 },
  ).map((parts) => new TextEncoder().encode(parts.join("\n")));
  fc.assert(fc.property(bytes, (header) => {
    try {
      const { fields } = parseHeader(header);
      for (const [name, value] of fields) {
        assert(isFieldName(name) && isFieldValue(value), `${name}: ${value}`);
      }
    } catch (error) {
      assert(error instanceof UnreadableHeader, String(error));
    }
  }));
});
