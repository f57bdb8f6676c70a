import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  check,
  type CheckArgs,
  checkSite,
  summarizeScripts,
} from "../../lib/check/mod.ts";
import type { Report } from "../../lib/check/finding.ts";
import { judgeAnswer } from "../../lib/check/answer.ts";
import { readVersion } from "../../lib/check/version.ts";

import { runs } from "../support/program.ts";

const windows = Deno.build.os === "windows";
const GOOD = "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\nHello\\n'\n";
const OWN = { PATH: "/usr/local/bin:/usr/bin:/bin" };

interface File {
  readonly text?: string;
  readonly mode?: number;
  readonly link?: string;
  readonly folder?: true;
}

/** Makes a site of the given files, with `www` and `cgi-bin` in it, for as long as `use` takes. */
async function withSite(
  files: Readonly<Record<string, File>>,
  use: (folder: string) => Promise<void> | void,
): Promise<void> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    for (const path of ["www", "cgi-bin"]) Deno.mkdirSync(`${folder}/${path}`);
    for (const [path, file] of Object.entries(files)) make(folder, path, file);
    await use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function make(folder: string, path: string, file: File): void {
  const place = `${folder}/${path}`;
  Deno.mkdirSync(place.replace(/\/[^/]*$/, ""), { recursive: true });
  if (file.link !== undefined) return Deno.symlinkSync(file.link, place);
  if (file.folder) Deno.mkdirSync(place, { recursive: true });
  else Deno.writeTextFileSync(place, file.text ?? "");
  if (!windows) {
    Deno.chmodSync(place, file.mode ?? (file.folder ? 0o755 : 0o644));
  }
}

function argsFor(folder: string, more: Partial<CheckArgs> = {}): CheckArgs {
  return {
    root: `${folder}/www`,
    mounts: [{ mount: "/cgi-bin/", path: `${folder}/cgi-bin` }],
    extensions: [".cgi"],
    hidden: false,
    followLinks: false,
    runner: { environment: OWN },
    run: false,
    json: false,
    ...more,
  };
}

function causes(report: Report): string[] {
  return report.findings.map(({ severity, cause }) => `${severity} ${cause}`);
}

