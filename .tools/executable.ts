/**
 * Makes an executable of this program with files inside: `deno compile`, and what it needs to take any file as it is.
 */
import { dirname, join, relative } from "node:path";
import { copyTree } from "./tree.ts";

/** Files that go into an executable. */
export interface Part {
  /** A file or folder on this disk, absolute. */
  readonly from: string;
  /** Its path inside, relative to `main.ts`. */
  readonly to: string;
  /** Which names of it stay outside; none by default. */
  readonly leaveOut?: (path: string, name: string) => boolean;
}

/** What is to be made. */
export interface Wanted {
  readonly output: string;
  readonly parts: readonly Part[];
  /** Small files made on the spot, by their paths inside. */
  readonly texts?: Readonly<Record<string, string>>;
  /** A platform that `deno compile --target` knows; this one by default. */
  readonly target?: string;
}

const HOME = dirname(import.meta.dirname ?? ".");

/** Permissions are granted when it is made, since nobody can answer a question; serving threads give up most of them. */
const FLAGS = ["--allow-all", "--no-prompt", "--no-code-cache", "--quiet"];

/**
 * Makes the executable and settles with the number of files in it. `DENO_COMPILE` may name the Deno to use, which must
 * fit a `DENORT_BIN`. Throws where that fails.
 */
export async function makeExecutable(wanted: Wanted): Promise<number> {
  const stage = await Deno.makeTempDir({ prefix: "gatehouse-compile-" });
  try {
    await stageProgram(stage);
    const entries = await bundle(stage);
    const files = await stageParts(stage, wanted);
    await compile(stage, entries, wanted);
    return files;
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

async function stageProgram(stage: string): Promise<void> {
  await Deno.copyFile(join(HOME, "main.ts"), join(stage, "main.ts"));
  await copyTree(join(HOME, "lib"), join(stage, "lib"));
  const { name, version, unstable, compilerOptions } = JSON.parse(
    await Deno.readTextFile(join(HOME, "deno.json")),
  );
  // Without what only tests need, so that nothing is downloaded for them.
  const config = { name, version, unstable, compilerOptions };
  await Deno.writeTextFile(join(stage, "deno.json"), JSON.stringify(config));
}

const LINKS = "contents";

/**
 * Lays out the files as they are to be inside, and a folder of numbered links to them. Only that folder is given to
 * `--include`: it would take a `.js`, `.ts`, `.json` or `.wasm` for a module of the program, check it and follow its
 * imports, but takes the target of a link as bytes, at its own path.
 */
async function stageParts(
  stage: string,
  { parts, texts = {} }: Wanted,
): Promise<number> {
  const files: string[] = [];
  for (const { from, to, leaveOut } of parts) {
    files.push(...await copyTree(from, join(stage, to), leaveOut));
  }
  for (const [to, text] of Object.entries(texts)) {
    const path = join(stage, to);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
    files.push(path);
  }
  const links = join(stage, LINKS);
  await Deno.mkdir(links);
  for (const [index, path] of files.entries()) {
    await Deno.symlink(relative(links, path), join(links, String(index)));
  }
  return files.length;
}

/** The module of the main thread, and those that it names to be run by others, as paths in the stage. */
interface Entries {
  readonly first: string;
  readonly others: readonly string[];
}

/** Where an executable begins: unlike `main.ts`, the main thread loads nothing there that only serving threads need. */
const START = `import { openDoor } from "./lib/door.ts";
await openDoor(new URL("./main.js", import.meta.url).href);
`;

/**
 * Makes few files of the many modules: to load each of them, in each thread, takes longer than all else at the start.
 * Parts that are imported only when they are needed stay apart. Settles with how the program is entered then.
 */
async function bundle(stage: string): Promise<Entries> {
  await Deno.writeTextFile(join(stage, "start.ts"), START);
  const { code, stderr } = await new Deno.Command(deno(), {
    args: [
      ...["bundle", "--quiet", "--code-splitting", "--outdir", "."],
      ...["start.ts", "main.ts"],
    ],
    cwd: stage,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
  }).output();
  if (code === 0) return { first: "start.js", others: ["main.js"] };
  // It may have to be downloaded first.
  const reason = new TextDecoder().decode(stderr).trim();
  console.error(`not bundled, so it will start more slowly: ${reason}`);
  return { first: "main.ts", others: [] };
}

function deno(): string {
  return Deno.env.get("DENO_COMPILE") ?? Deno.execPath();
}

async function compile(
  stage: string,
  { first, others }: Entries,
  { output, target }: Wanted,
): Promise<void> {
  await Deno.mkdir(dirname(output), { recursive: true });
  const { code } = await new Deno.Command(deno(), {
    args: [
      "compile",
      ...FLAGS,
      ...[LINKS, ...others].flatMap((path) => ["--include", path]),
      ...(target === undefined ? [] : ["--target", target]),
      ...["--output", output, first],
    ],
    cwd: stage,
    stdin: "null",
  }).spawn().status;
  if (code !== 0) throw new Error(`${deno()} compile ended with code ${code}`);
}
