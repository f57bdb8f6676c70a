import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import {
  diagnose,
  diagnoseAll,
  type Evidence,
  type FailedRun,
  type FileFacts,
  type StartError,
} from "../../lib/diagnosis/mod.ts";
import {
  gatherEvidence,
  gatherFileEvidence,
  mountOptions,
} from "../../lib/diagnosis/evidence.ts";
import { loaderOf, machineOf } from "../../lib/diagnosis/program.ts";
import { inBrief } from "../../lib/diagnosis/remedy.ts";
import { compareVersions } from "../../lib/diagnosis/removed.ts";
import {
  interpreterLine,
  quote,
  wantedProgram,
} from "../../lib/diagnosis/text.ts";
import { runAlone } from "./run_alone.ts";

const encoder = new TextEncoder();

function file(text: string, more: Partial<FileFacts> = {}): FileFacts {
  return {
    kind: "file",
    link: null,
    mode: 0o755,
    readable: true,
    executable: true,
    head: encoder.encode(text),
    source: text,
    ...more,
  };
}

function evidence(more: Partial<Evidence> = {}): Evidence {
  return {
    script: "/site/cgi-bin/x.cgi",
    system: "linux",
    architecture: "x86_64",
    file: file("#!/bin/sh\necho\n"),
    starter: null,
    programs: { "/bin/sh": { path: "/bin/sh", executable: true } },
    ownModules: [],
    noexec: false,
    run: null,
    ...more,
  };
}

function run(more: Partial<FailedRun> = {}): FailedRun {
  return {
    script: "/site/cgi-bin/x.cgi",
    command: ["/site/cgi-bin/x.cgi"],
    metaVariables: {},
    content: null,
    startError: null,
    exitCode: 1,
    signal: null,
    stderr: "",
    output: new Uint8Array(),
    duration: 5,
    limit: null,
    problem: "it ended without any output",
    ...more,
  };
}

function notStarted(
  message: string,
  more: Partial<StartError> = {},
): FailedRun {
  return run({
    exitCode: null,
    problem: null,
    startError: { name: "Error", message, ...more },
  });
}

function said(stderr: string): Partial<Evidence> {
  return { run: run({ stderr }) };
}

function wrote(output: string, more: Partial<FailedRun> = {}): FailedRun {
  return run({ exitCode: 0, output: encoder.encode(output), ...more });
}

