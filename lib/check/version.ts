import { languageOfProgram } from "../diagnosis/language.ts";

const PATIENCE = 5_000;

/**
 * Asks an interpreter for its version, such as `3.13.0`; `null` where it would not say.
 * Starts the program; only such as are known to answer `--version`.
 */
export async function askVersion(
  program: string,
  path: string,
): Promise<string | null> {
  const language = languageOfProgram(program);
  if (language === null || /(?:^|\/)(?:sh|dash|ash)$/.test(program)) {
    return null;
  }
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: ["--version"],
      env: { PATH: path },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch {
    return null;
  }
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  const { stdout, stderr } = await child.output();
  clearTimeout(timer);
  const decoder = new TextDecoder();
  return readVersion(decoder.decode(stdout) + decoder.decode(stderr));
}

/** The version in what a program says of itself. */
export function readVersion(text: string): string | null {
  return /\bv?(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1] ?? null;
}
