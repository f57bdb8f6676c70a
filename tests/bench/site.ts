import { fileURLToPath } from "node:url";

/** A certificate, as text and as a file, and the file of its key. */
export interface Certificate {
  readonly text: string;
  readonly certificate: string;
  readonly key: string;
}

/** The folders that every peer serves, and what is missing in them. */
export interface Site {
  /** Holds everything, also the peers' own files; removed at the end. */
  readonly folder: string;
  readonly root: string;
  readonly scripts: string;
  /** A certificate for localhost and its key, where openssl could make them. */
  readonly tls: Certificate | null;
  /** Scripts that could not be made, with the reason. */
  readonly missing: ReadonlyMap<string, string>;
}

/** Sizes in bytes of the plain files. */
export const FILES: Readonly<Record<string, number>> = {
  "1k.txt": 1024,
  "10k.html": 10 * 1024,
  "100k.txt": 100 * 1024,
  "1m.bin": 1024 ** 2,
  "100m.bin": 100 * 1024 ** 2,
};

/** Sizes in bytes of the pages that lie there compressed, too. */
const PAGES: Readonly<Record<string, number>> = {
  "page.html": 50 * 1024,
  "page-10k.html": 10 * 1024,
};

/** How many files the folders of many files hold. */
export const LISTED = 1000, TREE = 100_000;

const WORDS = "gate house server script field segment entity range while that"
  .split(" ");

/** Text of this length that compresses about as well as a page does; the same each time. */
function prose(length: number): Uint8Array<ArrayBuffer> {
  let seed = 1;
  let text = "<!doctype html><title>Page</title>\n";
  while (text.length < length) {
    seed = (seed * 48271) % 2147483647;
    text += `<p>${WORDS[seed % WORDS.length]} ${seed.toString(36)}</p>\n`;
  }
  return new TextEncoder().encode(text.slice(0, length));
}

/** Makes the site in a new folder of its own, readable by all, since some peers give up their rights. */
export async function makeSite(): Promise<Site> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-bench-" });
  await Deno.chmod(folder, 0o755);
  const root = `${folder}/www`, scripts = `${folder}/cgi-bin`;
  for (const path of [root, scripts, `${root}/list`]) await Deno.mkdir(path);
  const block = prose(1024 ** 2);
  for (const [name, length] of Object.entries(FILES)) {
    using file = await Deno.create(`${root}/${name}`);
    for (let left = length; left > 0; left -= block.length) {
      const part = block.subarray(0, Math.min(left, block.length));
      for (let sent = 0; sent < part.length;) {
        sent += await file.write(part.subarray(sent));
      }
    }
  }
  for (const [name, length] of Object.entries(PAGES)) {
    await Deno.writeFile(`${root}/${name}`, prose(length));
    await run("gzip", "-9", "-k", `${root}/${name}`);
  }
  for (let index = 0; index < LISTED; index++) {
    await Deno.writeTextFile(`${root}/list/file-${index}.txt`, "listed\n");
  }
  const missing = await makeScripts(scripts);
  return { folder, root, scripts, tls: await makeCertificate(folder), missing };
}

/** Adds the folder of 100,000 files to the site. */
export function makeTree(site: Site): void {
  const content = prose(1024);
  Deno.mkdirSync(`${site.root}/tree`);
  for (let index = 0; index < TREE; index++) {
    Deno.writeFileSync(`${site.root}/tree/${index}.txt`, content);
  }
}

const SCRIPTS = new URL("scripts/", import.meta.url);

/** Copies the scripts; those in C are compiled, and the others get the interpreters of this machine. */
async function makeScripts(folder: string): Promise<Map<string, string>> {
  const missing = new Map<string, string>();
  const interpreters: Record<string, string | undefined> = {
    sh: "/bin/sh",
    py: findProgram("/usr/bin/python3", "python3"),
    js: `/usr/bin/env -S ${Deno.execPath()} run --quiet --no-config`,
  };
  for (const { name } of Deno.readDirSync(SCRIPTS)) {
    const source = new URL(name, SCRIPTS);
    const [stem = "", extension = ""] = name.split(".");
    if (extension === "c") {
      const target = `${folder}/${stem}.cgi`;
      const made = await run(
        "cc",
        "-O2",
        "-static",
        "-o",
        target,
        fileURLToPath(source),
      );
      if (!made) missing.set(`${stem}.cgi`, "no C compiler with static libc");
      continue;
    }
    const interpreter = interpreters[extension];
    if (interpreter === undefined) {
      missing.set(name, `nothing runs .${extension} here`);
      continue;
    }
    const text = Deno.readTextFileSync(source);
    Deno.writeTextFileSync(`${folder}/${name}`, `#!${interpreter}\n${text}`);
    Deno.chmodSync(`${folder}/${name}`, 0o755);
    // Gatehouse runs JavaScript by itself where no first line says otherwise.
    if (extension === "js") {
      Deno.writeTextFileSync(`${folder}/${stem}_plain.js`, text);
    }
  }
  return missing;
}

async function makeCertificate(folder: string): Promise<Site["tls"]> {
  const certificate = `${folder}/cert.pem`, key = `${folder}/key.pem`;
  const made = await run(
    ...["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"],
    ...["ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext"],
    ...["basicConstraints=critical,CA:FALSE", "-addext"],
    ...["subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ...["-keyout", key, "-out", certificate],
  );
  if (!made) return null;
  await Deno.chmod(key, 0o644);
  return { text: Deno.readTextFileSync(certificate), certificate, key };
}

/** Whether a program ran to a good end. */
async function run(program = "", ...args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, {
      args,
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}

/** The first of these programs that is there, by its absolute path. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = [
    ...(Deno.env.get("PATH") ?? "").split(":"),
    "/usr/sbin",
    "/sbin",
  ];
  for (const name of names) {
    const paths = name.startsWith("/")
      ? [name]
      : folders.map((folder) => `${folder}/${name}`);
    for (const path of paths) {
      try {
        if (Deno.statSync(path).isFile) return path;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}
