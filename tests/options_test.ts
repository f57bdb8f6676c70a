import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { COMMANDS } from "../lib/options/commands.ts";
import {
  commonHelp,
  HELP_TOPICS,
  initialValues,
  type OptionName,
  parseCommandLine,
  readConfig,
  topicHelp,
} from "../lib/options/mod.ts";
import {
  parseDuration,
  parseInteger,
  parseSize,
} from "../lib/options/units.ts";

interface Case {
  readonly name: string;
  readonly given: string[];
  readonly want: Partial<Record<OptionName, unknown>>;
  readonly words?: string[];
}

const CASES: Case[] = [
  {
    name: "nothing at all",
    given: [],
    want: { port: 8000, host: "127.0.0.1", logFormat: "combined" },
  },
  { name: "ROOT", given: ["site"], want: {}, words: ["site"] },
  { name: "a value after a space", given: ["--port", "1"], want: { port: 1 } },
  { name: "a value after =", given: ["--port=1"], want: { port: 1 } },
  { name: "a letter", given: ["-p", "1"], want: { port: 1 } },
  { name: "a letter, glued", given: ["-p1"], want: { port: 1 } },
  {
    name: "the last one counts",
    given: ["--port", "1", "--port", "2"],
    want: { port: 2 },
  },
  {
    name: "python: a bare number is the port",
    given: ["site", "9000"],
    want: { port: 9000 },
    words: ["site"],
  },
  { name: "python: --bind", given: ["--bind", "::1"], want: { host: "::1" } },
  { name: "python: -b", given: ["-b", "::1"], want: { host: "::1" } },
  {
    name: "python: --directory",
    given: ["--directory", "d"],
    want: {},
    words: ["d"],
  },
  { name: "python: -d", given: ["-d", "d"], want: {}, words: ["d"] },
  { name: "python: --cgi is a habit", given: ["--cgi"], want: {}, words: [] },
  {
    name: "lists",
    given: ["--index", "a.html, b.html"],
    want: { index: ["a.html", "b.html"] },
  },
  {
    name: "extensions with and without their dot, in any case",
    given: ["--cgi-ext", "cgi,.PY"],
    want: { cgiExt: [".cgi", ".py"] },
  },
  {
    name: "several mounts",
    given: ["--mount", "/git=/x", "--mount", "/a/=b"],
    want: {
      mount: [{ mount: "/git/", path: "/x" }, { mount: "/a/", path: "b" }],
    },
  },
  {
    name: "an interpreter with arguments",
    given: ["--interpreter", ".py=python3 -u"],
    want: { interpreter: [[".py", ["python3", "-u"]]] },
  },
  {
    name: "a value that holds =",
    given: ["--env", "A=b=c", "--env", "B="],
    want: { env: [["A", "b=c"], ["B", ""]] },
  },
  {
    name: "a field",
    given: ["--header", "X-A: b: c"],
    want: { header: [["X-A", "b: c"]] },
  },
  {
    name: "durations and sizes",
    given: ["--cache", "1h", "--cache-size", "1MiB", "--cgi-timeout", "0"],
    want: { cache: 3_600_000, cacheSize: 1_048_576, cgiTimeout: 0 },
  },
  {
    name: "after -- only words",
    given: ["--", "--port"],
    want: {},
    words: ["--port"],
  },
];

Deno.test("parseCommandLine", async (t) => {
  for (const { name, given, want, words } of CASES) {
    await t.step(name, () => {
      const line = parseCommandLine(given);
      assertEquals(line.faults, []);
      for (const [option, value] of Object.entries(want)) {
        assertEquals(line.values[option as OptionName], value);
      }
      if (words) assertEquals(line.words, words);
    });
  }
});

