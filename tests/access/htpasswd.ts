function run(...args: string[]): string | null {
  try {
    const { success, stdout } = new Deno.Command("htpasswd", {
      args,
      stderr: "null",
    }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch {
    return null;
  }
}

/** Whether the real `htpasswd` is here; the tests that need it are ignored where it is not. */
export const isInstalled: boolean = run("-nb", "name", "word") !== null;

if (!isInstalled) {
  console.warn("htpasswd is not installed: its tests are not run");
}

/** What the real `htpasswd` writes for a password, with a flag such as `-B`. */
export function makeHash(password: string, flag = ""): string {
  const args = ["-nb", ...(flag === "" ? [] : [flag])];
  const line = run(...args, "name", password);
  if (line === null) throw new Error("htpasswd failed");
  return line.slice("name:".length);
}
