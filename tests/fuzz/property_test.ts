import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  formatDate,
  isFieldValue,
  parseDate,
  parseList,
  withoutSpaces,
} from "../../lib/http/fields.ts";
import { readForwarded } from "../../lib/http/forwarded.ts";
import { parseIp, parseNetwork } from "../../lib/http/network.ts";
import {
  formatPath,
  parseAuthority,
  parseTarget,
  splitUrl,
} from "../../lib/http/target.ts";
import { orRefused, pieces, RUNS } from "./pieces.ts";

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

/** The segments of a path step by step, or `undefined` where it leads above the root or cannot be decoded. */
function walk(path: string): string[] | undefined {
  let place: string[] = [];
  for (const part of path.split("/")) {
    let name: string;
    try {
      name = decodeURIComponent(part);
    } catch {
      return undefined;
    }
    if (name.includes("\0") || (name === ".." && place.length === 0)) {
      return undefined;
    }
    if (name === "..") place = place.slice(0, -1);
    else if (name !== "" && name !== ".") place = [...place, name];
  }
  return place;
}

Deno.test("a target is refused, or leads where its steps do (3986 §5.2.4)", () => {
  fc.assert(
    fc.property(PATHS, (text) => {
      const target = orRefused(() => parseTarget("/" + text));
      const [path = ""] = text.split("?");
      const want = text.includes("#") ? undefined : walk(path);
      assertEquals(target?.segments, want);
      const query = text.slice(path.length);
      if (target) {
        assertEquals(target.query, query === "" ? null : query.slice(1));
      }
    }),
    RUNS,
  );
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
  fc.assert(
    fc.property(text, (value) => {
      const authority = orRefused(() => parseAuthority(value));
      if (authority === undefined) return;
      assert(/^[\w.~:[\]-]+$/.test(authority.host), authority.host);
      assert((authority.port ?? 0) <= 65535);
    }),
    RUNS,
  );
});

Deno.test("a URL is cut only after its authority", () => {
  const authority = fc.stringMatching(/^[a-z0-9.:-]{0,20}$/);
  fc.assert(
    fc.property(authority, PATHS, (host, path) => {
      const cut = orRefused(() => splitUrl(`http://${host}/${path}`));
      assertEquals(cut, { authority: host, target: `/${path}` });
    }),
    RUNS,
  );
});

Deno.test("a date that is written is read (9110 §5.6.7)", () => {
  const second = fc.integer({ min: 0, max: 253402300799 });
  fc.assert(
    fc.property(second, (seconds) => {
      assertEquals(parseDate(formatDate(seconds * 1000)), seconds * 1000);
    }),
    RUNS,
  );
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
  fc.assert(
    fc.property(text, (value) => {
      const date = parseDate(value);
      // What is read is a date that can be written, and is then read as the same.
      assert(
        date === undefined || parseDate(formatDate(date)) === Math.max(date, 0),
      );
    }),
    RUNS,
  );
});

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const WHOLE = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];
const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];

/** A number of two digits, mostly one of these. */
function among(...numbers: number[]): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...numbers) },
    { weight: 1, arbitrary: fc.nat(99) },
  );
}

Deno.test("a date is read if there is such a day and such a time, in all three forms (9110 §5.6.7)", () => {
  const written = fc.record({
    year: fc.integer({ min: 1970, max: 2019 }),
    month: fc.nat(11),
    day: fc.nat(32),
    hour: among(0, 22, 23, 24),
    minute: among(0, 58, 59, 60),
    second: among(0, 59, 60, 61),
    name: fc.nat(6),
  });
  fc.assert(
    fc.property(written, ({ year, month, day, hour, minute, second, name }) => {
      const two = (number: number) => String(number).padStart(2, "0");
      const time = [hour, minute, second].map(two).join(":");
      const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
      const real = day >= 1 && day <= last && hour <= 23 && minute <= 59 &&
        second <= 60;
      const want = real
        ? Date.UTC(year, month, day, hour, minute, second)
        : undefined;
      const [short, whole] = [DAYS[name], WHOLE[name]];
      const forms = [
        `${short}, ${two(day)} ${MONTHS[month]} ${year} ${time} GMT`,
        `${whole}, ${two(day)}-${MONTHS[month]}-${two(year % 100)} ${time} GMT`,
        `${short} ${MONTHS[month]} ${String(day).padStart(2)} ${time} ${year}`,
      ];
      const now = Date.UTC(2019, 0);
      assertEquals(forms.map((form) => parseDate(form, now)), [
        want,
        want,
        want,
      ]);
    }),
    RUNS,
  );
});