const FAULTS: {
  name: string;
  given: string[];
  want: RegExp[];
  words?: string[];
}[] = [
  {
    name: "an unknown option, and the one that was meant",
    given: ["--prot", "1"],
    want: [/--prot is not an option; did you mean --port\?/],
  },
  {
    name: "letters swapped, left out, doubled",
    given: ["--hots", "--indx", "--no-listting"],
    want: [/--host\?/, /--index\?/, /--no-listing\?/],
  },
  {
    name: "an option like no other",
    given: ["--frobnicate"],
    want: [/--frobnicate is not an option; see gatehouse --help/],
  },
  {
    name: "all faults at once",
    given: ["--prot=1", "--port=x", "--log-format", "xml", "--mount", "git"],
    want: [/--prot/, /--port: "x"/, /"xml"/, /"git"/],
  },
  {
    name: "a value is missing",
    given: ["--port"],
    want: [/--port needs a value: --port N/],
  },
  {
    name: "a value is missing, and another option follows",
    given: ["--host", "--port", "1", "-p", "--no-cgi"],
    want: [/--host needs a value: --host ADDRESS/, /--port needs a value/],
  },
  {
    name: "the value of an option that is none is no ROOT",
    given: ["--hots", "0.0.0.0", "--frobnicate", "site"],
    want: [/did you mean --host\?/, /--frobnicate is not an option/],
    words: ["site"],
  },
  { name: "an empty word", given: [""], want: [/ROOT is empty/] },
  {
    name: "capitals, and a letter that one option begins with",
    given: ["--PORT=1", "-v"],
    want: [/--PORT is not an option; did you mean --port\?/, /--version\?/],
  },
  {
    name: "a value too many",
    given: ["--no-cgi=yes"],
    want: [/--no-cgi: "yes" takes no value/],
  },
  { name: "a port out of range", given: ["65536"], want: [/0 to 65535/] },
  {
    name: "a field that would split the response",
    given: ["--header", "X: a\r\nY: b"],
    want: [/Name: value/],
  },
];

Deno.test("parseCommandLine: faults", async (t) => {
  for (const { name, given, want, words } of FAULTS) {
    await t.step(name, () => {
      const line = parseCommandLine(given);
      const { faults } = line;
      if (words) assertEquals(line.words, words);
      assertEquals(faults.length, want.length, faults.join("\n"));
      want.forEach((pattern, index) =>
        assertMatch(faults[index] ?? "", pattern)
      );
    });
  }
});

Deno.test("units", () => {
  const durations = {
    "90": 90_000,
    "250ms": 250,
    "1.5h": 5_400_000,
    "2d": 172_800_000,
  };
  for (const [text, want] of Object.entries(durations)) {
    assertEquals(parseDuration(text), want);
  }
  const sizes = {
    "4096": 4096,
    "1K": 1024,
    "64MiB": 67_108_864,
    "1.5gb": 1_610_612_736,
  };
  for (const [text, want] of Object.entries(sizes)) {
    assertEquals(parseSize(text), want);
  }
  const bad: (() => unknown)[] = [
    () => parseDuration("soon"),
    () => parseDuration("-1s"),
    () => parseSize("big"),
    () => parseInteger("1e3", 0, 9999),
    () => parseInteger("5", 6, 9),
  ];
  for (const read of bad) {
    let message = "";
    try {
      read();
    } catch (error) {
      message = error instanceof RangeError ? error.message : "";
    }
    assertMatch(message, /^is not a /);
  }
});

Deno.test("readConfig: options, but those of the command line go first", () => {
  const line = parseCommandLine(["--port", "1"]);
  const config = readConfig(
    JSON.stringify({
      "$schema": "x",
      port: 2,
      spa: true,
      index: ["a.html", "b.html"],
      env: { A: "b" },
      mount: ["/git=/x"],
      cache: "1h",
      redirects: [{ from: "/a", to: "/b", status: 301 }],
      rewrites: [{ from: "/c/*", to: "/d/*" }],
      fields: [{ path: "/*", fields: { "X-A": "b" } }],
    }),
    line.values,
    line.given,
  );
  assertEquals(config.faults, []);
  const { port, spa, index, env, mount, cache } = line.values;
  assertEquals({ port, spa, index, env, mount, cache }, {
    port: 1,
    spa: true,
    index: ["a.html", "b.html"],
    env: [["A", "b"]],
    mount: [{ mount: "/git/", path: "/x" }],
    cache: 3_600_000,
  });
  assertEquals(config.redirects, [{ from: "/a", to: "/b", status: 301 }]);
  assertEquals(config.rewrites, [{ from: "/c/*", to: "/d/*" }]);
  assertEquals(config.fields, [{ path: "/*", fields: { "X-A": "b" } }]);
});

