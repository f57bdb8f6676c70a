import { assert, assertEquals, assertMatch } from "@std/assert";
import { manPage } from "../../.packaging/man_page.ts";
import { optionFlag, OPTIONS } from "../../lib/options/table.ts";
import { inFolder, packaged, run, withTools } from "./command.ts";

/** An executable that is none, so that packing needs no compiler. */
async function makeFake(folder: string): Promise<string> {
  const path = `${folder}/fake`;
  await Deno.writeTextFile(path, "#!/bin/sh\necho gatehouse 1.2.3\n");
  await Deno.chmod(path, 0o755);
  await Deno.writeTextFile(`${folder}/fake.1`, manPage("1.2.3"));
  return path;
}

function pack(folder: string, target: string): void {
  const made = run(packaged("pack.sh"), [
    `${folder}/fake`,
    "1.2.3",
    target,
    `${folder}/out`,
  ], { env: { GATEHOUSE_MAN: `${folder}/fake.1` } });
  assertEquals(made.code, 0, made.said);
}

Deno.test("the manual page has every option", () => {
  const page = manPage("1.2.3");
  for (const name of Object.keys(OPTIONS)) {
    const flag = `--${optionFlag(name)}`.replaceAll("-", "\\-");
    assert(page.includes(flag), flag);
  }
});

withTools(
  ["groff"],
  "the manual page has no fault that groff knows",
  () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/gatehouse.1`, manPage("1.2.3"));
      const page = `${folder}/gatehouse.1`;
      const { said } = run("groff", ["-man", "-ww", "-z", "-Tutf8", page]);
      assertEquals(said, "");
    }),
);

withTools(
  ["tar", "gzip", "dpkg-deb"],
  "packing makes an archive for every target, and a Debian package for Linux",
  () =>
    inFolder(async (folder) => {
      await makeFake(folder);
      pack(folder, "x86_64-unknown-linux-gnu");
      pack(folder, "aarch64-apple-darwin");
      const names = Array.from(
        Deno.readDirSync(`${folder}/out`),
        ({ name }) => name,
      ).sort();
      assertEquals(names, [
        "gatehouse-aarch64-apple-darwin.tar.gz",
        "gatehouse-x86_64-unknown-linux-gnu.tar.gz",
        "gatehouse_1.2.3_amd64.deb",
      ]);
      const archive = `${folder}/out/${names[1]}`;
      const list = run("tar", ["-tzf", archive]).stdout;
      for (const name of ["gatehouse", "gatehouse.1", "LICENSE"]) {
        assertMatch(list, new RegExp(`^\\./${name}$`, "m"));
      }
      const deb = `${folder}/out/${names[2]}`;
      const content = run("dpkg-deb", ["--contents", deb]).stdout;
      assertMatch(
        content,
        /^-rwxr-xr-x root\/root .* \.\/usr\/bin\/gatehouse$/m,
      );
      assertMatch(
        content,
        /\.\/usr\/lib\/systemd\/system\/gatehouse\.service$/m,
      );
      const field = run("dpkg-deb", [
        "--field",
        deb,
        "Version",
        "Architecture",
      ]);
      assertEquals(field.stdout, "Version: 1.2.3\nArchitecture: amd64\n");
    }),
);

withTools(
  ["tar", "gzip", "dpkg-deb"],
  "packing the same twice gives the same bytes",
  () =>
    inFolder(async (folder) => {
      await makeFake(folder);
      const read = () => {
        pack(folder, "x86_64-unknown-linux-gnu");
        const name = "gatehouse-x86_64-unknown-linux-gnu.tar.gz";
        return Deno.readFileSync(`${folder}/out/${name}`);
      };
      const first = read();
      await Deno.utime(`${folder}/fake`, 1, 1);
      assertEquals(read(), first);
    }),
);

withTools(
  ["dpkg-deb", "lintian"],
  "the Debian package has no error that lintian knows",
  () =>
    inFolder(async (folder) => {
      // A real program, since lintian looks at what it is.
      await Deno.copyFile("/bin/true", `${folder}/fake`);
      await Deno.writeTextFile(`${folder}/fake.1`, manPage("1.2.3"));
      pack(folder, "x86_64-unknown-linux-gnu");
      const deb = `${folder}/out/gatehouse_1.2.3_amd64.deb`;
      // It was not built by Debian, so it has no changelog of Debian's.
      const { said } = run("lintian", [
        "--allow-root",
        "--fail-on=error",
        "--suppress-tags=no-changelog,no-copyright-file,copyright-without-copyright-notice",
        deb,
      ]);
      assertEquals(said.match(/^E: .*$/gm) ?? [], []);
    }),
);

const TARGETS = [
  "aarch64-apple-darwin",
  "x86_64-apple-darwin",
  "aarch64-unknown-linux-gnu",
  "x86_64-unknown-linux-gnu",
];

function formula(
  folder: string,
  targets: readonly string[],
): ReturnType<typeof run> {
  const sums = targets.map((target, index) =>
    `${String(index).repeat(64)}  gatehouse-${target}.tar.gz\n`
  );
  Deno.writeTextFileSync(`${folder}/SHA256SUMS`, sums.join(""));
  return run(packaged("formula.sh"), ["1.2.3", `${folder}/SHA256SUMS`]);
}

Deno.test("the Homebrew formula has the version and each target's own checksum", () =>
  inFolder((folder) => {
    const { code, stdout } = formula(folder, TARGETS);
    assertEquals(code, 0);
    for (const [index, target] of TARGETS.entries()) {
      const url = `download/v1.2.3/gatehouse-${target}.tar.gz"`;
      const line = stdout.split("\n").findIndex((line) => line.includes(url));
      assertMatch(
        stdout.split("\n")[line + 1] ?? "",
        new RegExp(`sha256 "${String(index).repeat(64)}"`),
      );
    }
  }));

Deno.test("a Homebrew formula without all checksums is not made", () =>
  inFolder((folder) => {
    const { code, stdout } = formula(folder, TARGETS.slice(1));
    assertEquals([code, stdout], [1, ""]);
  }));

withTools(
  ["ruby"],
  "the Homebrew formula is Ruby",
  () =>
    inFolder(async (folder) => {
      const { stdout } = formula(folder, TARGETS);
      await Deno.writeTextFile(`${folder}/gatehouse.rb`, stdout);
      const checked = run("ruby", ["-wc", `${folder}/gatehouse.rb`]);
      assertEquals(checked.stdout, "Syntax OK\n", checked.said);
    }),
);

withTools(["shellcheck"], "shellcheck finds nothing in the scripts", () => {
  const scripts = ["install.sh", "pack.sh", "formula.sh", "release.sh"].map(
    packaged,
  );
  assertEquals(run("shellcheck", scripts).said, "");
});