/** The elements of a list, character by character; a quote that is not closed goes to the end. */
function readList(value: string): string[] {
  const elements = [""];
  const add = (text = "") => elements.push((elements.pop() ?? "") + text);
  let quoted = false;
  for (let at = 0; at < value.length; at++) {
    const character = value[at];
    if (character === "," && !quoted) elements.push("");
    else add(character);
    if (character === '"') quoted = !quoted;
    if (character === "\\" && quoted) add(value[++at]);
  }
  return elements.map((one) => one.trim()).filter((one) => one !== "");
}

Deno.test("a list is parted at its commas but those in quotes (9110 §5.6.1)", () => {
  const text = pieces(",", '"', "\\", "a", " ", "\t", ";q=0", '\\"', '"a,b"');
  fc.assert(
    fc.property(
      text,
      (value) => assertEquals(parseList(value), readList(value)),
    ),
    RUNS,
  );
});

Deno.test("only spaces and tabs are around a value (9110 §5.6.3)", () => {
  const text = pieces(" ", "\t", "a", "\u00a0", "\v");
  fc.assert(
    fc.property(
      text,
      (value) =>
        assertEquals(
          withoutSpaces(value),
          value.replace(/^[ \t]+/, "").replace(/[ \t]+$/, ""),
        ),
    ),
    RUNS,
  );
});

const NODES = pieces(
  "for=",
  "host=",
  "proto=",
  "http",
  ";",
  ",",
  '"',
  "\\",
  "1.2.3.4",
  "[::1]",
  ":80",
  "_a",
  "=",
  " ",
);

Deno.test("whatever proxies say, a client is an address, and a host no more than was said (7239 §4)", () => {
  const peer = { transport: "tcp", hostname: "127.0.0.1", port: 1 } as const;
  const trusted = [parseNetwork("127.0.0.1"), parseNetwork("::1")];
  const name = fc.constantFrom(
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
  );
  fc.assert(
    fc.property(fc.dictionary(name, NODES), (given) => {
      const fields = new Headers();
      for (const [name, value] of Object.entries(given)) {
        if (isFieldValue(value)) fields.set(name, value);
      }
      const { client, host } = readForwarded(fields, peer, trusted) ?? {};
      assert(client && parseIp(client.hostname) !== null);
      const said = [...fields.values()].join().replaceAll("\\", "");
      assert(host === undefined || said.includes(host.replaceAll("\\", "")));
      assertEquals(
        readForwarded(fields, { ...peer, hostname: "192.0.2.1" }, trusted),
        null,
      );
    }),
    RUNS,
  );
});

Deno.test("what a client wrote before does not change what its proxy says of it (7239 §8.1)", () => {
  const peer = { transport: "tcp", hostname: "127.0.0.1", port: 1 } as const;
  const trusted = [parseNetwork("127.0.0.1")];
  const own = fc.constantFrom<[name: string, added: string][]>(
    ["x-forwarded-for", "192.0.2.7"],
    ["forwarded", "for=192.0.2.7"],
    ["forwarded", 'for="192.0.2.7:80";host="a, b";proto=http'],
    ["forwarded", 'for=192.0.2.7, for=127.0.0.1;by="_a,b"'],
  );
  fc.assert(
    fc.property(NODES, own, (before, [name, added]) => {
      if (!isFieldValue(before)) return;
      const fields = new Headers({ [name]: `${before}, ${added}` });
      const { client } = readForwarded(fields, peer, trusted) ?? {};
      assertEquals(client?.hostname, "192.0.2.7");
    }),
    RUNS,
  );
});
