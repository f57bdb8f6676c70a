import { assertEquals } from "@std/assert";
import { parseCommandLine } from "../../lib/options/mod.ts";
import { makePlan, type Plan } from "../../lib/site/plan.ts";
import { withholds } from "../../lib/site/withheld.ts";
import { findSite } from "../../lib/site/site.ts";

/** The plan of a command line in a folder with `www` and `cgi-bin`. */
function planOf(...args: string[]): Plan {
  const before = Deno.cwd();
  const here = Deno.realPathSync(Deno.makeTempDirSync());
  Deno.mkdirSync(`${here}/www`);
  Deno.mkdirSync(`${here}/cgi-bin`);
  Deno.chdir(here);
  try {
    const line = parseCommandLine(args);
    assertEquals(line.faults, []);
    const own = (name: string) => ({ PATH: "/bin", SECRET: "s" }[name]);
    return makePlan(line.values, findSite(line), own, "1.2.3");
  } finally {
    Deno.chdir(before);
    Deno.removeSync(here, { recursive: true });
  }
}

const CASES: {
  name: string;
  args: string[];
  of: (plan: Plan) => unknown;
  want: unknown;
}[] = [
  {
    name: "scripts get PATH and what is named, nothing else of the server's",
    args: ["--env", "A=b", "--pass-env", "SECRET", "--pass-env", "NONE"],
    of: ({ runner }) => runner.environment,
    want: { PATH: "/bin", SECRET: "s", A: "b" },
  },
  {
    name: "without a word, only PATH",
    args: [],
    of: ({ runner }) => runner.environment,
    want: { PATH: "/bin" },
  },
  {
    name: "pages go before scripts as index",
    args: ["--cgi-ext", ".py"],
    of: ({ rootScripts, files }) => [rootScripts?.index, files.index],
    want: [["index.html", "index.htm", "index.py"], [
      "index.html",
      "index.htm",
    ]],
  },
  {
    name: "batch files are run only where somebody asks for it",
    args: [],
    of: ({ runner }) => runner.interpreters,
    want: {},
  },
  {
    name: "--allow-bat",
    args: ["--allow-bat"],
    of: ({ runner }) => runner.interpreters,
    want: { ".bat": ["cmd.exe", "/c"], ".cmd": ["cmd.exe", "/c"] },
  },
  {
    name: "a limit for the scripts of one path, one for all threads",
    args: ["--mount-scripts", "/cgi-bin=4", "--workers", "2"],
    of: ({ scripts }) => scripts.map(({ maxScripts }) => maxScripts),
    want: [4],
  },
  {
    name: "limits for all scripts, one for all threads, and a client's share",
    args: ["--max-scripts", "8", "--max-queue", "5", "--workers", "4"],
    of: ({ places }) => places,
    want: { running: 8, waiting: 5, client: 6 },
  },
  {
    name: "--max-client-scripts 0 is no share",
    args: ["--max-client-scripts", "0"],
    of: ({ places, runner }) => [places?.client, runner.maxClientScripts],
    want: [0, 0],
  },
  {
    name: "--no-cgi runs nothing at all",
    args: ["--no-cgi", "--fastcgi", ".php=127.0.0.1:9000"],
    of: ({ rootScripts, scripts, applications }) => [
      rootScripts,
      scripts,
      applications,
    ],
    want: [null, [], []],
  },
  {
    name: "--cache is a time for caches, in seconds",
    args: ["--cache", "1h"],
    of: ({ files }) => files.maxAge,
    want: 3600,
  },
  {
    name: "a script for whatever is not there answers for folders too",
    args: ["--fallback-script", "cgi-bin"],
    of: ({ files }) => files.listing,
    want: false,
  },
];

Deno.test("makePlan", async (t) => {
  for (const { name, args, of, want } of CASES) {
    await t.step(name, () => assertEquals(of(planOf(...args)), want));
  }
});

Deno.test("withholds: what holds scripts is never content", () => {
  const plan = planOf("--cgi-ext", ".cgi,.py", "--fastcgi", ".php=127.0.0.1:1");
  const held = withholds(plan);
  const [scripts] = plan.scripts;
  const cases: [string, boolean][] = [
    [`${scripts?.path}`, true],
    [`${scripts?.path}/data.txt`, true],
    [`${scripts?.path}-not`, false],
    [`${plan.files.root}/x.CGI`, true],
    [`${plan.files.root}/x.py`, true],
    [`${plan.files.root}/x.php`, true],
    [`${plan.files.root}/x.cgi~`, true],
    [`${plan.files.root}/x.py.bak`, true],
    [`${plan.files.root}/notes.bak`, false],
    [`${plan.files.root}/x.html`, false],
    [`${plan.files.root}/gatehouse.json`, true],
  ];
  for (const [path, want] of cases) assertEquals(held(path), want, path);
});