/** What cannot be brought about by a script on every machine. */
const rows: { name: string; given: Partial<Evidence>; want: string }[] = [
  {
    name: "a script that is gone",
    given: { file: file("", { kind: "missing" }) },
    want: "script-missing",
  },
  {
    name: "a folder",
    given: { file: file("", { kind: "folder" }) },
    want: "is-a-folder",
  },
  {
    name: "a device",
    given: { file: file("", { kind: "other" }) },
    want: "not-a-file",
  },
  {
    name: "a script that may not be read",
    given: { file: file("", { readable: false, mode: 0o311 }) },
    want: "script-unreadable",
  },
  {
    name: "a file system mounted noexec, by its options",
    given: { noexec: true },
    want: "noexec-mount",
  },
  {
    name: "a file system mounted noexec, by what is left",
    given: {
      noexec: null,
      run: notStarted("Permission denied (os error 13)", {
        name: "PermissionDenied",
      }),
    },
    want: "noexec-mount",
  },
  {
    name: "a script that only its owner may run, who is not the server",
    given: {
      file: file("#!/bin/sh\necho\n", { mode: 0o744 }),
      noexec: null,
      run: notStarted("Permission denied (os error 13)", {
        name: "PermissionDenied",
      }),
    },
    want: "not-executable",
  },
  {
    name: "a link that leads nowhere",
    given: { file: file("", { kind: "missing", link: "/nowhere" }) },
    want: "link-broken",
  },
  {
    name: "a Windows program on Linux",
    given: { file: file("MZ\x90\0\x03") },
    want: "data-not-script",
  },
  {
    name: "a macOS program on Linux",
    given: { file: file("", { head: Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe) }) },
    want: "wrong-architecture",
  },
  {
    name: "an interpreter of an extension that is not installed",
    given: { starter: "php-cgi", programs: { "php-cgi": null } },
    want: "starter-missing",
  },
  {
    name: "a working folder that is gone",
    given: { run: notStarted("No such cwd '/site/cgi-bin'") },
    want: "folder-missing",
  },
  {
    name: "an environment that is too large",
    given: { run: notStarted("Argument list too long (os error 7)") },
    want: "environment-too-large",
  },
  {
    name: "no more processes, on Linux",
    given: {
      run: notStarted("Resource temporarily unavailable (os error 11)"),
    },
    want: "too-many-processes",
  },
  {
    name: "no more processes, on macOS",
    given: {
      run: notStarted("Resource temporarily unavailable (os error 35)"),
    },
    want: "too-many-processes",
  },
  {
    name: "no more descriptors",
    given: { run: notStarted("Too many open files (os error 24)") },
    want: "too-many-open-files",
  },
  {
    name: "no memory for a process",
    given: { run: notStarted("Cannot allocate memory", { code: "ENOMEM" }) },
    want: "out-of-memory",
  },
  {
    name: "a program that is being written",
    given: { run: notStarted("Text file busy (os error 26)") },
    want: "script-being-written",
  },
  {
    name: "a program that Deno may not run",
    given: { run: notStarted("Requires run access", { name: "NotCapable" }) },
    want: "program-not-allowed",
  },
  {
    name: "a start that failed for no known reason",
    given: { run: notStarted("Input/output error (os error 5)") },
    want: "start-failed",
  },
  {
    name: "a library that is missing",
    given: said(
      "./x: error while loading shared libraries: libfoo.so.1: cannot open shared object file: No such file or directory\n",
    ),
    want: "library-missing",
  },
  {
    name: "a gem that is missing",
    given: said("<internal>: cannot load such file -- cgi (LoadError)\n"),
    want: "ruby-module-missing",
  },
  {
    name: "PHP source that nothing ran",
    given: { run: wrote("<?php\necho 1;\n") },
    want: "php-source-printed",
  },
  {
    name: "a header without end that is longer than what was kept",
    given: { run: wrote("X-Long: y\n".repeat(500).slice(0, 4096)) },
    want: "header-not-ended",
  },
  {
    name: "an answer that only the server cannot read",
    given: {
      run: wrote("Content-Type: text/plain\n\nHello", {
        problem: "its header is longer than it may be",
      }),
    },
    want: "unreadable-header",
  },
  {
    name: "a debug line without any header, while the script still runs",
    given: { run: wrote("Hello\n", { exitCode: null }) },
    want: "no-header",
  },
  {
    name: "Perl that waits for content",
    given: {
      file: file("#!/usr/bin/perl\nmy @lines = <STDIN>;\n"),
      run: run({ exitCode: null, signal: "SIGTERM", limit: "time" }),
    },
    want: "waits-for-content",
  },
  {
    name: "a Node program that ran out of memory",
    given: said(
      "FATAL ERROR: Reached heap limit - JavaScript heap out of memory",
    ),
    want: "out-of-memory",
  },
  {
    name: "a shell whose program was killed for want of memory",
    given: {
      run: run({ exitCode: 137, stderr: "Killed" }),
    },
    want: "killed",
  },
];

for (const { name, given, want } of rows) {
  Deno.test(`diagnosed as ${want}, and nothing else: ${name}`, () => {
    assertEquals(diagnoseAll(evidence(given)).map(({ cause }) => cause), [
      want,
    ]);
  });
}

/** What programs say of a file, and the file; relative paths begin at the script's folder. */
const FILES: { given: string; sentence: string; places?: string }[] = [
  {
    given: "PermissionError: [Errno 13] Permission denied: 'data/log'",
    sentence: "The script may not use `data/log`.",
    places: "/site/cgi-bin/data /site/cgi-bin/data/log",
  },
  {
    given: "touch: cannot touch '/etc/x': Permission denied",
    sentence: "The script may not use `/etc/x`.",
    places: "/etc /etc/x",
  },
  {
    given: "x.cgi: 2: cannot create log.txt: Permission denied",
    sentence: "The script may not use `log.txt`.",
    places: "/site/cgi-bin /site/cgi-bin/log.txt",
  },
  {
    given: "mkdir data/z: Permission denied at /site/x.pl line 2.",
    sentence: "The script may not use `data/z`.",
    places: "/site/cgi-bin/data /site/cgi-bin/data/z",
  },
  {
    given: "sqlite3.OperationalError: unable to open database file",
    sentence:
      "SQLite cannot open the database: its folder is not there, or may not be written to.",
    places: "/site/cgi-bin",
  },
  {
    given: "Cannot open list.txt: No such file or directory at x.pl line 2.",
    sentence: "The script wants `list.txt`, which is not there.",
  },
  {
    given: "cannot open: No such file or directory at x.pl line 2.",
    sentence: "The script wants a file, which is not there.",
  },
];

