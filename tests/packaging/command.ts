import { fileURLToPath } from "node:url";

/** Whether a program is on the path. */
export function has(program: string): boolean {
  return run("sh", ["-c", `command -v ${program}`]).code === 0;
}

/** What a command wrote, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  /** Both, one after the other. */
  readonly said: string;
}

/** Runs a command to its end. */
export function run(
  program: string,
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "env"> = {},
): Ran {
  const { code, stdout, stderr } = new Deno.Command(program, {
    args: [...args],
    ...options,
  }).outputSync();
  const [out, error] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  return { code, stdout: out ?? "", said: `${out}${error}` };
}

/** The same without stopping everything else meanwhile, for commands that ask this very process. */
export async function runBeside(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    env,
  }).output();
  const [out, error] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  return { code, stdout: out ?? "", said: `${out}${error}` };
}

/** Registers a test, or says loudly why it cannot run. */
export function withTools(
  tools: readonly string[],
  name: string,
  body: () => void | Promise<void>,
): void {
  const missing = tools.filter((tool) => !has(tool));
  if (missing.length === 0) return Deno.test(name, body);
  Deno.test.ignore(
    `${name} [not run: there is no ${missing.join(", ")}]`,
    body,
  );
}

/** The path of a packaged file. */
export function packaged(name: string): string {
  return fileURLToPath(new URL(`../../.packaging/${name}`, import.meta.url));
}

/** A folder that is gone when the test is over. */
export async function inFolder(
  body: (folder: string) => void | Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