Deno.test("readConfig: every fault, by its line and pointer", () => {
  const { faults } = readConfig(
    JSON.stringify(
      {
        prot: 1,
        port: "x",
        env: [null, "A=b"],
        help: true,
        redirects: [{ to: "/b" }, { from: "/a", to: "/b", status: 200 }],
        fields: [{ path: "/", fields: { "X": "a\nb" } }],
        rewrites: {},
        "no-cgi": "yes",
      },
      null,
      1,
    ),
    initialValues(),
    new Set(),
  );
  const told = faults.map(({ line, pointer, reason }) =>
    `${line} ${pointer} ${reason}`
  );
  const wanted = [
    /^2 \/prot is not an option; did you mean port\?$/,
    /^3 \/port "x" is not a whole number/,
    /^5 \/env\/0 null is not a text/,
    /^8 \/help belongs on the command line$/,
    /^10 \/redirects\/0 has no `from`/,
    /^16 \/redirects\/1\/status is a status other than/,
    /^22 \/fields\/0\/fields .*"X"/,
    /^27 \/rewrites is not a list/,
    /^28 \/no-cgi "yes" is not true or false/,
  ];
  assertEquals(faults.length, wanted.length, told.join("\n"));
  wanted.forEach((pattern, index) => assertMatch(told[index] ?? "", pattern));
  for (const text of ["[]", "{", ""]) {
    assertEquals(readConfig(text, initialValues(), new Set()).faults.length, 1);
  }
});

Deno.test("readConfig: paths are relative to the file", () => {
  const { values, given } = parseCommandLine([]);
  const { root } = readConfig(
    JSON.stringify({
      root: "site",
      "cgi-dir": "scripts",
      mount: { "/git": "bin/git", "/abs": "/usr/bin/true" },
      sendfile: ["store"],
      env: { A: "b" },
      interpreter: { ".py": "python3 -u" },
    }),
    values,
    given,
    "/srv",
  );
  const { cgiDir, mount, sendfile, env, interpreter } = values;
  assertEquals({ root, cgiDir, mount, sendfile, env, interpreter }, {
    root: "/srv/site",
    cgiDir: "/srv/scripts",
    mount: [
      { mount: "/git/", path: "/srv/bin/git" },
      { mount: "/abs/", path: "/usr/bin/true" },
    ],
    sendfile: ["/srv/store"],
    env: [["A", "b"]],
    interpreter: [[".py", ["python3", "-u"]]],
  });
});

Deno.test("help tells of the options of every day, and by topic of all", () => {
  const help = commonHelp();
  for (const option of ["--port", "--host", "--cgi-dir", "--no-cgi"]) {
    assertStringIncludes(help, option);
  }
  for (const topic of ["serving", "scripts", "files", "operation"]) {
    assertMatch(topicHelp(topic) ?? "", /--[a-z]/);
  }
  for (const { name, details } of COMMANDS) {
    const text = topicHelp(name)?.replace(/\s+/g, " ") ?? "";
    assertStringIncludes(text, details);
  }
  assertEquals(topicHelp("constructor"), undefined);
});

Deno.test("help fits a terminal of 80 columns, and the common one a screen", () => {
  const topics = [...HELP_TOPICS].filter((topic) => topic !== "man");
  const texts = [
    commonHelp(),
    ...topics.map((topic) => topicHelp(topic) ?? ""),
  ];
  for (const text of texts) {
    const wide = text.split("\n").filter((line) => line.length > 79);
    assertEquals(wide, []);
    assert(text.length > 0);
  }
  const lines = commonHelp().trimEnd().split("\n").length;
  assert(lines <= 40, `${lines} lines`);
});