for (const { given, sentence, places } of FILES) {
  Deno.test(`the file that is told of: ${given}`, () => {
    const diagnosis = diagnose(evidence(said(`${given}\n`)));
    assertEquals(diagnosis.sentence, sentence);
    if (places) assertEquals(diagnosis.remedy.command, `ls -ld ${places}`);
  });
}

Deno.test("in one line stands the command that mends, or else what to do", () => {
  const brief = (more: Partial<Evidence>) =>
    inBrief(diagnose(evidence(more)).remedy);
  assertEquals(
    brief({ file: file("#!/bin/sh\n", { executable: false }) }),
    "chmod +x /site/cgi-bin/x.cgi",
  );
  assertStringIncludes(brief({ noexec: true }), "Move the scripts");
});

Deno.test("a sound script that was not run has no diagnosis", () => {
  assertEquals(diagnoseAll(evidence()), []);
});

Deno.test("where nothing is known, that is said", () => {
  const blank = run({ exitCode: null, problem: null });
  assertEquals(diagnose(evidence({ run: blank })).cause, "unknown");
});

const orders: { name: string; given: Partial<Evidence>; want: string[] }[] = [
  {
    name: "what the file shows comes before what its interpreter said",
    given: {
      file: file("#!/bin/sh\r\necho\r\n"),
      run: run({ exitCode: 127, stderr: "x: 1: foo: not found\n" }),
    },
    want: ["interpreter-line-crlf", "command-not-found"],
  },
  {
    name: "an exception comes before the half-written header that it left",
    given: {
      script: "/site/x.py",
      file: file("#!/usr/bin/python3\nprint(1 / 0)\n"),
      run: run({
        stderr: "ZeroDivisionError: division by zero\n",
        output: encoder.encode("Content-Type: text/plain\n"),
      }),
    },
    want: ["python-exception"],
  },
  {
    name:
      "a script that ended well is judged by its output, not by its warnings",
    given: {
      run: wrote("Hello\n", { stderr: "No space left on device\n" }),
    },
    want: ["no-header"],
  },
  {
    name: "a limit comes before all that was written",
    given: { run: wrote("Hello\n", { exitCode: null, limit: "time" }) },
    want: ["time-limit"],
  },
  {
    name: "a shell script may hold a text in another language",
    given: {
      file: file("#!/bin/sh\ncat <<END\nuse strict;\nEND\nfoo\n"),
      run: run({ exitCode: 127, stderr: "x: 5: foo: not found\n" }),
    },
    want: ["command-not-found"],
  },
];
for (const { name, given, want } of orders) {
  Deno.test(`precedence: ${name}`, () => {
    assertEquals(diagnoseAll(evidence(given)).map(({ cause }) => cause), want);
  });
}

/** What an older Python than that of this machine says. */
const TOO_NEW: { line: string; said: string; want: string }[] = [
  {
    line: "match x:",
    said: "SyntaxError: invalid syntax",
    want: "`match` came with 3.10",
  },
  {
    line: "if (n := 3) > 2: pass",
    said: "SyntaxError: invalid syntax",
    want: "`:=` came with 3.8",
  },
  {
    line: "print(f'{d['a']}')",
    said: "SyntaxError: f-string: unmatched '['",
    want: "within an f-string came with 3.12",
  },
  {
    line: "def f(x: int | None): pass",
    said: "TypeError: unsupported operand type(s) for |: 'type' and 'NoneType'",
    want: "`|` came with 3.10",
  },
  {
    line: "x: list[str] = []",
    said: "TypeError: 'type' object is not subscriptable",
    want: "`list[str]` came with 3.9",
  },
  {
    line: 'x = "abc".removeprefix("a")',
    said: "AttributeError: 'str' object has no attribute 'removeprefix'",
    want: "`str.removeprefix` came with 3.9",
  },
  {
    line: "from datetime import UTC",
    said: "ImportError: cannot import name 'UTC' from 'datetime' (/x.py)",
    want: "`datetime.UTC` came with 3.11",
  },
  {
    line: "import tomllib",
    said: "ModuleNotFoundError: No module named 'tomllib'",
    want: "`tomllib` came with 3.11",
  },
];
for (const { line, said, want } of TOO_NEW) {
  Deno.test(`python-too-old: ${line}`, () => {
    const script = "/site/cgi-bin/x.py";
    const found = diagnoseAll(evidence({
      script,
      file: file(`#!/usr/bin/python3.7\n${line}\n`),
      programs: {
        "/usr/bin/python3.7": { path: "/usr/bin/python3.7", executable: true },
      },
      run: run({
        stderr: `  File "${script}", line 2\n    ${line}\n${said}\n`,
      }),
    }));
    assertEquals(found.map(({ cause }) => cause), ["python-too-old"]);
    assertStringIncludes(found[0]?.sentence ?? "", want);
  });
}