const rows: {
  name: string;
  files: Record<string, File>;
  more?: Partial<CheckArgs>;
  want: string[];
}[] = [
  {
    name: "a sound site has nothing to mend",
    files: {
      "www/index.html": { text: "<p>Hello" },
      "www/.well-known/security.txt": { text: "Contact: x" },
      "cgi-bin/hello.cgi": { text: GOOD, mode: 0o755 },
    },
    want: [],
  },
  {
    name: "a script that is not executable",
    files: { "cgi-bin/hello.cgi": { text: GOOD } },
    want: ["error not-executable"],
  },
  {
    name: "a script with two faults",
    files: { "cgi-bin/hello.cgi": { text: GOOD.replaceAll("\n", "\r\n") } },
    want: ["error not-executable", "error interpreter-line-crlf"],
  },
  {
    name: "a script in a sub-folder",
    files: {
      "cgi-bin/deep/down.cgi": { text: "#!/no/such/sh\n", mode: 0o755 },
    },
    want: ["error interpreter-missing"],
  },
  {
    name: "an extension whose interpreter is not installed",
    files: { "cgi-bin/a.zz": { text: "say hello\n" } },
    more: {
      runner: {
        environment: OWN,
        interpreters: { ".zz": ["zz-of-yesterday"] },
      },
    },
    want: ["error starter-missing"],
  },
  {
    name: "data beside scripts is worth a note",
    files: { "cgi-bin/names.txt": { text: "Ada\nGrace\n" } },
    want: ["note document-not-script"],
  },
  {
    name: "links that lead nowhere, or in a circle",
    files: {
      "cgi-bin/gone": { link: "/nowhere/script" },
      "cgi-bin/one": { link: "two" },
      "cgi-bin/two": { link: "one" },
    },
    want: ["error link-broken", "error link-broken", "error link-broken"],
  },
  {
    name: "a module of the script's own that Python has no more",
    files: {
      "cgi-bin/cgi.py": {
        text: "#!/usr/bin/env python3\nprint()\n",
        mode: 0o755,
      },
      "cgi-bin/form.py": {
        text: "#!/usr/bin/env python3\nimport cgi\n",
        mode: 0o755,
      },
    },
    want: [],
  },
  {
    name: "hidden files and backups beside scripts are not scripts",
    files: {
      "cgi-bin/.hidden": { text: "x" },
      "cgi-bin/hello.cgi~": { text: GOOD, mode: 0o755 },
    },
    want: [],
  },
  {
    name: "a script that anybody may change",
    files: { "cgi-bin/hello.cgi": { text: GOOD, mode: 0o757 } },
    want: ["warning writable-by-others"],
  },
  {
    name: "a script that acts as its owner",
    files: { "cgi-bin/hello.cgi": { text: GOOD, mode: 0o4755 } },
    want: ["warning runs-as-its-owner"],
  },
  {
    name: "a folder of scripts that anybody may add to",
    files: {
      "cgi-bin/open": { folder: true, mode: 0o777 },
      "cgi-bin": { folder: true, mode: 0o777 },
    },
    want: ["warning writable-by-others", "warning writable-by-others"],
  },
  {
    name: "a script by extension in ROOT is checked as a script",
    files: { "www/form.cgi": { text: GOOD } },
    want: ["error not-executable"],
  },
  {
    name: "a script that will be sent as text",
    files: { "www/form.py": { text: "#!/usr/bin/env python3\n", mode: 0o755 } },
    want: ["warning script-outside"],
  },
  {
    name: "a PHP page that will be sent as text",
    files: { "www/form.php": { text: "<?php echo 1;" } },
    want: ["warning script-outside"],
  },
  {
    name: "what is withheld is no matter of ROOT",
    files: { "www/gatehouse.json": { mode: 0o666 } },
    more: { withheld: ["www/gatehouse.json"] },
    want: [],
  },
  {
    name: "Python that is no script is no finding",
    files: { "www/download.py": { text: "x = 1\n" } },
    want: [],
  },
  {
    name: "a private key in ROOT",
    files: {
      "www/site.pem": {
        text: ["-----BEGIN", "PRIVATE KEY-----\nMIIE\n"].join(" "),
      },
    },
    want: ["error key-in-root"],
  },
  {
    name: "a certificate in ROOT is public",
    files: { "www/site.pem": { text: "-----BEGIN CERTIFICATE-----\n" } },
    want: [],
  },
  {
    name: "a key by its name",
    files: { "www/id_ed25519": { text: "" } },
    want: ["error key-in-root"],
  },
  {
    name: "backups in ROOT",
    files: { "www/index.html~": {}, "www/config.bak": {} },
    want: ["warning backup-in-root", "warning backup-in-root"],
  },
  {
    name: "a database in ROOT",
    files: { "www/guests.sqlite": {} },
    want: ["warning database-in-root"],
  },
  {
    name: "version control and hidden files, not served",
    files: { "www/.git/config": {}, "www/.env": {} },
    want: ["note hidden-file", "note version-control-in-root"],
  },
  {
    name: "version control and secrets, served",
    files: { "www/.git/config": {}, "www/.env": {} },
    more: { hidden: true },
    want: ["error hidden-file", "error version-control-in-root"],
  },
  {
    name: "a link out of ROOT",
    files: { "outside.txt": {}, "www/in.txt": { link: "../outside.txt" } },
    want: ["warning link-outside"],
  },
  {
    name: "a link within ROOT",
    files: { "www/a.txt": {}, "www/b.txt": { link: "a.txt" } },
    want: [],
  },
  {
    name: "a link that leads nowhere",
    files: { "www/b.txt": { link: "a.txt" } },
    want: ["warning link-broken"],
  },
  {
    name: "a link to its own folder ends",
    files: { "www/loop": { link: "." } },
    want: [],
  },
  {
    name: "a page that anybody may change",
    files: { "www/index.html": { mode: 0o666 } },
    want: ["warning writable-by-others"],
  },
];

for (const { name, files, more, want } of rows) {
  Deno.test({
    name: `check finds: ${name}`,
    ignore: windows,
    fn: () =>
      withSite(files, async (folder) => {
        const withheld = more?.withheld?.map((path) => `${folder}/${path}`);
        const report = await checkSite({
          ...argsFor(folder, more),
          ...(withheld ? { withheld } : {}),
        });
        assertEquals(causes(report), want);
        for (const { path, sentence, remedy } of report.findings) {
          assert(path.startsWith(folder), path);
          assert(sentence.endsWith("."), sentence);
          assert(remedy.text.length > 0);
        }
      }),
  });
}

const PYTHON = runs("python3", "--version");
const RUBY = runs("ruby", "--version");

