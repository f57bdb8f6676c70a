/** Runs a program to its end and says whether it is there and did what it was asked to. */
export function runs(program: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync().success;
  } catch {
    return false;
  }
}