const removed = [
  { version: "3.12.1", imported: "cgi", want: [] },
  { version: "3.13.0", imported: "cgi", want: ["python-module-removed"] },
  { version: "3.9.2", imported: "distutils.core", want: [] },
  {
    version: "3.12.0",
    imported: "distutils.core",
    want: ["python-module-removed"],
  },
  { version: "2.7.18", imported: "urllib2", want: [] },
  { version: "3.6.0", imported: "urllib2", want: ["python2-module"] },
];
for (const { version, imported, want } of removed) {
  Deno.test(`Python ${version} that imports ${imported} has ${want.length} faults`, () => {
    const python = { path: "/usr/bin/python3", executable: true, version };
    const given = evidence({
      file: file(`#!/usr/bin/python3\nimport os, ${imported}\n`),
      programs: { "/usr/bin/python3": python },
    });
    assertEquals(diagnoseAll(given).map(({ cause }) => cause), want);
  });
}

Deno.test("an import that is allowed to fail is no fault", () => {
  const source =
    "#!/usr/bin/python3\ntry:\n    import cgi\nexcept ImportError:\n    cgi = None\n";
  const python = { path: "/usr/bin/python3", executable: true };
  const programs = { "/usr/bin/python3": python };
  assertEquals(diagnoseAll(evidence({ file: file(source), programs })), []);
});

const systems = [
  { system: "linux", want: "sed -i 's/\\r$//' /site/cgi-bin/x.cgi" },
  { system: "darwin", want: "sed -i '' 's/\r$//' /site/cgi-bin/x.cgi" },
  { system: "windows", want: undefined },
];
for (const { system, want } of systems) {
  Deno.test(`the remedy's command is one that ${system} has`, () => {
    const given = evidence({ system, file: file("#!/bin/sh\r\n") });
    assertEquals(diagnose(given).remedy.command, want);
  });
}

Deno.test("a path with spaces and quotes is safe in a command", () => {
  const given = evidence({
    script: "/site/it's here.cgi",
    file: file("#!/bin/sh\n", { executable: false, mode: 0o644 }),
  });
  assertEquals(
    diagnose(given).remedy.command,
    "chmod +x '/site/it'\\''s here.cgi'",
  );
});

const lines = [
  { given: "#!/bin/sh\n", path: "/bin/sh", wanted: "/bin/sh" },
  { given: "#! /bin/sh -e\n", path: "/bin/sh", wanted: "/bin/sh" },
  {
    given: "#!/usr/bin/env python3\n",
    path: "/usr/bin/env",
    wanted: "python3",
  },
  {
    given: "#!/usr/bin/env -S A=b python3 -u\n",
    path: "/usr/bin/env",
    wanted: "python3",
  },
  {
    given: "#!/usr/bin/env -S -u HOME perl\n",
    path: "/usr/bin/env",
    wanted: "perl",
  },
  { given: "#!\n", path: "", wanted: "" },
];
for (const { given, path, wanted } of lines) {
  Deno.test(`${JSON.stringify(given)} wants ${wanted || "nothing"}`, () => {
    const line = interpreterLine(encoder.encode(given));
    assertEquals(line?.path, path);
    assertEquals(line && wantedProgram(line), wanted);
  });
}

Deno.test("what is quoted shows control characters and ends no backticks", () => {
  assertEquals(quote("a\r\n\x07`b`"), "`a\\r\\n\\u0007'b'`");
  assertEquals(quote("x".repeat(200)).length, 163);
});

Deno.test("versions are compared by number, not by letter", () => {
  assert(compareVersions("3.9", "3.13") < 0);
  assert(compareVersions("3.13.1", "3.13") > 0);
  assertEquals(compareVersions("3.13", "3.13.0"), 0);
});

