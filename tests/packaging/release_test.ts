import { assert, assertEquals, assertMatch } from "@std/assert";
import project from "../../deno.json" with { type: "json" };
import { billOfMaterials, readChecksums } from "../../.packaging/sbom.ts";
import { inFolder, packaged, run, withTools } from "./command.ts";

const { version } = project;

/** A deno that compiles nothing: what it makes tells its target. */
const COMPILES = `#!/bin/sh
if [ "$1 $2" = "task compile" ]; then
  mkdir -p "$(dirname "$6")" && printf '#!/bin/sh\\necho %s\\n' "$4" >"$6" && chmod +x "$6"
else
  exec "$REAL" "$@"
fi
`;

function makeRelease(folder: string, ...targets: string[]): string {
  const deno = `${folder}/deno`;
  Deno.writeTextFileSync(deno, COMPILES);
  Deno.chmodSync(deno, 0o755);
  const { code, said } = run(
    packaged("release.sh"),
    [`${folder}/out`, ...targets],
    {
      env: {
        DENO: deno,
        REAL: Deno.execPath(),
        SOURCE_DATE_EPOCH: "1700000000",
      },
    },
  );
  assertEquals(code, 0, said);
  return `${folder}/out`;
}

function names(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

const TOOLS = ["tar", "gzip", "zip", "unzip", "dpkg-deb", "sha256sum"];

withTools(
  TOOLS,
  "a release has packages for five targets, a formula, an installer, what is inside, and all their checksums",
  () =>
    inFolder((folder) => {
      const out = makeRelease(folder);
      assertEquals(names(out), [
        "SHA256SUMS",
        "gatehouse-aarch64-apple-darwin.tar.gz",
        "gatehouse-aarch64-unknown-linux-gnu.tar.gz",
        "gatehouse-x86_64-apple-darwin.tar.gz",
        "gatehouse-x86_64-pc-windows-msvc.zip",
        "gatehouse-x86_64-unknown-linux-gnu.tar.gz",
        "gatehouse.rb",
        "gatehouse.spdx.json",
        `gatehouse_${version}_amd64.deb`,
        `gatehouse_${version}_arm64.deb`,
        "install.sh",
      ]);
      const checked = run("sha256sum", ["--check", "--strict", "SHA256SUMS"], {
        cwd: out,
      });
      assertEquals(checked.code, 0, checked.said);
      assertEquals(
        checked.stdout.match(/: OK$/gm)?.length,
        names(out).length - 1,
      );
      for (
        const name of names(out).filter((name) => name.endsWith(".tar.gz"))
      ) {
        const target = name.slice("gatehouse-".length, -".tar.gz".length);
        const program = run("tar", ["-xzOf", `${out}/${name}`, "./gatehouse"]);
        assertEquals(program.stdout, `#!/bin/sh\necho ${target}\n`);
        const page = run("tar", ["-xzOf", `${out}/${name}`, "./gatehouse.1"]);
        assert(page.stdout.includes(version), name);
      }
      const zip = `${out}/gatehouse-x86_64-pc-windows-msvc.zip`;
      assertMatch(
        run("unzip", ["-p", zip, "gatehouse.exe"]).stdout,
        /echo x86_64-pc-windows-msvc/,
      );
      const formula = Deno.readTextFileSync(`${out}/gatehouse.rb`);
      const sums = Deno.readTextFileSync(`${out}/SHA256SUMS`);
      for (const [, sum = ""] of formula.matchAll(/sha256 "(\w+)"/g)) {
        assert(sums.includes(`${sum}  gatehouse-`), sum);
      }
      const sbom = JSON.parse(
        Deno.readTextFileSync(`${out}/gatehouse.spdx.json`),
      );
      assertEquals(sbom.creationInfo.created, "2023-11-14T22:13:20Z");
      for (const { packageFileName, checksums } of sbom.packages) {
        if (packageFileName === undefined) continue;
        const line = `${checksums[0].checksumValue}  ${packageFileName}\n`;
        assert(sums.includes(line), line);
      }
    }),
);

withTools(
  TOOLS,
  "a release made twice is the same, byte for byte",
  () =>
    inFolder((folder) => {
      const sums = () => {
        const out = makeRelease(folder);
        const text = Deno.readTextFileSync(`${out}/SHA256SUMS`);
        Deno.removeSync(out, { recursive: true });
        return text;
      };
      assertEquals(sums(), sums());
    }),
);

withTools(
  TOOLS,
  "a release for some targets has no formula",
  () =>
    inFolder((folder) => {
      const out = makeRelease(folder, "x86_64-unknown-linux-gnu");
      assertEquals(names(out), [
        "SHA256SUMS",
        "gatehouse-x86_64-unknown-linux-gnu.tar.gz",
        "gatehouse.spdx.json",
        `gatehouse_${version}_amd64.deb`,
        "install.sh",
      ]);
    }),
);

const PACKAGES = [
  { file: "gatehouse-a.tar.gz", sha256: "0".repeat(64) },
  { file: "gatehouse_1.2.3_amd64.deb", sha256: "1".repeat(64) },
];

Deno.test("checksums are read as sha256sum writes them", () => {
  const text = PACKAGES.map(({ file, sha256 }) => `${sha256}  ${file}\n`);
  assertEquals(readChecksums(text.join("")), PACKAGES);
  let fault = "";
  try {
    readChecksums("what is this?\n");
  } catch (error) {
    fault = String(error);
  }
  assertMatch(fault, /what is "what is this\?"\?/);
});

withTools(
  ["pyspdxtools"],
  "what is inside is told in SPDX 2.3, as its own tools read it",
  () =>
    inFolder((folder) => {
      const document = billOfMaterials("1.2.3", "2.9.6", PACKAGES, 0);
      const file = `${folder}/gatehouse.spdx.json`;
      Deno.writeTextFileSync(file, JSON.stringify(document));
      const valid = run("pyspdxtools", ["-i", file]);
      assertEquals(valid.code, 0, valid.said);
      const broken = { ...document, dataLicense: "MIT" };
      Deno.writeTextFileSync(file, JSON.stringify(broken));
      assertEquals(run("pyspdxtools", ["-i", file]).code, 1);
    }),
);

withTools(["hadolint"], "hadolint finds nothing in the Dockerfile", () => {
  const { code, said } = run("hadolint", [packaged("Dockerfile")]);
  assertEquals([code, said], [0, ""]);
});

withTools(["actionlint"], "actionlint finds nothing in the workflows", () => {
  const { code, said } = run("actionlint", ["-no-color"], {
    cwd: packaged(".."),
  });
  assertEquals([code, said], [0, ""]);
});
