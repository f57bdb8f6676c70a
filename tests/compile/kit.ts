import { fileURLToPath } from "node:url";

/** Whether an executable can be made here: by a Deno that has its runtime beside it, or may download that. */
export const KIT: boolean = Deno.env.has("DENORT_BIN") ||
  Deno.env.get("TEST_COMPILE") === "1";

/** Says in a test's name why it is left out. */
export const NO_KIT =
  "set DENO_COMPILE and DENORT_BIN, or TEST_COMPILE=1 where Deno may download its runtime";

/** What a tool said, and how it ended. */
export interface Made {
  readonly code: number;
  readonly text: string;
}

/** Runs one of `.tools/` and settles with its end. */
export async function runTool(name: string, ...args: string[]): Promise<Made> {
  const tool = fileURLToPath(
    new URL(`../../.tools/${name}.ts`, import.meta.url),
  );
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", tool, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** An empty folder to start an executable in, and one for all that it may leave behind. */
export interface EmptyPlace extends AsyncDisposable {
  readonly folder: string;
  readonly cwd: string;
  readonly temporary: string;
  /** Nothing of this machine's: no PATH, no HOME. */
  readonly env: Record<string, string>;
}

/** Makes folders for one test. */
export async function emptyPlace(): Promise<EmptyPlace> {
  const folder = await Deno.makeTempDir();
  const cwd = `${folder}/empty`;
  const temporary = `${folder}/temporary`;
  await Deno.mkdir(cwd);
  await Deno.mkdir(temporary);
  return {
    folder,
    cwd,
    temporary,
    env: { PATH: "", TMPDIR: temporary },
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Names and modes of what is in a folder. */
export function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    [...Deno.readDirSync(folder)].map(({ name }) => [
      name,
      ((Deno.statSync(`${folder}/${name}`).mode ?? 0) & 0o777).toString(8),
    ]),
  );
}