/** Scripts that an interpreter reads and does not run. */
const UNREAD: {
  name: string;
  file: string;
  text: string;
  needs?: boolean;
  want: string[];
}[] = [
  {
    name: "Python that is not closed",
    file: "x.py",
    text: "#!/usr/bin/env python3\nprint('x'\n",
    needs: PYTHON,
    want: ["error python-syntax"],
  },
  {
    name: "a module that is not there",
    file: "x.py",
    text: "#!/usr/bin/env python3\nimport nobody_has_this.part\n",
    needs: PYTHON,
    want: ["error python-module-missing"],
  },
  {
    name: "a module that may be found another way",
    file: "x.py",
    text: "#!/usr/bin/env python3\nimport sys\nsys.path.append('lib')\n" +
      "import nobody_has_this\ntry:\n  import nor_this\nexcept ImportError:\n  pass\n",
    needs: PYTHON,
    want: [],
  },
  {
    name: "a block of sh that does not end",
    file: "x.sh",
    text: "#!/bin/sh\nif true; then\necho x\n",
    want: ["error shell-syntax"],
  },
  {
    name: "Ruby that is not closed",
    file: "x.rb",
    text: "#!/usr/bin/env ruby\nputs 'x\n",
    needs: RUBY,
    want: ["error ruby-syntax"],
  },
];

for (const { name, file, text, needs = true, want } of UNREAD) {
  Deno.test({
    name: `check reads scripts without running them: ${name}`,
    ignore: windows || !needs,
    fn: () =>
      withSite(
        { [`cgi-bin/${file}`]: { text, mode: 0o755 } },
        async (folder) => {
          assertEquals(causes(await checkSite(argsFor(folder))), want);
        },
      ),
  });
}

Deno.test({
  name: "check runs nothing of a script, nor of what it imports",
  ignore: windows,
  fn: () =>
    withSite({
      "cgi-bin/a.py": {
        text: "#!/usr/bin/env python3\nimport beside\nopen('ran-a', 'w')\n",
        mode: 0o755,
      },
      "cgi-bin/beside.py": {
        text: "#!/usr/bin/env python3\nopen('ran-beside', 'w')\n",
        mode: 0o755,
      },
      "cgi-bin/b.sh": { text: "#!/bin/sh\n: > ran-b\n", mode: 0o755 },
      "cgi-bin/c.pl": {
        text: "#!/usr/bin/env perl\nBEGIN { open(F, '>ran-c') }\n",
        mode: 0o755,
      },
      "cgi-bin/d.rb": {
        text: "#!/usr/bin/env ruby\nBEGIN { File.write('ran-d', '') }\n",
        mode: 0o755,
      },
    }, async (folder) => {
      await checkSite(argsFor(folder));
      const names = [...Deno.readDirSync(`${folder}/cgi-bin`)]
        .map(({ name }) => name).sort();
      assertEquals(names, ["a.py", "b.sh", "beside.py", "c.pl", "d.rb"]);
    }),
});

const root = !windows && Deno.uid() === 0;
Deno.test({
  name: "check finds: a folder of scripts that the server may not search" +
    (root ? " (root may search all)" : ""),
  ignore: windows || root,
  fn: () =>
    withSite(
      { "cgi-bin/more": { folder: true, mode: 0o000 } },
      async (folder) => {
        const report = await checkSite(argsFor(folder));
        Deno.chmodSync(`${folder}/cgi-bin/more`, 0o755);
        assertEquals(causes(report), ["error folder-closed"]);
      },
    ),
});

Deno.test({
  name: "check finds: what the server may not read" +
    (root ? " (root may read all)" : ""),
  ignore: windows || root,
  fn: () =>
    withSite({ "www/secret.txt": { mode: 0 } }, async (folder) => {
      const report = await checkSite(argsFor(folder));
      assertEquals(causes(report), ["error unreadable"]);
    }),
});

const SCRIPTS: Record<string, File> = {
  "cgi-bin/good.cgi": { text: GOOD, mode: 0o755 },
  "cgi-bin/silent.cgi": { text: "#!/bin/sh\n", mode: 0o755 },
  "cgi-bin/fails.cgi": {
    text:
      "#!/bin/sh\nprintf 'Status: 500 Oh\\nContent-Type: text/plain\\n\\n'\n",
    mode: 0o755,
  },
  "cgi-bin/asks.cgi": {
    text:
      "#!/bin/sh\nprintf 'Status: 400 Say\\nContent-Type: text/plain\\n\\n'\n",
    mode: 0o755,
  },
  "cgi-bin/empty.cgi": {
    text: "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n'\n",
    mode: 0o755,
  },
  "cgi-bin/moved.cgi": {
    text: "#!/bin/sh\nprintf 'Location: /index.html\\n\\n'\n",
    mode: 0o755,
  },
  "cgi-bin/streams.cgi": {
    text:
      "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n'\nwhile echo tick; do sleep 0.1; done\n",
    mode: 0o755,
  },
};

