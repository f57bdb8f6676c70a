import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parseCommandLine } from "../../lib/options/mod.ts";
import { findSite, type Site, SiteFault } from "../../lib/site/site.ts";

/** Makes folders and files (those that do not end in `/`), and goes there while `look` looks. */
function inFolder<T>(paths: readonly string[], look: (here: string) => T): T {
  const before = Deno.cwd();
  const here = Deno.realPathSync(Deno.makeTempDirSync());
  for (const path of paths) {
    const [file, text = ""] = path.split("=");
    const folder = `${here}/${file}`.replace(/[^/]*$/, "");
    Deno.mkdirSync(folder, { recursive: true });
    if (!file?.endsWith("/")) Deno.writeTextFileSync(`${here}/${file}`, text);
  }
  Deno.chdir(here);
  try {
    return look(here);
  } finally {
    Deno.chdir(before);
    Deno.removeSync(here, { recursive: true });
  }
}

interface Case {
  readonly name: string;
  readonly given: string[];
  readonly args?: string[];
  readonly want: {
    root: string;
    origin?: Site["origin"];
    scripts?: Record<string, string>;
  };
}

const CASES: Case[] = [
  {
    name: "www, if there is one, with cgi-bin beside it",
    given: ["www/", "cgi-bin/"],
    want: { root: "/www", scripts: { "/cgi-bin/": "/cgi-bin" } },
  },
  {
    name: "else this folder, with cgi-bin inside it",
    given: ["index.html", "cgi-bin/"],
    want: { root: "", scripts: { "/cgi-bin/": "/cgi-bin" } },
  },
  {
    name: "htbin and ht-bin too",
    given: ["www/", "htbin/", "www/ht-bin/"],
    want: {
      root: "/www",
      scripts: { "/htbin/": "/htbin", "/ht-bin/": "/www/ht-bin" },
    },
  },
  {
    name: "the folder inside ROOT goes before the one beside it",
    given: ["www/cgi-bin/", "cgi-bin/"],
    want: { root: "/www", scripts: { "/cgi-bin/": "/www/cgi-bin" } },
  },
  {
    name: "a given ROOT",
    given: ["site/", "www/"],
    args: ["site"],
    want: { root: "/site", scripts: {} },
  },
  {
    name: "--cgi-dir",
    given: ["www/", "cgi-bin/", "mine/"],
    args: ["--cgi-dir", "mine"],
    want: { root: "/www", scripts: { "/cgi-bin/": "/mine" } },
  },
  {
    name: "--no-cgi",
    given: ["www/", "cgi-bin/"],
    args: ["--no-cgi"],
    want: { root: "/www", scripts: {} },
  },
  {
    name: "--mount",
    given: ["www/", "tool"],
    args: ["--mount", "/t=tool"],
    want: { root: "/www", scripts: { "/t/": "/tool" } },
  },
  {
    name: "gatehouse.json beside ROOT",
    given: ["www/", "mine/", 'gatehouse.json={"cgi-dir": "mine"}'],
    want: { root: "/www", scripts: { "/cgi-bin/": "/mine" } },
  },
  {
    name: "ROOT from a file, relative to it",
    given: ["etc/site/", 'etc/g.json={"root": "site"}'],
    args: ["--config", "etc/g.json"],
    want: { root: "/etc/site" },
  },
  {
    name: "a given ROOT goes before that of the file",
    given: ["mine/", "site/", 'g.json={"root": "site"}'],
    args: ["mine", "--config", "g.json"],
    want: { root: "/mine" },
  },
];

Deno.test("findSite", async (t) => {
  for (const { name, given, args = [], want } of CASES) {
    await t.step(name, () =>
      inFolder(given, (here) => {
        const site = findSite(parseCommandLine(args));
        assertEquals(site.root, here + want.root);
        assertEquals(site.origin, want.origin ?? "given");
        const scripts = site.scripts.map(({ mount, path }) => [
          mount,
          path.slice(here.length),
        ]);
        assertEquals(Object.fromEntries(scripts), want.scripts ?? {});
      }));
  }
  await t.step(
    "an empty folder is the demo",
    () =>
      inFolder([".hidden"], (here) => {
        const site = findSite(parseCommandLine([]));
        assertEquals(site.origin, "demo");
        assertEquals(site.root.startsWith(here), false);
        assertEquals(site.scripts.length, 1);
      }),
  );
  await t.step(
    "script folders inside ROOT and the configuration are never content",
    () =>
      inFolder(["www/cgi-bin/", "www/htbin/", "mine/"], (here) => {
        const line = parseCommandLine(["--cgi-dir", "mine"]);
        assertEquals(findSite(line).withheld, [
          `${here}/www/gatehouse.json`,
          `${here}/www/cgi-bin`,
          `${here}/www/htbin`,
          `${here}/mine`,
        ]);
      }),
  );
});

const FAULTS: {
  name: string;
  given: string[];
  args: string[];
  want: RegExp;
}[] = [
  {
    name: "ROOT is missing",
    given: [],
    args: ["nope"],
    want: /^ROOT: there is no .*\/nope$/,
  },
  {
    name: "ROOT is a file",
    given: ["file"],
    args: ["file"],
    want: /^ROOT is a file, not a folder: /,
  },
  {
    name: "two ROOTs",
    given: ["a/", "b/"],
    args: ["a", "b"],
    want: /^one ROOT is enough; what is "b"\?$/,
  },
  {
    name: "--cgi-dir is missing",
    given: ["www/"],
    args: ["--cgi-dir", "nope"],
    want: /^--cgi-dir: there is no .*\/nope$/,
  },
  {
    name: "--mount of what is not there",
    given: ["www/"],
    args: ["--mount", "/git=nope"],
    want: /^--mount \/git\/: there is no .*\/nope$/,
  },
  {
    name: "a fault in the configuration",
    given: ["www/", 'gatehouse.json={"prot": 1}'],
    args: [],
    want: /^gatehouse\.json:1: \/prot is not an option; did you mean port\?$/,
  },
  {
    name: "a fault in what the configuration names, by its line",
    given: ["www/", 'gatehouse.json={\n"cgi-dir": "nope"}'],
    args: [],
    want: /^gatehouse\.json:2: \/cgi-dir: there is no .*\/nope$/,
  },
  {
    name: "--sendfile of a folder that is not there",
    given: ["www/"],
    args: ["--sendfile", "nope"],
    want: /^--sendfile: there is no .*\/nope$/,
  },
  {
    name: "--users of a file that is not there",
    given: ["www/"],
    args: ["--users", "/inner=nope"],
    want: /^--users \/inner\/: there is no .*\/nope$/,
  },
  {
    name: "--cgi-user of a user that is not there",
    given: ["www/"],
    args: ["--cgi-user", "no-such-user"],
    want: /^--cgi-user: there is no user no-such-user on this system$/,
  },
  {
    name: "--config is missing",
    given: ["www/"],
    args: ["--config", "nope.json"],
    want: /^--config: there is no .*\/nope\.json$/,
  },
];

Deno.test("findSite: faults", async (t) => {
  for (const { name, given, args, want } of FAULTS) {
    await t.step(name, () =>
      inFolder(given, () => {
        const error = assertThrows(
          () => findSite(parseCommandLine(args)),
          SiteFault,
        );
        assertEquals(error.faults.length, 1, error.message);
        assertMatch(error.faults[0] ?? "", want);
      }));
  }
});