Deno.test("the options of a path's mount are those of the longest mount point", () => {
  const table = [
    "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
    "40 22 0:35 / /srv rw,noexec - tmpfs tmpfs rw",
    "41 40 0:36 / /srv/my\\040site rw - tmpfs tmpfs rw",
  ].join("\n");
  assertEquals(mountOptions(table, "/srv/a.cgi"), ["rw", "noexec"]);
  assertEquals(mountOptions(table, "/srv/my site/a.cgi"), ["rw"]);
  assertEquals(mountOptions(table, "/srvx/a.cgi"), ["rw", "relatime"]);
});

Deno.test({
  name: "a real program names its processor and its loader",
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64",
  fn: () => {
    const head = Deno.readFileSync("/bin/ls").subarray(0, 4096);
    assertEquals(machineOf(head)?.name, "x86-64");
    assert(machineOf(head)?.runsOn("x86_64"));
    assertStringIncludes(loaderOf(head) ?? "", "/ld-");
  },
});

const PATCHES = [
  {
    name: "loader",
    from: "/lib64/ld-linux-x86-64.so.2",
    to: "/lib64/ld-nobody-x86-64.so.",
    want: "program-loader-missing",
  },
  {
    name: "C library",
    from: "libc.so.6",
    to: "libq.so.6",
    want: "library-missing",
  },
];
for (const { name, from, to, want } of PATCHES) {
  Deno.test({
    name: `a real program whose ${name} is missing is diagnosed as ${want}`,
    ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64",
    fn: async () => {
      const folder = Deno.makeTempDirSync();
      try {
        const script = `${folder}/program.cgi`;
        const bytes = Deno.readFileSync("/bin/ls");
        bytes.set(encoder.encode(to), find(bytes, from));
        Deno.writeFileSync(script, bytes, { mode: 0o755 });
        const failed = gatherEvidence(await runAlone(script));
        assertEquals(diagnoseAll(failed).map(({ cause }) => cause), [want]);
      } finally {
        Deno.removeSync(folder, { recursive: true });
      }
    },
  });
}

Deno.test({
  name: "a request whose fields do not fit into an environment is told so",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const script = fileURLToPath(
      new URL("broken/writes_nothing.cgi", import.meta.url),
    );
    const failed = await runAlone(script, [script], {
      HTTP_COOKIE: "x".repeat(200_000),
    });
    const { cause, evidence } = diagnose(gatherEvidence(failed));
    assertEquals(cause, "environment-too-large");
    assertStringIncludes(
      evidence.join("\n"),
      "`HTTP_COOKIE` has 200000 characters",
    );
  },
});

/** Mounts a file system on which nothing may be run, where this user may mount at all. */
function mountNoexec(folder: string): boolean {
  try {
    return new Deno.Command("mount", {
      args: ["-t", "tmpfs", "-o", "noexec,size=1m", "tmpfs", folder],
      stdout: "null",
      stderr: "null",
    }).outputSync().success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "a script on a file system that is mounted noexec is told so",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const folder = Deno.makeTempDirSync();
    const mounted = mountNoexec(folder);
    try {
      if (!mounted) return console.log("skipped: this user may not mount");
      const script = `${folder}/x.cgi`;
      Deno.writeTextFileSync(script, "#!/bin/sh\n", { mode: 0o755 });
      const failed = gatherEvidence(await runAlone(script));
      assertEquals(diagnoseAll(failed).map(({ cause }) => cause), [
        "noexec-mount",
      ]);
    } finally {
      if (mounted) {
        new Deno.Command("umount", { args: [folder] }).outputSync();
      }
      Deno.removeSync(folder);
    }
  },
});

function find(bytes: Uint8Array, text: string): number {
  const place = new TextDecoder("latin1").decode(bytes).indexOf(text);
  if (place < 0) throw new Error(`no ${text}`);
  return place;
}

Deno.test("a failed run passes between threads, and so does its evidence", () => {
  const given = evidence({ run: run() });
  assertEquals(structuredClone(given), given);
});

Deno.test("what this process may not look at stays unknown, and nothing is thrown", () => {
  const found = gatherFileEvidence({
    script: "/no/such/place/x.cgi",
    starter: null,
    path: "/usr/bin",
  });
  assertEquals(found.file.kind, "missing");
  assertEquals(diagnose(found).cause, "script-missing");
});
