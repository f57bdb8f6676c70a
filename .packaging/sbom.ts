/**
 * Writes what is inside a release on stdout, as SPDX 2.3 in JSON; the checksums of the packages come on stdin, as
 * `sha256sum` writes them. Gatehouse uses no package at run time: an executable is Gatehouse and Deno.
 *
 *   deno run .packaging/sbom.ts VERSION DENO_VERSION <SHA256SUMS
 */
import { parseArgs } from "node:util";

/** A package of a release, and its checksum in hexadecimal digits. */
export interface Packaged {
  readonly file: string;
  readonly sha256: string;
}

const HOME = "https://github.com/gatehouse/gatehouse";

/** The document for packages of one version. `created` is a time in seconds since the epoch. */
export function billOfMaterials(
  version: string,
  runtime: string,
  packages: readonly Packaged[],
  created: number,
): Record<string, unknown> {
  const releases = `${HOME}/releases/download/v${version}`;
  const source = {
    ...part("Source", "gatehouse", version, `git+${HOME}@v${version}`),
    primaryPackagePurpose: "SOURCE",
  };
  const deno = {
    ...part(
      "Deno",
      "deno",
      runtime,
      `git+https://github.com/denoland/deno@v${runtime}`,
    ),
    primaryPackagePurpose: "FRAMEWORK",
    comment: "The runtime, with V8 and the Rust crates in its Cargo.lock.",
    externalRefs: [{
      referenceCategory: "PACKAGE-MANAGER",
      referenceType: "purl",
      referenceLocator: `pkg:github/denoland/deno@v${runtime}`,
    }],
  };
  const made = packages.map(({ file, sha256 }) => ({
    ...part(idOf(file), "gatehouse", version, `${releases}/${file}`),
    primaryPackagePurpose: "APPLICATION",
    packageFileName: file,
    checksums: [{ algorithm: "SHA256", checksumValue: sha256 }],
  }));
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: `gatehouse-${version}`,
    documentNamespace: `${releases}/gatehouse.spdx.json`,
    creationInfo: {
      created: new Date(created * 1000).toISOString().replace(".000", ""),
      creators: ["Organization: The Gatehouse authors"],
    },
    packages: [source, deno, ...made],
    relationships: made.flatMap(({ SPDXID }) => [
      relation("SPDXRef-DOCUMENT", "DESCRIBES", SPDXID),
      relation(SPDXID, "GENERATED_FROM", source.SPDXID),
      relation(SPDXID, "CONTAINS", deno.SPDXID),
    ]),
  };
}

function part(
  id: string,
  name: string,
  version: string,
  downloadLocation: string,
) {
  return {
    SPDXID: `SPDXRef-${id}`,
    name,
    versionInfo: version,
    downloadLocation,
    filesAnalyzed: false,
    licenseConcluded: "MIT",
    licenseDeclared: "MIT",
    copyrightText: "NOASSERTION",
  };
}

function idOf(file: string): string {
  return file.replace(/[^A-Za-z0-9.-]/g, "-");
}

function relation(from: string, type: string, to: string) {
  return {
    spdxElementId: from,
    relationshipType: type,
    relatedSpdxElement: to,
  };
}

/** Reads what `sha256sum` writes. Throws where a line is something else. */
export function readChecksums(text: string): Packaged[] {
  return text.split("\n").filter((line) => line !== "").map((line) => {
    const [, sha256, file] = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line) ?? [];
    if (!sha256 || !file) throw new Error(`sbom: what is "${line}"?`);
    return { file, sha256 };
  });
}

if (import.meta.main) {
  const { positionals: [version, runtime] } = parseArgs({
    args: Deno.args,
    allowPositionals: true,
  });
  if (!version || !runtime) {
    console.error("sbom: which version, and of which Deno?");
    Deno.exit(2);
  }
  const packages = readChecksums(
    await new Response(Deno.stdin.readable).text(),
  );
  const epoch = Number(Deno.env.get("SOURCE_DATE_EPOCH") ?? Date.now() / 1000);
  const document = billOfMaterials(
    version,
    runtime,
    packages,
    Math.floor(epoch),
  );
  console.log(JSON.stringify(document, null, 2));
}