Deno.test({
  name: "check --run asks every script that may run, and judges its answer",
  ignore: windows,
  fn: () =>
    withSite(SCRIPTS, async (folder) => {
      const report = await checkSite(argsFor(folder, { run: true }));
      assertEquals(
        Object.fromEntries(
          report.findings.map((
            { url, severity, cause },
          ) => [url, `${severity} ${cause}`]),
        ),
        {
          "/cgi-bin/asks.cgi": "note answers-with-refusal",
          "/cgi-bin/empty.cgi": "warning answers-with-nothing",
          "/cgi-bin/fails.cgi": "error answers-with-error",
          "/cgi-bin/silent.cgi": "error no-output",
        },
      );
      assertEquals(report.scripts, 7);
    }),
});

Deno.test({
  name:
    "the report tells interpreters, findings and remedies; an error is exit code 1",
  ignore: windows,
  fn: () =>
    withSite({ "cgi-bin/hello.cgi": { text: GOOD } }, async (folder) => {
      const { text, exitCode } = await check(argsFor(folder));
      assertEquals(exitCode, 1);
      for (
        const part of [
          `Checked 1 script and 0 files of ${folder}/www`,
          "  /bin/sh (1 script)",
          `error: ${folder}/cgi-bin/hello.cgi`,
          "[not-executable]",
          `    chmod +x ${folder}/cgi-bin/hello.cgi`,
          "1 error.",
        ]
      ) assertStringIncludes(text, part);
    }),
});

Deno.test({
  name: "a warning alone is exit code 0",
  ignore: windows,
  fn: () =>
    withSite({ "www/a.bak": {} }, async (folder) => {
      const { text, exitCode } = await check(argsFor(folder));
      assertEquals(exitCode, 0);
      assertStringIncludes(text, "1 warning.");
    }),
});

Deno.test({
  name: "the JSON report holds every finding and the exit code",
  ignore: windows,
  fn: () =>
    withSite({ "cgi-bin/hello.cgi": { text: GOOD } }, async (folder) => {
      const { text } = await check(argsFor(folder, { json: true }));
      const report = JSON.parse(text);
      assertEquals(report.exitCode, 1);
      assertEquals(report.findings[0].cause, "not-executable");
      assertEquals(report.findings[0].url, "/cgi-bin/hello.cgi");
      assertEquals(report.interpreters[0].name, "/bin/sh");
    }),
});

Deno.test({
  name: "many findings of one cause are told by the first few",
  ignore: windows,
  fn: () => {
    const names = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `www/${n}.bak`);
    return withSite(
      Object.fromEntries(names.map((name) => [name, {}])),
      async (folder) => {
        const { text } = await check(argsFor(folder));
        assertStringIncludes(text, "and 3 more like it");
        assertEquals(text.match(/^warning: /gm)?.length, 5);
      },
    );
  },
});

Deno.test({
  name: "a file name sends no commands to the terminal",
  ignore: windows,
  fn: () =>
    withSite({ "www/\x1b[2J.bak": {} }, async (folder) => {
      const { text } = await check(argsFor(folder));
      assert(!text.includes("\x1b"), text);
    }),
});

Deno.test({
  name:
    "the start-up message gets scripts, their faults and warnings, and no data",
  ignore: windows,
  fn: () =>
    withSite({
      "cgi-bin/a.cgi": { text: GOOD, mode: 0o755 },
      "cgi-bin/b.cgi": { text: GOOD },
      "cgi-bin/c.cgi": { text: GOOD, mode: 0o777 },
      "cgi-bin/names.txt": { text: "Ada\n" },
    }, (folder) => {
      const { mounts, runner } = argsFor(folder);
      assertEquals(summarizeScripts(mounts, runner), [
        { name: "/cgi-bin/a.cgi", fault: null, warnings: [] },
        {
          name: "/cgi-bin/b.cgi",
          fault:
            `\`b.cgi\` may not be run: it is not executable. chmod +x ${folder}/cgi-bin/b.cgi`,
          warnings: [],
        },
        {
          name: "/cgi-bin/c.cgi",
          fault: null,
          warnings: ["Anybody on this machine may change it."],
        },
      ]);
    }),
});

const versions = [
  { given: "Python 3.13.0\n", want: "3.13.0" },
  {
    given: "This is perl 5, version 36, subversion 0 (v5.36.0) built",
    want: "5.36.0",
  },
  { given: "v20.20.2\n", want: "20.20.2" },
  { given: "deno 2.9.6 (stable)\nv8 14", want: "2.9.6" },
  { given: "sh: Illegal option --\n", want: null },
];
for (const { given, want } of versions) {
  Deno.test(`the version in ${JSON.stringify(given)} is ${want}`, () => {
    assertEquals(readVersion(given), want);
  });
}

Deno.test("an answer that begins late is slow", () => {
  const [finding] = judgeAnswer({ status: 200, length: 9, duration: 3000 });
  assertEquals(finding?.cause, "answers-slowly");
});
